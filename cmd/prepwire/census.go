package main

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"time"

	"prepwire/store/live"
)

const (
	censusGroup  = "nodes"
	censusEvery  = 5 * time.Second
	censusFor    = 15 * time.Second // a node that has died is counted
	censusWithin = 2 * time.Second
)

// census knows how many nodes there are. While the presence cannot be reached
// it says what it last knew. It takes fewer for true only when they stay fewer
// for censusFor: a presence that has just come back empty knows one node, then
// two, and each would take the whole quota of the model for its own.
type census struct {
	presence live.Presence
	self     string
	known    atomic.Int64
	fewer    time.Time // since when; zero: they are not
	most     int64     // counted since
	stop     context.CancelFunc
	work     sync.WaitGroup
}

// newCensus counts until close; without others it does not need to.
func newCensus(p live.Presence, shared bool) *census {
	c := &census{presence: p, self: rand.Text()}
	c.known.Store(1)
	ctx, stop := context.WithCancel(context.Background())
	c.stop = stop
	if shared {
		c.work.Go(func() { c.count(ctx) })
	}
	return c
}

func (c *census) close() {
	c.stop()
	c.work.Wait()
}

// nodes is how many there are, this one included.
func (c *census) nodes() int { return int(max(1, c.known.Load())) }

func (c *census) count(ctx context.Context) {
	tick := time.NewTicker(censusEvery)
	defer tick.Stop()
	for {
		c.once(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
			leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), censusWithin)
			defer cancel()
			_, _ = c.presence.Leave(leaving, censusGroup, c.self) // else time does it
			return
		}
	}
}

func (c *census) once(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, censusWithin)
	defer cancel()
	if _, err := c.presence.Enter(ctx, censusGroup, c.self, "", censusFor); err != nil {
		return // health says it
	}
	if n, err := c.presence.Count(ctx, censusGroup); err == nil {
		c.take(int64(n), time.Now())
	}
}

// take takes a count.
func (c *census) take(n int64, now time.Time) {
	switch {
	case n >= c.known.Load():
		c.known.Store(n)
		c.fewer, c.most = time.Time{}, 0
		return
	case c.fewer.IsZero():
		c.fewer = now
	}
	c.most = max(c.most, n)
	if now.Sub(c.fewer) >= censusFor {
		c.known.Store(c.most)
		c.fewer, c.most = time.Time{}, 0
	}
}
