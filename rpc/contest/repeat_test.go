package contest_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/rpc/contest"
	"prepwire/schema"
	"prepwire/store"
)

// countingStore counts how often the answers of one participant are read.
type countingStore struct {
	contest.Store
	reads atomic.Int64
}

func (s *countingStore) EntriesOf(ctx context.Context, contestID, participant string) ([]store.ContestEntry, error) {
	s.reads.Add(1)
	return s.Store.EntriesOf(ctx, contestID, participant)
}

// A repeat that comes soon after costs no reading of all that its participant
// has answered, also after a restart. Either way it gets the same bytes.
func TestRepeatIsRemembered(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var counted countingStore
		count := func(s contest.Store) contest.Store { counted.Store = s; return &counted }
		h := openOn(t, newDB(t), count)
		h.questions(2)
		c := h.contest(2, nil)
		bob := h.player(c, "bob")
		until(c.StartTime)
		_, first := bob.mustAnswer(c, "q1", "B")
		bob.mustAnswer(c, "q2", "A")
		check := func(when string, bob *user, reads int64) {
			t.Helper()
			if _, again := bob.mustAnswer(c, "q1", "b"); again != first {
				t.Errorf("%s: repeat got %s, want %s", when, again, first)
			}
			refused(t, bob.answer(c, "q1", "C"), schema.AlreadyAnswered)
			if got := counted.reads.Swap(0); got != reads {
				t.Errorf("%s: read %d times, want %d", when, got, reads)
			}
		}
		check("soon", bob, 0)
		second := openOn(t, h.db, count)
		check("elsewhere", second.player(c, "bob"), 0)
		until(c.EndTime)
		time.Sleep(time.Second)
		check("after the end", bob, 2)
	})
}
