package choose

import (
	"slices"

	"prepwire/rpc/recommendations/learner"
)

// filters are the hard ones, in the order in which they are named.
var filters = []struct {
	name string
	pass func(p *picker, e *entry) bool
}{
	{name: "subjects", pass: (*picker).inSubjects},
	{name: "difficulty", pass: (*picker).ofLevel},
	{name: "locked", pass: func(p *picker, e *entry) bool { return p.Locked == nil || !p.Locked(&e.Candidate) }},
	{name: "answered", pass: func(p *picker, e *entry) bool { return p.Answered == nil || !p.Answered(&e.Candidate) }},
	{name: "isomorphs", pass: (*picker).noIsomorph},
	{name: "timeLimitMs", pass: (*picker).inTime},
}

func (p *picker) passes(e *entry) bool {
	if p.taken[e] {
		return false
	}
	for i := range filters {
		if !filters[i].pass(p, e) {
			return false
		}
	}
	return true
}

func (p *picker) inSubjects(e *entry) bool {
	return len(p.Subjects) == 0 || slices.Contains(p.Subjects, e.Subject)
}

// ofLevel goes by the author's level; where there is none, by the difficulty.
func (p *picker) ofLevel(e *entry) bool {
	if p.Difficulty == 0 {
		return true
	}
	if e.Level >= 1 && e.Level <= 5 {
		return e.Level == p.Difficulty
	}
	low, _ := p.params.Difficulty(learner.Question{Level: p.Difficulty})
	return e.curve.Difficulty > low-levelWindow && e.curve.Difficulty < low+levelWindow
}

const levelWindow = 0.75 // logits

func (p *picker) noIsomorph(e *entry) bool {
	return e.Family == 0 || !slices.Contains(p.families, e.Family)
}

func (p *picker) inTime(e *entry) bool {
	return p.TimeLimitMs <= 0 || p.params.ExpectedTime(p.State, e.Question) <= p.TimeLimitMs-p.spent
}

// emptiedBy looks at everything to find the filter that left nothing. It is only
// called when there is nothing to choose.
func (p *picker) emptiedBy() string {
	deepest := -1
	for _, b := range p.index.order {
		for _, e := range b.entries {
			deepest = max(deepest, p.depth(e))
		}
	}
	if deepest < 0 || deepest >= len(filters) {
		return "bank"
	}
	return filters[deepest].name
}

// depth returns how many filters a candidate passes.
func (p *picker) depth(e *entry) int {
	for i := range filters {
		if !filters[i].pass(p, e) {
			return i
		}
	}
	return len(filters)
}
