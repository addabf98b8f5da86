package contest_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"prepwire/rpc/contest"
	"prepwire/schema"
	"prepwire/store"
)

// slowly is a store that takes its time to record attempts.
type slowly struct{ contest.Store }

const takes = 90 * time.Second

func (s slowly) RecordAttempts(ctx context.Context, as []store.Attempt) ([]store.Attempt, error) {
	time.Sleep(takes) // of the bubble
	return s.Store.RecordAttempts(ctx, as)
}

// Recording the answers of a large contest takes longer than folds look back. Each
// bears a time of shortly before it is there.
func TestAttemptsBearTheTimeOfTheirRecording(t *testing.T) {
	bubble(t, func(t *testing.T) {
		db := newDB(t)
		h := openOn(t, db, func(inner contest.Store) contest.Store { return slowly{inner} })
		const questions, each = 60, 100 // each: attempts that are recorded at once
		h.questions(questions)
		c := h.contest(questions, nil)
		players := []*user{h.player(c, "bob"), h.player(c, "eve")}
		until(c.StartTime)
		for n := range questions {
			for _, p := range players {
				p.mustAnswer(c, fmt.Sprintf("q%d", n+1), "B")
			}
		}
		until(schema.Time{Time: c.EndTime.Add(10 * takes)})
		var all []store.Attempt
		for _, name := range []string{"bob", "eve"} {
			part, err := db.AttemptsOf(t.Context(), name, store.Position{}, questions+1)
			if err != nil || len(part) != questions {
				t.Fatalf("%d attempts of %s, %v", len(part), name, err)
			}
			all = append(all, part...)
		}
		parts := map[time.Time]int{}
		for _, a := range all {
			parts[a.At]++
		}
		for at, n := range parts {
			if late := at.Sub(c.EndTime.Time) >= takes; n != each && !late || n != 2*questions-each && late {
				t.Errorf("%d attempts bear %v, the contest ended at %v", n, at, c.EndTime)
			}
		}
		if len(parts) != 2 {
			t.Errorf("attempts bear %d times, want 2", len(parts))
		}
	})
}
