package contest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"prepwire/store"
)

// resyncEvery is how often the store is asked for its time.
const resyncEvery = 30 * time.Second

// clock is the store's time as this node knows it. In between it runs by the
// monotonic clock of the host, so that whoever sets the host's time moves no
// contest.
type clock struct {
	store store.Clock

	mu    sync.RWMutex // guards what follows
	known bool
	at    time.Time // of the host, with its monotonic reading
	time  time.Time // of the store, at that moment
}

func newClock(s store.Clock) *clock { return &clock{store: s} }

// now is the store's time; zero before the first synchronisation.
func (c *clock) now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if !c.known {
		return time.Time{}
	}
	return c.time.Add(time.Since(c.at))
}

// read is now, asking the store first when that never happened.
func (c *clock) read(ctx context.Context) (time.Time, error) {
	if now := c.now(); !now.IsZero() {
		return now, nil
	}
	if err := c.sync(ctx); err != nil {
		return time.Time{}, err
	}
	return c.now(), nil
}

// sync asks the store for its time. What the answer cannot tell, because the
// way there and back took as long, changes nothing: two answers that agree
// leave the clock running evenly.
func (c *clock) sync(ctx context.Context) error {
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
