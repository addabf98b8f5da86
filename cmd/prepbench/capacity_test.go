package main

import (
	"testing"
	"time"

	"prepwire/store/live/redis/redistest"
)

// A small run, so that it shows that the program measures and judges at all.
func TestCapacityRuns(t *testing.T) {
	redistest.Need(t)
	t.Parallel()
	c := capacityCommand{Nodes: 2, Connections: 40, Calls: 320, Acts: 64, Announcements: 20, Listeners: 40, Contest: 3 * time.Second, Participants: 5, Students: 1e6, Devices: 1, CallEvery: time.Second, ActShare: 0.1,
		InContest: 0.1, AnswerEvery: time.Second, StateEvery: time.Second, StayFor: time.Minute, Busy: 0.5, programs: gatewayOf(t)}
	if err := c.Run(); err != nil {
		t.Error(err)
	}
}
