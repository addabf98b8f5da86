package main

import (
	"fmt"
	"os"
	"text/tabwriter"

	"prepwire/cmd/prepbench/fairness"
)

// fairnessCommand simulates contests scored by speed.
type fairnessCommand struct {
	Participants int     `default:"2000" help:"Participants of a contest."`
	Questions    int     `default:"20" help:"Questions, a point each."`
	Limit        int64   `default:"20000" help:"Milliseconds to answer a question."`
	Contests     int     `default:"10" help:"Contests, with new people each."`
	Liars        float64 `default:"0.05" help:"Share of participants who lie where it says so."`
	Seed         uint64  `default:"1" help:"Seed: the same seed prints the same figures."`
}

// Run prints three tables.
func (c *fairnessCommand) Run() error {
	r, err := fairness.Simulate(fairness.Settings{Participants: c.Participants, Questions: c.Questions,
		LimitMs: c.Limit, Contests: c.Contests, Liars: c.Liars, Seed: c.Seed})
	if err != nil {
		return err
	}
	fmt.Printf("Simulated: people, thinking and network are made up; rules, fold and board are those of contests.\n"+
		"%d contests, %d participants, %d questions of %d ms, live pacing, scored by speed; one way 5 to 800 ms with jitter; seed %d\n\n",
		c.Contests, c.Participants, c.Questions, c.Limit, c.Seed)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "how times are taken\tKendall's tau with true skill\twith the same play at no latency\tpoints per 100 ms of round trip\tup to 300 ms\t")
	for _, m := range r.Policies {
		_, _ = fmt.Fprintf(w, "%s\t%.4f\t%.4f\t%+.4f\t%+.4f\t\n", m.Policy, m.Skill, m.Play, m.PerRTT, m.Near)
	}
	_, _ = fmt.Fprintln(w, "\t\t\t\t\t\nround trip, ms\tpeople\tpoints lost without credit\twith credit\t")
	for _, b := range r.Bands {
		_, _ = fmt.Fprintf(w, "%d to %d\t%d\t%.3f\t%.3f\t\n", b.From, b.To, b.People, b.Plain, b.Credit)
	}
	_, _ = fmt.Fprintln(w, "\t\t\t\t\t\t\nwhat a liar gains\tpoints\tat most\tplaces\tat most\tpoints by one answer, at most\tanswers brought in time\t")
	for _, g := range r.Gains {
		_, _ = fmt.Fprintf(w, "%s\t%.3f\t%.3f\t%.1f\t%.0f of %d\t%.3f\t%d\t\n", g.Policy, g.Points, g.MostPoints, g.Places, g.MostPlaces, g.Of, g.MostAnswer, g.Rescued)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Printf("\nLiars (%.0f %%) delay their pongs by 2 s and claim to have needed 500 ms; the server's clock does not ask for claims.\n"+
		"The cap of 150 ms is worth at most %.3f points an answer, %.3f to one within 650 ms, which none here is.\n", 100*c.Liars, r.Worth, r.Quick)
	return nil
}
