package main

import (
	"testing"
	"time"
)

// A presence that comes back empty counts the nodes up again. Meanwhile none may
// take more of the model's quota than before.
func TestCensusDoesNotFallAtOnce(t *testing.T) {
	var c census
	at := time.Unix(1_800_000_000, 0)
	for i, step := range []struct {
		after   time.Duration
		counted int64
		known   int
	}{
		{0, 1, 1}, {5 * time.Second, 3, 3}, // more counts at once
		{5 * time.Second, 1, 3}, {5 * time.Second, 2, 3}, {5 * time.Second, 3, 3}, // Redis was empty
		{time.Hour, 3, 3}, {5 * time.Second, 2, 3}, {5 * time.Second, 1, 3}, {5 * time.Second, 2, 3}, {5 * time.Second, 2, 2}, // one has left
		{5 * time.Second, 1, 2}, {20 * time.Second, 1, 1}, {5 * time.Second, 4, 4},
	} {
		at = at.Add(step.after)
		if c.take(step.counted, at); c.nodes() != step.known {
			t.Errorf("step %d: %d nodes are known, want %d", i, c.nodes(), step.known)
		}
	}
}
