package question

import (
	"cmp"
	"context"
	"slices"
	"time"

	"prepwire/auth"
	"prepwire/schema"
	"prepwire/store"
)

const (
	similarCandidates = 50 // newest of the skill that are looked at
	similarMost       = 5
	similarWithin     = 2 * time.Second
)

// similar finds questions like the one analysed, the likest first, among the
// newest of its skill that the caller may see and nobody is to answer in a
// contest. It is a gift: what goes wrong here fails no call.
func (s *Service) similar(ctx context.Context, who *auth.Identity, m matter, a schema.Analysis) []schema.ID {
	ids := []schema.ID{}
	if a.Subject == "" {
		return ids
	}
	ctx, cancel := context.WithTimeout(ctx, similarWithin)
	defer cancel()
	found, err := s.store.ListQuestions(ctx, store.QuestionFilter{
		Subject: a.Subject, Skill: a.Skill, VisibleTo: who.UserID, Unlocked: true,
	}, store.Page{Limit: similarCandidates})
	if err != nil {
		s.log.WarnContext(ctx, "look for similar questions", "err", err)
		return ids
	}
	candidates := slices.DeleteFunc(found.Items, func(q store.Question) bool { return m.known != nil && q.ID == m.known.ID })
	likeness := map[string]float64{}
	for _, q := range candidates {
		likeness[q.ID] = dice(a.Stem, q.Stem)
		if difficultyOf(q.DifficultyLevel) == a.Difficulty {
			likeness[q.ID] += 0.1 // decides between questions that are about as like
		}
	}
	slices.SortStableFunc(candidates, func(p, q store.Question) int { return cmp.Compare(likeness[q.ID], likeness[p.ID]) })
	for _, q := range candidates[:min(similarMost, len(candidates))] {
		ids = append(ids, schema.ID(q.ID))
	}
	return ids
}
