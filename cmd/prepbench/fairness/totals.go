package fairness

import (
	"prepwire/rpc/contest/scoring"
)

// policies are those that are measured; gains compares each of these pairs.
var (
	policies = []policy{ideal, plain, credit, creditLies, trust, trustLies}
	pairs    = [][2]policy{{plain, plainLies}, {credit, creditLies}, {trust, trustLies}}
	edges    = []int64{0, 50, 150, 300, 600, 1000, 1600}
)

// totals adds up what is measured in each contest.
type totals struct {
	settings Settings
	measures []Measure
	lost     []lost // by band
	gains    []Gain
}

// lost is what the people of a band lose together.
type lost struct {
	people        int
	plain, credit float64
}

func newTotals(s Settings) *totals {
	t := &totals{settings: s, lost: make([]lost, len(edges)-1)}
	for _, p := range policies {
		t.measures = append(t.measures, Measure{Policy: p.name})
	}
	for _, p := range pairs {
		t.gains = append(t.gains, Gain{Policy: p[0].name})
	}
	return t
}

func (t *totals) add(w *world) error {
	played := map[policy]*outcome{}
	for _, by := range []policy{ideal, plain, plainLies, credit, creditLies, trust, trustLies} {
		o, err := w.play(by)
		if err != nil {
			return err
		}
		played[by] = o
	}
	best := played[ideal].points()
	t.addMeasures(w, played, best)
	t.addLost(w, less(best, played[plain].points()), less(best, played[credit].points()))
	for i, p := range pairs {
		t.gains[i].add(w, played[p[0]], played[p[1]])
	}
	return nil
}

func (t *totals) addMeasures(w *world, played map[policy]*outcome, best []float64) {
	var skill, rtt []float64
	for _, p := range w.people {
		skill, rtt = append(skill, w.skill(p)), append(rtt, p.rtt()/100)
	}
	n := float64(t.settings.Contests)
	for i, by := range policies {
		m, points := &t.measures[i], played[by].points()
		m.Skill += kendall(points, skill) / n
		m.Play += kendall(points, best) / n
		change := less(points, best)
		m.PerRTT += slope(rtt, change, 1600) / n
		m.Near += slope(rtt, change, 2*scoring.MaxCreditMs/100) / n
	}
}

func (t *totals) addLost(w *world, plain, credit []float64) {
	for i, p := range w.people {
		band := 0
		for band < len(t.lost)-1 && p.rtt() >= float64(edges[band+1]) {
			band++
		}
		l := &t.lost[band]
		l.people++
		l.plain += plain[i]
		l.credit += credit[i]
	}
}

// add compares what liars have with what they would have if none lied.
func (g *Gain) add(w *world, honest, lying *outcome) {
	g.Of = len(w.people)
	for i, p := range w.people {
		if !p.liar {
			continue
		}
		points, places := float64(lying.milli[i]-honest.milli[i])/1000, float64(honest.rank[i]-lying.rank[i])
		g.Liars++
		g.Points += points
		g.Places += places
		g.MostPoints, g.MostPlaces = max(g.MostPoints, points), max(g.MostPlaces, places)
		for j, was := range honest.each[i] {
			is := lying.each[i][j]
			if was.Late && !is.Late {
				g.Rescued++
				continue
			}
			g.MostAnswer = max(g.MostAnswer, float64(is.Milli-was.Milli)/1000)
		}
	}
}

func (t *totals) report() Report {
	r := Report{Policies: t.measures, Gains: t.gains}
	for i := range r.Gains {
		g := &r.Gains[i]
		n := float64(max(1, g.Liars))
		g.Points, g.Places = g.Points/n, g.Places/n
	}
	for i, l := range t.lost {
		n := float64(max(1, l.people))
		r.Bands = append(r.Bands, Band{From: edges[i], To: edges[i+1], People: l.people, Plain: l.plain / n, Credit: l.credit / n})
	}
	r.Quick, r.Worth = worth(newRules(t.settings))
	return r
}

// worth is the most points that scoring.MaxCreditMs off its time can bring an
// answer that is in time without it: to quick answers, which it may bring
// under the time up to which all points are given, and to others.
func worth(r *scoring.Rules) (quick, other float64) {
	q := r.Questions[0]
	for t := int64(scoring.MaxCreditMs); t <= q.TimeLimitMs; t++ {
		without, _ := r.Score(q, true, t)
		with, _ := r.Score(q, true, t-scoring.MaxCreditMs)
		gain := float64(with-without) / 1000
		if t <= 500+scoring.MaxCreditMs {
			quick = max(quick, gain)
		} else {
			other = max(other, gain)
		}
	}
	return quick, other
}
