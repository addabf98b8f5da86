package coaching

import (
	"fmt"
	"strings"

	"prepwire/rpc/coaching/strategies"
	"prepwire/store"
)

// ownHints are the hints that q brings, from the gentlest to the most telling.
// One below the last that plainly tells the answer, as authors may write it, is
// left out.
func ownHints(q store.Question) (own []string) {
	key := keyOf(q)
	for i, h := range q.Hints {
		h = plain(h)
		if h != "" && (i == len(q.Hints)-1 || !key.ToldBy(h)) {
			own = append(own, h)
		}
	}
	return own
}

// rungs are the hints on a question that brings none.
type rungs [3]string

// generalHints are on the skill of a question.
func (s *Service) generalHints(q store.Question) rungs {
	way := s.strategyFor(q.Skill, q.Subject)
	return rungs{way.Text, numbered(way.Steps), pitfalls(way.Pitfalls)}
}

// strategyFor is the strategy for a skill, else for the subject.
func (s *Service) strategyFor(skill, subject string) strategies.Strategy {
	if known, of, ok := s.questions.Skill(skill); ok {
		if way, ok := strategies.ForSkill(known.Code); ok {
			return way
		}
		subject = of
	}
	return strategies.ForSubject(subject)
}

func numbered(lines []string) string {
	var b strings.Builder
	for i, l := range lines {
		fmt.Fprintf(&b, "%d. %s\n", i+1, l)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func pitfalls(lines []string) string {
	return "Watch out for this:\n- " + strings.Join(lines, "\n- ")
}
