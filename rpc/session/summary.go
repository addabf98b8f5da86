package session

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"prepwire/store"
)

// summing folds the attempts of a session, in their order.
type summing struct {
	sum    store.SessionSummary
	streak int
	skills map[string]bool
	first  store.Position // of the attempts that count
	last   store.Position
}

// add takes in the next attempt. Only first attempts at a question count.
func (s *summing) add(a store.Attempt) {
	if a.Number != 1 {
		return
	}
	s.sum.Answered++
	s.sum.TimeMs += a.TimeSpentMs
	s.streak++
	if a.Correct {
		s.sum.Correct++
	} else {
		s.streak = 0
	}
	s.sum.BestStreak = max(s.sum.BestStreak, s.streak)
	if s.first.IsZero() {
		s.first = a.Position()
	}
	s.last = a.Position()
	if a.Skill != "" {
		s.skills[a.Skill] = true
	}
}

// sumUp sums up a session that has ended, and keeps that. While the learner
// cannot tell how mastery moved the summary does without, and is not kept.
func (s *Service) sumUp(ctx context.Context, kept store.Session) (store.Session, error) {
	f := summing{skills: map[string]bool{}}
	for after := (store.Position{}); ; {
		part, err := s.store.AttemptsIn(ctx, kept.UserID, kept.ID, after, store.MaxLimit)
		if err != nil {
			return kept, fmt.Errorf("sum up session: %w", err)
		}
		for _, a := range part {
			f.add(a)
			after = a.Position()
		}
		if len(part) < store.MaxLimit {
			break
		}
	}
	changes, err := s.masteryChanges(ctx, kept.UserID, f)
	if err != nil {
		s.log.WarnContext(ctx, "a summary without mastery", "session", kept.ID, "err", err)
		return kept.SummedUp(f.sum), nil
	}
	f.sum.MasteryChanges = changes
	kept, err = s.store.SumUpSession(ctx, kept.UserID, kept.ID, f.sum)
	if err != nil {
		return kept, fmt.Errorf("sum up session: %w", err)
	}
	return kept, nil
}

// masteryChanges compares what the learner thought just before the first
// attempt of a session with what it thinks after the last.
func (s *Service) masteryChanges(ctx context.Context, userID string, f summing) ([]store.MasteryChange, error) {
	if s.learner == nil || len(f.skills) == 0 {
		return nil, nil
	}
	skills := slices.Sorted(maps.Keys(f.skills))
	before, err := s.learner.Mastery(ctx, userID, skills, store.Position{At: f.first.At}) // no attempt has this place
	if err != nil {
		return nil, fmt.Errorf("mastery before: %w", err)
	}
	after, err := s.learner.Mastery(ctx, userID, skills, f.last)
	if err != nil {
		return nil, fmt.Errorf("mastery after: %w", err)
	}
	var changes []store.MasteryChange
	for _, skill := range skills {
		from, known := before[skill]
		to, moved := after[skill]
		if known && moved {
			changes = append(changes, store.MasteryChange{Skill: skill, Before: from, After: to})
		}
	}
	return changes, nil
}
