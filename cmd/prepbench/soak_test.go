package main

import (
	"testing"
	"time"
)

// Whoever comes and goes is served as promised, and leaves neither goroutines nor
// open files behind. The heap takes longer than a test to be judged.
func TestSoak(t *testing.T) {
	t.Parallel()
	c := soakCommand{Period: 500 * time.Millisecond, Periods: 7, Warm: 1, Nodes: 1, Students: 4, Calls: 5, Users: 3, Devices: 2, Seed: 1,
		Bytes: 1 << 20, Goroutines: 80, Files: 10, programs: gatewayOf(t)}
	if err := c.Run(); err != nil {
		t.Error(err)
	}
}
