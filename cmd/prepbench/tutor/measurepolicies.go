package tutor

import (
	"math"

	"prepwire/rpc/recommendations/learner"
	"prepwire/rpc/recommendations/learner/choose"
)

// measurePolicies are the ways to measure: baselines written here, and the
// project's own selection.
func measurePolicies(w *world, curves []learner.Curve) []policy {
	return []policy{
		{"random", func(t *sitting) int { return t.order[t.n] }},
		{"fixed form", func(t *sitting) int { return t.n * (len(curves) / testLength) }},
		{"nearest success 0.75", func(t *sitting) int {
			ability, _ := t.grid.Estimate()
			return t.best(func(i int) float64 { return -math.Abs(believed(curves[i], ability) - 0.75) })
		}},
		{"most information", func(t *sitting) int {
			ability, _ := t.grid.Estimate()
			return t.best(func(i int) float64 { return curves[i].Information(ability) })
		}},
		own("measure, no blueprint, no cap", w, choose.Blueprint{}, nil),
		own("measure, blueprint, no cap", w, choose.SAT(), nil),
		own("measure, blueprint, cap 0.25", w, choose.SAT(), choose.NewExposure(choose.ExposureCap)),
	}
}

func believed(c learner.Curve, ability float64) float64 {
	return c.Guess + (1-c.Guess)/(1+math.Exp(-c.Slope*(ability-c.Difficulty)))
}

// best returns the question not yet asked that is worth most.
func (t *sitting) best(worth func(i int) float64) int {
	best, most := -1, math.Inf(-1)
	for i := range t.curves {
		if t.asked[i] {
			continue
		}
		if v := worth(i); v > most {
			best, most = i, v
		}
	}
	return best
}

// own is the project's selection, asked for one question at a time.
func own(name string, w *world, blueprint choose.Blueprint, exposure *choose.Exposure) policy {
	var candidates []choose.Candidate
	at := map[string]int{}
	for i := range w.items {
		candidates = append(candidates, w.items[i].Candidate)
		at[w.items[i].ID] = i
	}
	index := choose.NewIndex(learner.Default(), candidates...)
	test := uint64(0)
	return policy{name, func(t *sitting) int {
		if t.n == 0 && exposure != nil {
			test++
			exposure.Begin(test)
		}
		got, err := index.Choose(choose.Request{Mode: choose.Measure, Limit: 1, Seed: t.r.Uint64(), Grid: &t.grid, Done: t.done,
			Blueprint: blueprint, Exposure: exposure, Answered: func(c *choose.Candidate) bool { return t.asked[at[c.ID]] }})
		if err != nil {
			return t.order[t.n] // a bank of 600 is never used up
		}
		if exposure != nil {
			exposure.Show(test, w.items[at[got[0].ID]].Item)
		}
		return at[got[0].ID]
	}}
}
