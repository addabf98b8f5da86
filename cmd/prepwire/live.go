package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"prepwire/store/live"
	"prepwire/store/live/memory"
	"prepwire/store/live/redis"
)

// liveParts keep what is only true now: in memory for one node, in Redis for
// many.
type liveParts struct {
	bus      live.Bus
	presence live.Presence
	limiter  live.Limiter
	locker   live.Locker
	shared   bool // with other nodes
}

// openLive makes the live parts. Redis need not be there.
func (g *gateway) openLive() error {
	c := g.config
	if c.RedisURL == "" {
		bus := memory.NewBus(memory.Options{MaxEvents: c.keptEvents()})
		g.onClose(bus.Close)
		g.liveParts = liveParts{bus: bus, presence: memory.NewPresence(memory.Options{}),
			limiter: memory.NewLimiter(memory.Options{}), locker: memory.NewLocker(memory.Options{})}
		return nil
	}
	o, err := c.redis()
	if err != nil {
		return err
	}
	o.MaxEvents, o.Log = c.keptEvents(), g.log
	nodes, err := redis.Open(o)
	if err != nil {
		return fmt.Errorf("REDIS_URL: %w", err)
	}
	g.onClose(nodes.Close)
	g.liveParts = liveParts{bus: nodes.Bus, presence: nodes.Presence, locker: nodes.Locker, shared: true,
		limiter: &limiter{shared: nodes.Limiter, own: memory.NewLimiter(memory.Options{}), now: time.Now}}
	return nil
}

// redis reads REDIS_URL.
func (c *config) redis() (redis.Options, error) {
	o, err := redis.ParseURL(string(c.RedisURL))
	if err != nil {
		return o, fmt.Errorf("REDIS_URL: %w; write it like redis://user:password@host:6379, several hosts with commas between are a cluster", err)
	}
	return o, nil
}

// sharedPresence is what counts connections of all nodes, nil on a single one.
func (g *gateway) sharedPresence() live.Presence {
	if !g.shared {
		return nil
	}
	return g.presence
}

const (
	limitWithin = 250 * time.Millisecond // for the answer of all nodes' limiter
	limitRest   = time.Second            // after it gave none
)

// limiter counts for all nodes together. While that cannot be, and for a second
// after, it counts for this node alone: Redis that is gone or slow delays calls
// no longer than limitWithin once a second.
type limiter struct {
	shared, own live.Limiter
	now         func() time.Time
	rests       atomic.Int64 // until this time in Unix nanoseconds
}

// Allow implements live.Limiter.
func (l *limiter) Allow(ctx context.Context, key string, rate live.Rate, n int) (bool, time.Duration, error) {
	if l.now().UnixNano() >= l.rests.Load() {
		within, cancel := context.WithTimeout(ctx, limitWithin)
		ok, after, err := l.shared.Allow(within, key, rate, n)
		cancel()
		if err == nil || ctx.Err() != nil {
			return ok, after, err
		}
		l.rests.Store(l.now().Add(limitRest).UnixNano())
	}
	return l.own.Allow(ctx, key, rate, n)
}
