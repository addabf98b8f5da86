package livetest

import (
	"sync"
	"time"
)

// Clock is a clock that moves only when told. It may be used concurrently.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a Clock that stands at some time in 2026.
func NewClock() *Clock {
	return &Clock{now: time.Date(2026, time.March, 14, 9, 26, 53, 589_793_238, time.UTC)}
}

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock by d, which may be negative.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
