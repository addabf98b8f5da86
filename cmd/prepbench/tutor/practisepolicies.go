package tutor

import (
	"math"

	"prepwire/rpc/recommendations/learner"
	"prepwire/rpc/recommendations/learner/choose"
)

// practisePolicies are the ways to practise, the oracle first.
func practisePolicies(w *world, params *learner.Params, index *choose.Index, peak float64) []teaching {
	exam := choose.SAT().Weights()
	at := map[string]int{}
	for i := range w.items {
		at[w.items[i].ID] = i
	}
	difficulty := make([]float64, len(w.items))
	for i := range w.items {
		difficulty[i], _ = params.Difficulty(w.items[i].Question)
	}
	return []teaching{
		{"oracle", func(p *pupil) int { return p.best(p.truth(peak)) }},
		{"practise", func(p *pupil) int {
			got, err := index.Choose(choose.Request{Mode: choose.Practise, Limit: 1, State: p.state, At: p.at, Exam: exam, Seed: p.r.Uint64(),
				Answered: func(c *choose.Candidate) bool { return p.asked[at[c.ID]] }})
			if err != nil {
				return p.any()
			}
			return at[got[0].ID]
		}},
		{"any skill, success 0.75", func(p *pupil) int { return p.near(p.r.IntN(len(w.codes)), 0.75) }},
		{"any skill, success 0.85", func(p *pupil) int { return p.near(p.r.IntN(len(w.codes)), 0.85) }},
		{"most information", func(p *pupil) int {
			ability, _ := params.Ability(p.state, 0, p.at)
			return p.best(func(i int) float64 { return -math.Abs(difficulty[i] - ability) })
		}},
		{"weakest skill, success 0.75", func(p *pupil) int { return p.near(p.weakest(), 0.75) }},
		{"weakest skill, any question", func(p *pupil) int {
			k := p.weakest()
			return p.best(func(i int) float64 {
				if w.items[i].skill != k {
					return -1
				}
				return p.r.Float64()
			})
		}},
		{"random", (*pupil).any},
	}
}

// truth values a question as one who knows everything would: by what it really
// teaches, times how fast the exam's score really rises with the skill.
func (p *pupil) truth(peak float64) func(i int) float64 {
	slope := make([]float64, len(p.world.codes))
	for i := range p.world.items {
		it := &p.world.items[i]
		s := (it.chance(p.person.ability(it.skill)) - it.c) / (1 - it.c)
		slope[it.skill] += p.world.weight[it.skill] * it.a * (1 - it.c) * s * (1 - s)
	}
	return func(i int) float64 {
		it := &p.world.items[i]
		return slope[it.skill] * hump(it.chance(p.person.ability(it.skill)), peak)
	}
}

// best returns the question not yet asked that is worth most.
func (p *pupil) best(worth func(i int) float64) int {
	best, most := -1, math.Inf(-1)
	for i := range p.asked {
		if p.asked[i] {
			continue
		}
		if v := worth(i); v > most {
			best, most = i, v
		}
	}
	return best
}

func (p *pupil) any() int { return p.best(func(int) float64 { return p.r.Float64() }) }

// near returns the question of a skill that the filter expects to be answered
// right with a given chance; of the bank, when the skill is used up.
func (p *pupil) near(k int, want float64) int {
	return p.best(func(i int) float64 {
		if p.world.items[i].skill != k {
			return -10
		}
		return -math.Abs(p.params.Predict(p.state, p.world.items[i].Question, p.at).P - want)
	})
}

func (p *pupil) weakest() int {
	weakest, least := 0, math.Inf(1)
	for k, id := range p.world.skills {
		if m, _ := p.params.Ability(p.state, id, p.at); m < least {
			weakest, least = k, m
		}
	}
	return weakest
}
