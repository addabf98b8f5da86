package choose

import (
	"math/rand/v2"
	"slices"

	"prepwire/rpc/recommendations/learner"
)

// Choose picks up to Limit questions, best first. It answers an *EmptyError when
// there is none. The same request on the same index gives the same answer.
func (x *Index) Choose(r Request) ([]Choice, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	p := picker{Request: r, index: x, params: x.params, rng: rand.New(rand.NewPCG(r.Seed, 0x707265707769)),
		families: slices.Clone(r.Families), taken: map[*entry]bool{}}
	if p.State == nil {
		p.State = &learner.State{}
	}
	next := p.practise
	switch r.Mode {
	case Measure:
		p.prepareMeasure()
		next = p.measure
	case Review:
		p.prepareSkills()
		next = p.review
	default:
		p.prepareSkills()
	}
	var out []Choice
	for len(out) < r.Limit {
		e, why := next()
		if e == nil {
			break
		}
		out = append(out, p.take(e, why))
	}
	if len(out) == 0 && r.Limit > 0 {
		return nil, &EmptyError{Filter: p.emptiedBy()}
	}
	return out, nil
}

// picker is a choice being made.
type picker struct {
	Request
	index    *Index
	params   *learner.Params
	rng      *rand.Rand
	families []learner.FamilyID
	taken    map[*entry]bool
	spent    int64 // expected time of what was taken
	skills   []*skill
	measured measured
}

func (p *picker) take(e *entry, why Reason) Choice {
	p.taken[e] = true
	if e.Family != 0 {
		p.families = append(p.families, e.Family)
	}
	c := Choice{ID: e.ID, Skill: e.Skills[0], P: p.success(e), Reason: why}
	c.ExpectedTimeMs = p.params.ExpectedTime(p.State, e.Question)
	p.spent += c.ExpectedTimeMs
	c.Text = p.text(e, c)
	return c
}
