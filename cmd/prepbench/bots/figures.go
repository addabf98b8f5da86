package bots

import (
	"context"
	"slices"
	"sync"
	"time"

	"prepwire/cmd/prepbench/stats"
	"prepwire/cmd/prepbench/wire"
)

// Times are what calls took, from sending to the reply.
type Times struct {
	N             int
	P50, P99, Max time.Duration
}

func timesOf(took []time.Duration) Times {
	sorted := slices.Sorted(slices.Values(took))
	return Times{len(sorted), stats.Quantile(sorted, 0.5), stats.Quantile(sorted, 0.99), stats.Quantile(sorted, 1)}
}

// SubmitTimes are those of all answers acknowledged so far. At a given rate
// they run from when an answer was due.
func (c *Crowd) SubmitTimes() Times {
	c.ledger.mu.Lock()
	defer c.ledger.mu.Unlock()
	return timesOf(c.ledger.took)
}

// Acknowledged is how many answers were acknowledged so far.
func (c *Crowd) Acknowledged() int { return c.ledger.size() }

// Start and End are those of the contest.
func (c *Crowd) Start() time.Time { return c.start }

// End is when the contest ends.
func (c *Crowd) End() time.Time { return c.end }

// Traffic is how many bytes of payload went to the gateway and came from it,
// and how many notifications were among them.
func (c *Crowd) Traffic() (sent, received, notices int64) {
	for _, b := range c.bots {
		for _, d := range b.devices {
			sent, received, notices = sent+d.sent, received+d.received, notices+d.notices
			if d.client != nil {
				s, r, n := d.client.Traffic()
				sent, received, notices = sent+s, received+r, notices+n
			}
		}
	}
	return sent, received, notices
}

// Floor makes a call that stores nothing, as often as possible or at the plan's
// rate, on the first connection of every bot, for some time.
func (c *Crowd) Floor(ctx context.Context, lasts time.Duration) (Times, error) {
	var mu sync.Mutex
	var took []time.Duration
	began := time.Now()
	err := c.each(ctx, len(c.bots), func(b *bot, ctx context.Context) error {
		var own []time.Duration
		due := began.Add(b.random(b.stride()))
		for time.Since(began) < lasts {
			if c.plan.Rate > 0 {
				due = due.Add(b.stride())
				if err := wire.Pause(ctx, time.Until(due)); err != nil {
					return err
				}
			}
			call := b.devices[0].client.Begin("system.ping", struct{}{}, nil)
			r, err := call.Wait(ctx)
			if err != nil {
				return err
			}
			if r.Error != nil {
				return r.Error
			}
			own = append(own, r.At.Sub(call.Sent))
		}
		mu.Lock()
		defer mu.Unlock()
		took = append(took, own...)
		return nil
	})
	return timesOf(took), err
}
