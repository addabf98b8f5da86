package main

import (
	"testing"
	"time"

	"prepwire/store/live/redis/redistest"
)

// A small run, so that it shows that the program measures and judges at all.
func TestStormRuns(t *testing.T) {
	redistest.Need(t)
	t.Parallel()
	for _, drain := range []bool{false, true} {
		c := stormCommand{Connections: 80, Bots: 10, Nodes: 3, Rate: 50, Drain: drain, Within: 3 * time.Minute, Slack: 1.5, Duration: 6 * time.Second, Lead: 3 * time.Second, Seed: 1, programs: programsOf(t)}
		if drain {
			c.PerAddress = 100 // all come from one: who has left one node has a place on another
		}
		if err := c.Run(); err != nil {
			t.Error(err)
		}
	}
}
