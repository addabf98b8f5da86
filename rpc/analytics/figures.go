package analytics

import (
	"context"
	"fmt"
	"math"

	"prepwire/rpc/recommendations/students"
	"prepwire/schema"
	"prepwire/store"
)

// figures is what is known of a user, and of a session unless that is empty.
func (s *Service) figures(ctx context.Context, user, session string) (schema.Analytics, error) {
	student, err := s.keeper.Student(ctx, user)
	if err != nil {
		return schema.Analytics{}, err
	}
	sitting, err := s.sitting(ctx, user, session, &student)
	if err != nil {
		return schema.Analytics{}, err
	}
	now := s.now()
	return schema.Analytics{
		Session:      sitting,
		Mastery:      student.Masteries(now),
		Overall:      schema.OverallFigures{Answered: student.Answered, Correct: student.Correct, Accuracy: ratio(student.Correct, student.Answered)},
		Prediction:   student.Prediction(now),
		ModelVersion: student.Params.Version(),
	}, nil
}

// sitting sums up the answers that count for a session. Those of the last ones
// are known with the student; answers of an older one are read.
func (s *Service) sitting(ctx context.Context, user, session string, student *students.Student) (schema.SessionFigures, error) {
	sum, ok := student.Sitting(session)
	if !ok && session != "" {
		err := walk(func(after store.Position) ([]store.Attempt, error) {
			return s.store.AttemptsIn(ctx, user, session, after, store.MaxLimit)
		}, sum.Add)
		if err != nil {
			return schema.SessionFigures{}, fmt.Errorf("answers of session: %w", err)
		}
	}
	return schema.SessionFigures{
		Answered: sum.Answered, Correct: sum.Correct, Streak: sum.Streak, BestStreak: sum.BestStreak, TimeMs: sum.TimeMs,
		Pace: ratio(sum.TakenMs, sum.ExpectedMs),
	}, nil
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
