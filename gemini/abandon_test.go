package gemini

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"prepwire/gemini/geminitest"
)

// testPool is a pool with keys of so many projects.
func testPool(tb testing.TB, clock Clock, projects int, limits Limits) *pool {
	tb.Helper()
	p := newPool(&Options{Clock: clock, Limits: limits, Window: time.Minute, MaxQueue: 4096, MaxAttempts: 4, Log: slog.New(slog.DiscardHandler)}, func() {})
	var keys []Key
	for i := range projects {
		key, err := ParseKey(fmt.Sprintf("key-%d@project-%d", i, i))
		if err != nil {
			tb.Fatal(err)
		}
		keys = append(keys, key)
	}
	p.setKeys(keys)
	return p
}

func turnOf(patience time.Duration) *turn {
	return &turn{need: need{tokens: 100}, wanted: "m", patience: patience, allowed: 4, faults: map[Class]int{}}
}

// A call that gives up in the moment in which it gets its slot has sent nothing:
// the slot, of the minute and of the day, is the next one's.
func TestAbandonedSlotsAreGivenBack(t *testing.T) {
	clock := geminitest.NewClock(time.Unix(1_800_000_000, 0))
	p := testPool(t, clock, 1, Limits{RPM: 1, RPD: 2})
	first := p.enter(t.Context(), turnOf(0))
	if first.lease == nil {
		t.Fatal("an empty pool has no slot")
	}
	p.settle(first.lease, verdict{})
	second := p.enter(t.Context(), turnOf(time.Hour))
	for second.lease == nil {
		clock.Step()
	}
	p.abandon(second)
	third := p.enter(t.Context(), turnOf(0))
	if third.lease == nil {
		t.Errorf("a slot that nobody used is gone: %v", third.err)
	}
}
