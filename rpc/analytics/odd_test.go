package analytics_test

import (
	"fmt"
	"testing"
	"time"

	"prepwire/schema"
	"prepwire/store"
)

// When the clock was ahead for a while, what was answered then counts for today.
func TestAnswersFromTheFuture(t *testing.T) {
	h := open(t)
	h.answered(t, "ann", 1, func(a *store.Attempt) {})
	h.answered(t, "ann", 2, func(a *store.Attempt) { a.At = today.AddDate(300, 0, 0) })
	var days []schema.ProgressDay
	h.as(t, "ann").Must("analytics.progress", `{"days":7}`, &days)
	if len(days) != 1 || days[0].Date != "2026-03-10" || days[0].Answered != 2 {
		t.Errorf("%d days, of which the last is %+v", len(days), days[len(days)-1])
	}
}

// The figures of a session are the same whether they are known or read anew.
func TestFiguresOfOldSessions(t *testing.T) {
	h := open(t)
	for n := range 12 {
		id := fmt.Sprint("s", n)
		h.studies(t, "ann", id)
		for i := range 3 {
			h.answered(t, "ann", 10*n+i, func(a *store.Attempt) {
				a.SessionID, a.Correct, a.At = id, i > 0, today.Add(time.Duration(10*n+i-1000)*time.Second)
			})
		}
	}
	c := h.as(t, "ann")
	want := schema.SessionFigures{Answered: 3, Correct: 2, Streak: 2, BestStreak: 2, TimeMs: 3000, Pace: 0.5}
	for n := range 12 {
		var got schema.Analytics
		c.Must("analytics.get", fmt.Sprintf(`{"sessionId":"s%d"}`, n), &got)
		if got.Session != want {
			t.Errorf("session %d: %+v, want %+v", n, got.Session, want)
		}
	}
}
