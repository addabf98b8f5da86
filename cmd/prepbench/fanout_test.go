package main

import (
	"math"
	"testing"
	"time"

	"prepwire/store/live/redis/redistest"
)

// Small runs: that delivery is measured, beside the peer, and judged.
func TestFanoutRuns(t *testing.T) {
	redistest.Need(t)
	c := fanoutCommand{Nodes: 3, Subscribers: 20, Payload: 100, Wide: 50, Narrow: 100, For: 200 * time.Millisecond, Rounds: 1, Peer: true}
	if err := c.Run(); err != nil {
		t.Error(err)
	}
	c.Peer, c.Slow, c.Connections, c.Stalled, c.Worse = false, true, 50, 0.1, math.Inf(1)
	if err := c.Run(); err != nil {
		t.Error(err)
	}
	c.Worse = 0
	if err := c.Run(); err == nil {
		t.Error("nothing is no worse than nothing, it says")
	}
}
