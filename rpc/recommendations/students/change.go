package students

import (
	"context"
	"fmt"

	"prepwire/schema"
	"prepwire/store"
)

// Walk folds all of a student's attempts that count, in their order: each is
// called for every one with the student as of before it, end once with the
// student as of the last. Neither may keep or change the student.
func (k *Keeper) Walk(ctx context.Context, userID string, each func(a store.Attempt, before *Student), end func(*Student)) error {
	f := folded{userID: userID, fold: fold{Student: Student{Params: k.Params()}}}
	for after := (store.Position{}); ; {
		part, err := k.store.AttemptsOf(ctx, userID, after, store.MaxLimit)
		if err != nil {
			return fmt.Errorf("read answers: %w", err)
		}
		for _, a := range part {
			after = a.Position()
			if a.Number == 1 {
				each(a, &f.Student)
				f.count(a)
			}
		}
		if len(part) < store.MaxLimit {
			end(&f.Student)
			return nil
		}
	}
}

// MeansThrough estimates skills as of all of a student's attempts up to and
// including a position, at its time: the chance, 0–1, of solving a question of
// middling difficulty. A skill that nobody has practised is estimated from others.
func (k *Keeper) MeansThrough(ctx context.Context, userID string, skills []string, through store.Position) (map[string]float64, error) {
	means := make(map[string]float64, len(skills))
	estimate := func(s *Student) {
		for _, code := range skills {
			if _, done := means[code]; !done {
				means[code] = s.Mastery(code, through.At).Mean
			}
		}
	}
	err := k.Walk(ctx, userID, func(a store.Attempt, before *Student) {
		if a.At.After(through.At) || a.At.Equal(through.At) && a.ID > through.ID {
			estimate(before)
		}
	}, estimate)
	return means, err
}

// Mastery estimates one skill of a student now.
func (k *Keeper) Mastery(ctx context.Context, userID, code string) (m schema.Mastery, err error) {
	err = k.use(ctx, userID, func(f *folded) { m = f.Mastery(code, f.Last) })
	return m, err
}
