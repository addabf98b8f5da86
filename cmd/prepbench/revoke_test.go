package main

import (
	"testing"
	"time"

	"prepwire/store/live/redis/redistest"
)

// A small run, so that it shows that the program measures and judges at all.
func TestRevokeRuns(t *testing.T) {
	redistest.Need(t)
	t.Parallel()
	c := revokeCommand{Nodes: 3, Rounds: 2, Within: time.Minute, programs: programsOf(t)}
	if err := c.Run(); err != nil {
		t.Error(err)
	}
	c.Rounds, c.Within = 1, 0
	if err := c.Run(); err == nil {
		t.Error("a revocation takes no time, it says")
	}
}
