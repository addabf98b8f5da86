package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"prepwire/cmd/prepbench/fleet"
	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// limitsCommand measures how exact a rate limit is that all nodes hold together.
type limitsCommand struct {
	Nodes    int           `default:"3" help:"Gateways; each user has a connection to each."`
	Users    int           `default:"10" help:"Users, each with a limit of its own."`
	Rate     int           `default:"50" help:"LIMIT_CALLS_PER_USER, a second."`
	Times    float64       `default:"3" help:"How many times the limit a user calls."`
	For      time.Duration `default:"20s" help:"How long."`
	Within   float64       `default:"0.05" help:"Fail when a user got more or less by a larger share."`
	programs `embed:""`
}

// Run measures, prints, and fails when a limit was off.
func (c *limitsCommand) Run() (err error) {
	ctx, stop := interruptible()
	defer stop()
	f, err := fleet.Start(ctx, c.fleet(c.Nodes, fmt.Sprintf("LIMIT_CALLS_PER_USER=%d/s", c.Rate)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	greedy := make([]*greedyUser, c.Users)
	errs := make([]error, c.Users)
	var all sync.WaitGroup
	for i := range greedy {
		all.Go(func() { greedy[i], errs[i] = c.user(ctx, f, i) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	fmt.Printf("%d users, each with a connection to each of %d nodes, calling %.1f × the limit of %d/s for %v; load of the machine %s\n", c.Users, c.Nodes, c.Times, c.Rate, c.For, loadAverage())
	least, most, sum := math.Inf(1), math.Inf(-1), 0.0
	refused := 0
	for _, u := range greedy {
		off := float64(u.accepted)/u.allowed - 1
		least, most, sum, refused = min(least, off), max(most, off), sum+off, refused+u.refused
	}
	fmt.Printf("accepted, of what the limit allows (rate × time and a burst of one second): %+.2f %% to %+.2f %%, mean %+.2f %% (allowed ±%.0f %%); %d calls refused\n",
		100*least, 100*most, 100*sum/float64(c.Users), 100*c.Within, refused)
	if max(-least, most) > c.Within {
		return fmt.Errorf("%w: a limit was off by %.1f %%", errFaults, 100*max(-least, most))
	}
	return nil
}

// greedyUser is what a user got.
type greedyUser struct {
	mu       sync.Mutex // guards what follows
	accepted int
	refused  int
	first    time.Time // when the first call was sent
	last     time.Time // when the last reply came
	allowed  float64
}

// rested is how long a user rests first, so that the burst is whole.
const rested = 1500 * time.Millisecond

func (c *limitsCommand) user(ctx context.Context, f *fleet.Fleet, i int) (*greedyUser, error) {
	token, err := f.Token(fmt.Sprintf("greedy%d", i))
	if err != nil {
		return nil, err
	}
	u := &greedyUser{}
	clients := make([]*wire.Client, c.Nodes)
	for n, m := range f.Members {
		if clients[n], err = wire.Connect(m.Addr, token, wire.Options{}); err != nil {
			return nil, err
		}
		defer clients[n].Close()
	}
	if err := wire.Pause(ctx, rested); err != nil {
		return nil, err
	}
	u.first = time.Now()
	errs := make([]error, c.Nodes)
	var all sync.WaitGroup
	for n, client := range clients {
		all.Go(func() { errs[n] = c.call(ctx, client, u) })
	}
	all.Wait()
	u.allowed = float64(c.Rate) * (u.last.Sub(u.first).Seconds() + 1)
	return u, errors.Join(errs...)
}

// call calls at a node's share of what the user tries.
func (c *limitsCommand) call(ctx context.Context, client *wire.Client, u *greedyUser) error {
	perSecond := float64(c.Rate) * c.Times / float64(c.Nodes)
	for n := 0; ; n++ {
		due := u.first.Add(time.Duration(float64(n) / perSecond * float64(time.Second)))
		if due.Sub(u.first) > c.For {
			return nil
		}
		if err := wire.Pause(ctx, time.Until(due)); err != nil {
			return err
		}
		err := client.Call(ctx, "system.ping", struct{}{}, nil)
		var refusal *wire.Error
		switch {
		case err == nil:
		case errors.As(err, &refusal) && refusal.Data.Reason == schema.RateLimited:
		default:
			return err
		}
		u.mu.Lock()
		if err == nil {
			u.accepted++
		} else {
			u.refused++
		}
		u.last = time.Now()
		u.mu.Unlock()
	}
}
