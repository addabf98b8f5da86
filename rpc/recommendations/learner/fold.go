package learner

import "iter"

// Fold makes a state from a student's answers, in their order. It is the same as
// updating a new state with each of them.
func (p *Params) Fold(answers iter.Seq[Answer]) State {
	var s State
	for a := range answers {
		p.Update(&s, a)
	}
	return s
}
