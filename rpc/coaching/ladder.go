package coaching

import (
	"fmt"
	"strings"

	"prepwire/rpc/coaching/strategies"
	"prepwire/rpc/question/vet"
	"prepwire/store"
)

// ladder are the hints on q from the gentlest to the most telling: its own, or
// general ones on its skill. One below the last that plainly tells the answer,
// as authors may write it, is left out.
func (s *Service) ladder(q store.Question) []string {
	var own []string
	key := keyOf(q)
	for i, h := range q.Hints {
		h = plain(h)
		if h != "" && (i == len(q.Hints)-1 || !key.ToldBy(h)) {
			own = append(own, h)
		}
	}
	if len(own) > 0 {
		return own
	}
	way := s.strategyFor(q.Skill, q.Subject)
	return []string{way.Text, numbered(way.Steps), "Watch out for this:\n" + dashed(way.Pitfalls)}
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

// keyOf is what must not be told of q.
func keyOf(q store.Question) vet.Key {
	k := vet.Key{Kind: q.QuestionType, Stem: q.Stem, Text: q.CorrectAnswer}
	for _, o := range q.Options {
		if o.ID == q.CorrectAnswer {
			k.Letter, k.Text = o.ID, o.Text
		}
	}
	return k
}

func numbered(lines []string) string {
	var b strings.Builder
	for i, l := range lines {
		fmt.Fprintf(&b, "%d. %s\n", i+1, l)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func dashed(lines []string) string { return "- " + strings.Join(lines, "\n- ") }
