package bots

import (
	"context"
	"errors"
	"fmt"
	"time"

	"prepwire/auth"
)

// longestLead is how long before its start a contest is made at most, when the
// first one began too early.
const longestLead = 4 * time.Minute

// Gather makes a crowd, connects it, calls ready unless that is nil, and opens
// the contest. A machine on which not everybody had come by the start is given
// twice the time, and another crowd and contest; the plan's Lead is then what it
// took.
func Gather(ctx context.Context, plan *Plan, ready func(context.Context, *Crowd) error, signer *auth.Signer, addrs ...string) (*Crowd, error) {
	for plan.Lead = plan.lead(); ; plan.Lead *= 2 {
		c, err := New(plan, signer, addrs...)
		if err != nil {
			return nil, err
		}
		if err = c.assemble(ctx, ready); err == nil {
			return c, nil
		}
		c.Close()
		if !errors.Is(err, ErrLate) || 2*plan.Lead > longestLead {
			return nil, err
		}
	}
}

func (c *Crowd) assemble(ctx context.Context, ready func(context.Context, *Crowd) error) error {
	if err := c.prepare(ctx); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	if ready != nil {
		if err := ready(ctx, c); err != nil {
			return err
		}
	}
	return c.open(ctx)
}
