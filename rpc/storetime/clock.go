// Package storetime tells the store's time: one origin for every node, wherever
// the clock of its host stands. Whatever is recorded bears this time.
package storetime

import (
	"context"
	"fmt"
	"sync"
	"time"

	"prepwire/store"
)

// ResyncEvery is how often the store should be asked for its time.
const ResyncEvery = 30 * time.Second

// Clock is the store's time as this node knows it. In between it runs by the
// monotonic clock of the host, so that whoever sets the host's time moves
// nothing. Its methods may be called concurrently.
type Clock struct {
	store store.Clock

	mu    sync.RWMutex // guards what follows
	known bool
	at    time.Time // of the host, with its monotonic reading
	time  time.Time // of the store, at that moment
}

// New returns a clock that has not asked the store yet.
func New(s store.Clock) *Clock { return &Clock{store: s} }

// Now is the store's time, and that of the host as long as the store has not
// told its own.
func (c *Clock) Now() time.Time {
	if now := c.Time(); !now.IsZero() {
		return now
	}
	return time.Now()
}

// Time is the store's time; zero before the first synchronisation.
func (c *Clock) Time() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if !c.known {
		return time.Time{}
	}
	return c.time.Add(time.Since(c.at))
}

// Read is Time, asking the store first when that never happened.
func (c *Clock) Read(ctx context.Context) (time.Time, error) {
	if now := c.Time(); !now.IsZero() {
		return now, nil
	}
	if err := c.Sync(ctx); err != nil {
		return time.Time{}, err
	}
	return c.Time(), nil
}

// Sync asks the store for its time. What the answer cannot tell, because the
// way there and back took as long, changes nothing: two answers that agree
// leave the clock running evenly.
func (c *Clock) Sync(ctx context.Context) error {
	asked := time.Now()
	told, err := c.store.Now(ctx)
	if err != nil {
		return fmt.Errorf("read the store's clock: %w", err)
	}
	way := time.Since(asked)
	told = told.Add(way / 2)
	c.mu.Lock()
	defer c.mu.Unlock()
	at := asked.Add(way)
	if c.known {
		off := told.Sub(c.time.Add(at.Sub(c.at)))
		if off.Abs() <= way/2+time.Millisecond { // the store tells whole milliseconds
			return nil
		}
	}
	c.known, c.at, c.time = true, at, told
	return nil
}
