package main

import (
	"testing"
	"time"

	"prepwire/store/live/redis/redistest"
)

// A small run, so that it shows that the program measures and judges at all.
func TestLimitsRuns(t *testing.T) {
	redistest.Need(t)
	c := limitsCommand{Nodes: 3, Users: 2, Rate: 20, Times: 3, For: 3 * time.Second, Within: 0.3, programs: programsOf(t)}
	if err := c.Run(); err != nil {
		t.Error(err)
	}
	c.Rate, c.Times, c.For = 1000, 0.1, time.Second // it asks for less than is allowed
	if err := c.Run(); err == nil {
		t.Error("somebody got more than was asked for, it says")
	}
}
