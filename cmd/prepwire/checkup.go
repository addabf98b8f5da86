package main

import (
	"context"
	"maps"
	"time"

	"prepwire/schema"
)

// healthFor is how long one look at the node answers everybody who asks.
const healthFor = time.Second

// checkup remembers how the node was found. However often strangers ask, what
// the node stands on is looked at once in healthFor, by one at a time.
type checkup struct {
	examine func(ctx context.Context) schema.Health
	now     func() time.Time

	turn chan struct{} // held by whoever reads or writes what follows
	last schema.Health
	at   time.Time
}

func newCheckup(examine func(ctx context.Context) schema.Health) *checkup {
	return &checkup{examine: examine, now: time.Now, turn: make(chan struct{}, 1)}
}

// health is how the node was found within healthFor. The caller may change the
// answer. Whoever leaves while the node is looked at gets one that says so.
func (c *checkup) health(ctx context.Context) schema.Health {
	select {
	case c.turn <- struct{}{}:
	case <-ctx.Done():
		return schema.Health{Status: "degraded", Checks: map[string]string{"health": "not waited for"}}
	}
	defer func() { <-c.turn }()
	if c.at.IsZero() || c.now().Sub(c.at) >= healthFor {
		// The answer is for others too, so it does not end with this caller.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), healthWithin)
		defer cancel()
		c.last = c.examine(ctx)
		c.at = c.now()
	}
	h := c.last
	h.Checks = maps.Clone(h.Checks)
	return h
}
