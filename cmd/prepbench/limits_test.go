package main

import (
	"testing"
	"time"

	"prepwire/store/live/redis/redistest"
)

// A small run, so that it shows that the program measures and judges at all.
func TestLimitsRuns(t *testing.T) {
	redistest.Need(t)
	t.Parallel()
	// While Redis is slow to answer, as it may be on a loaded machine, each of
	// the nodes grants the whole rate.
	c := limitsCommand{Nodes: 3, Users: 2, Rate: 20, Times: 3, For: 2 * time.Second, Within: 2.5, programs: programsOf(t)}
	if err := c.Run(); err != nil {
		t.Error(err)
	}
	c.Rate, c.Times, c.For, c.Within = 1000, 0.1, time.Second, 0.3 // it asks for less than is allowed
	if err := c.Run(); err == nil {
		t.Error("somebody got more than was asked for, it says")
	}
}
