package contest_test

import (
	"testing"
	"time"

	"prepwire/schema"
)

// A contest counts as running from its start to its end.
func TestRunningContestsAreCounted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(1)
		c := h.contest(1, nil)
		h.player(c, "bob")
		want := func(n int, when string) {
			t.Helper()
			if got := h.service.Running(); got != n {
				t.Errorf("%s %d contests run, want %d", when, got, n)
			}
		}
		want(0, "before the start")
		until(schema.Time{Time: c.StartTime.Add(time.Second)})
		want(1, "after the start")
		until(schema.Time{Time: c.EndTime.Add(time.Second)})
		want(0, "after the end")
	})
}
