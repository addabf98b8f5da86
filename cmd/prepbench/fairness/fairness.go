// Package fairness simulates live contests scored by speed, to see whom the
// way to the server favours, what latency credit makes good of it, and what
// liars gain. People, their thinking and the network are made up (people.go);
// what is made of their answers is not: the rules, the fold and the board are
// those of contests.
//
// Every policy is played with the same people, thoughts, delays and pings, so
// that what differs is the policy alone. The same settings give the same
// report.
package fairness

import "errors"

// Settings say what is simulated.
type Settings struct {
	Participants int
	Questions    int
	LimitMs      int64   // to answer a question
	Contests     int     // rounds, with new people each
	Liars        float64 // share of those who cheat where it is said that they do
	Seed         uint64
}

func (s Settings) check() error {
	switch {
	case s.Participants < 2:
		return errors.New("fewer than two participants")
	case s.Questions < 1 || s.Questions > 1000:
		return errors.New("questions are not 1 to 1000")
	case s.LimitMs < 5000 || s.LimitMs > 3_600_000:
		return errors.New("the time limit is not 5 s to an hour")
	case s.Contests < 1:
		return errors.New("no contest")
	case s.Liars < 0 || s.Liars > 1:
		return errors.New("the share of liars is not 0 to 1")
	}
	return nil
}

// policy is how times are taken, and whether liars lie.
type policy struct {
	name     string
	latency  bool // the way takes time
	credit   bool // half the median of the last five pings is taken off, up to the cap
	trusting bool // the client's own word on its time is taken instead
	lies     bool // liars delay their pongs and claim to have been quick
}

var (
	ideal      = policy{name: "no latency at all"}
	plain      = policy{name: "server's clock, no credit", latency: true}
	plainLies  = policy{name: "server's clock, no credit, liars", latency: true, lies: true}
	credit     = policy{name: "server's clock and credit", latency: true, credit: true}
	creditLies = policy{name: "server's clock and credit, liars", latency: true, credit: true, lies: true}
	trust      = policy{name: "client's word", latency: true, trusting: true}
	trustLies  = policy{name: "client's word, liars", latency: true, trusting: true, lies: true}
)

// Report is what came of it: means over all contests.
type Report struct {
	Policies []Measure
	Bands    []Band
	Gains    []Gain
	Worth    float64 // points that the cap can be worth in one answer of more than 650 ms
	Quick    float64 // the same of quicker ones, which get all points at up to 500 ms
}

// Measure is how well a policy tells skill.
type Measure struct {
	Policy string
	Skill  float64 // Kendall's tau-b of scores and true skill
	Play   float64 // tau-b of scores and what the same play would score without latency
	PerRTT float64 // points that 100 ms of round trip cost (negative) or bring
	Near   float64 // the same among those whose credit the cap does not cut
}

// Band is what people of some round trip lose to their latency, in points.
type Band struct {
	From, To      int64 // ms
	People        int
	Plain, Credit float64
}

// Gain is what liars have of lying where a policy is in force.
type Gain struct {
	Policy             string
	Liars, Of          int     // liars in all contests together; participants of each
	Points, MostPoints float64 // that a liar gains in a contest: mean, largest
	Places, MostPlaces float64 // likewise, up the board
	MostAnswer         float64 // points gained by one answer that was in time anyway
	Rescued            int     // answers that were in time by lying alone
}

// Simulate plays the contests. It fails on settings that make no contest.
func Simulate(s Settings) (Report, error) {
	if err := s.check(); err != nil {
		return Report{}, err
	}
	sum := newTotals(s)
	for round := range s.Contests {
		w, err := newWorld(s, round)
		if err != nil {
			return Report{}, err
		}
		if err := sum.add(w); err != nil {
			return Report{}, err
		}
	}
	return sum.report(), nil
}
