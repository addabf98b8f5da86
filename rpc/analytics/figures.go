package analytics

import (
	"context"
	"fmt"
	"math"

	"prepwire/schema"
	"prepwire/store"
)

// figures is what is known of a user, and of a session unless that is empty.
func (s *Service) figures(ctx context.Context, user, session string) (schema.Analytics, error) {
	sitting, err := s.sitting(ctx, user, session)
	if err != nil {
		return schema.Analytics{}, err
	}
	student, err := s.keeper.Student(ctx, user)
	if err != nil {
		return schema.Analytics{}, err
	}
	now := s.now()
	return schema.Analytics{
		Session:      sitting,
		Mastery:      s.keeper.Masteries(&student, now),
		Overall:      schema.OverallFigures{Answered: student.Answered, Correct: student.Correct, Accuracy: ratio(student.Correct, student.Answered)},
		Prediction:   student.Prediction(now),
		ModelVersion: student.Params.Version(),
	}, nil
}

// sitting folds the answers that count for a session.
func (s *Service) sitting(ctx context.Context, user, session string) (schema.SessionFigures, error) {
	var f schema.SessionFigures
	if session == "" {
		return f, nil
	}
	var taken, expected int64 // of answers that tell both
	err := walk(func(after store.Position) ([]store.Attempt, error) {
		return s.store.AttemptsIn(ctx, user, session, after, store.MaxLimit)
	}, func(a store.Attempt) {
		f.Answered++
		f.TimeMs += a.TimeSpentMs
		if a.Correct {
			f.Correct++
			f.Streak++
			f.BestStreak = max(f.BestStreak, f.Streak)
		} else {
			f.Streak = 0
		}
		if a.TimeSpentMs > 0 && a.ExpectedMs > 0 {
			taken += a.TimeSpentMs
			expected += a.ExpectedMs
		}
	})
	if err != nil {
		return schema.SessionFigures{}, fmt.Errorf("answers of session: %w", err)
	}
	f.Pace = ratio(taken, expected)
	return f, nil
}

// walk calls f for each attempt that counts, page by page.
func walk(read func(after store.Position) ([]store.Attempt, error), f func(store.Attempt)) error {
	for after := (store.Position{}); ; {
		part, err := read(after)
		if err != nil {
			return err
		}
		for _, a := range part {
			after = a.Position()
			if a.Number == 1 {
				f(a)
			}
		}
		if len(part) < store.MaxLimit {
			return nil
		}
	}
}

// ratio is 0 when there is nothing to divide by, else rounded to a thousandth.
func ratio(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return math.Round(1000*float64(part)/float64(whole)) / 1000
}
