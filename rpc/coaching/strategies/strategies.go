// Package strategies holds what the tutor says of how to go about a skill: a
// text of our own for every skill of the SAT, and one for each subject of the
// other exams. It is data and needs no model.
package strategies

import "slices"

// A Strategy is a way to go about questions of one kind.
type Strategy struct {
	Text     string   // two or three sentences
	Steps    []string // in their order
	Pitfalls []string // mistakes that students make
}

// ForSkill is the strategy for the skill of that code, such as ALG1. ok is false
// for a skill that has none of its own.
func ForSkill(code string) (s Strategy, ok bool) {
	for _, part := range []map[string]Strategy{algebra, advancedMath, dataAnalysis, geometry, craft, information, conventions, expression} {
		if s, ok = part[code]; ok {
			return s.clone(), true
		}
	}
	return Strategy{}, false
}

// ForSubject is the strategy for a subject, such as math; one that fits every
// exam question for a subject that has none of its own.
func ForSubject(subject string) Strategy {
	if s, ok := subjects[subject]; ok {
		return s.clone()
	}
	return general.clone()
}

// clone lets callers change what they got.
func (s Strategy) clone() Strategy {
	s.Steps, s.Pitfalls = slices.Clone(s.Steps), slices.Clone(s.Pitfalls)
	return s
}
