package students

import (
	"context"
	"fmt"
	"slices"
	"time"

	"prepwire/rpc/recommendations/learner"
	"prepwire/schema"
	"prepwire/store"
)

// Changes says how the estimates of the skills practised in a session moved from
// its first answer until now, in the order in which they were first practised.
// It folds all of the student's answers.
func (k *Keeper) Changes(ctx context.Context, userID, sessionID string) ([]schema.MasteryChange, error) {
	now := Student{Params: k.Params()}
	var before *Student
	var codes []string
	last := time.Time{}
	for after := (store.Position{}); ; {
		part, err := k.store.AttemptsOf(ctx, userID, after, store.MaxLimit)
		if err != nil {
			return nil, fmt.Errorf("read answers: %w", err)
		}
		for _, a := range part {
			after, last = a.Position(), a.At
			if a.Number != 1 {
				continue
			}
			if a.SessionID == sessionID && before == nil {
				before = &Student{Params: now.Params, State: now.State.Clone()}
			}
			if a.SessionID == sessionID && a.Skill != "" && !slices.Contains(codes, a.Skill) {
				codes = append(codes, a.Skill)
			}
			now.Params.Update(&now.State, k.answer(a, new([1]learner.SkillID)))
		}
		if len(part) < store.MaxLimit {
			break
		}
	}
	changes := []schema.MasteryChange{}
	for _, code := range codes {
		changes = append(changes, schema.MasteryChange{Skill: code,
			Before: before.Mastery(code, last).Mean, After: now.Mastery(code, last).Mean})
	}
	return changes, nil
}

// Mastery estimates one skill of a student now.
func (k *Keeper) Mastery(ctx context.Context, userID, code string) (schema.Mastery, error) {
	s, err := k.Student(ctx, userID)
	if err != nil {
		return schema.Mastery{}, err
	}
	return s.Mastery(code, s.Last), nil
}
