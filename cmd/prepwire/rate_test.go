package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"prepwire/store/live/redis/redistest"
)

// The rate that two nodes grant together is that of the formula: a burst of a
// second, and what has come since.
func TestRateOfTwoNodes(t *testing.T) {
	server := redistest.New(t)
	h := newHouse(t, server.URL(), 2)
	if rate := h.parts[0].config.LimitCallsPerUser; rate.PerSecond() != 50 {
		t.Fatalf("LIMIT_CALLS_PER_USER is %v", rate)
	}
	tries := 0
	eventually(t, "Redis and this machine are quick enough to count", func() error {
		tries++
		g := &grants{house: h, key: fmt.Sprint("calls:ann", tries)}
		err := g.take(t.Context())
		t.Logf("%d granted, by the formula %.1f to %.1f", g.total, g.least, g.most)
		if err == nil && (float64(g.total) < g.least || float64(g.total) > g.most) {
			t.Errorf("%d granted, by the formula %.1f to %.1f", g.total, g.least, g.most)
		}
		return err
	})
}

// grants are what callers on all nodes get of one limit.
type grants struct {
	house *house
	key   string

	total       int
	least, most float64 // by the formula

	mu          sync.Mutex // guards what follows
	first, last time.Time  // nothing was left: told by then, asked then
	longest     time.Duration
}

// allow asks a node for one call.
func (g *grants) allow(ctx context.Context, node int) (ok bool, after time.Duration, err error) {
	part, asked := g.house.parts[node], time.Now()
	ok, after, err = part.limiter.Allow(ctx, g.key, part.config.LimitCallsPerUser, 1)
	if err == nil && !ok {
		g.refused(asked, time.Now())
	}
	return ok, after, err
}

// refused notes that nothing was left at some time between two.
func (g *grants) refused(asked, told time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.first.IsZero():
		g.first, g.last = told, asked
	case asked.After(g.last):
		g.longest, g.last = max(g.longest, told.Sub(g.last)), asked
	}
}

// soon is how long a try may go on without a refusal. A bucket is full a second
// after one, and what comes then is lost: callers that are too slow to empty it
// get less than the formula says.
const soon = 900 * time.Millisecond

// take has two callers on each node ask for two seconds, and then goes on until
// nothing is left. It is an error when that says nothing, because the callers
// were too slow, or a node counted its own calls.
func (g *grants) take(ctx context.Context) error {
	rate := g.house.parts[0].config.LimitCallsPerUser
	began := time.Now()
	until := began.Add(2 * time.Second)
	type got struct {
		n   int
		err error
	}
	callers := make(chan got)
	for i := range 4 {
		go func() {
			n, err := g.ask(ctx, i%2, until)
			callers <- got{n, err}
		}()
	}
	var errs []error
	for range 4 {
		c := <-callers
		g.total, errs = g.total+c.n, append(errs, c.err)
	}
	if g.first.IsZero() || g.first.Sub(began) > soon {
		return errors.Join(append(errs, errors.New("the callers are too slow to be refused"))...)
	}
	for rest := 0; ; rest++ {
		ok, _, err := g.allow(ctx, 0)
		if err != nil || !ok || rest > int(rate.Burst()) {
			g.most = rate.Burst() + rate.PerSecond()*time.Since(began).Seconds()
			g.least = rate.Burst() + rate.PerSecond()*g.last.Sub(g.first).Seconds() - 1
			if ok || g.longest > soon {
				err = errors.Join(err, fmt.Errorf("nobody was refused for %v", g.longest))
			}
			return errors.Join(append(errs, err, g.apart(began))...)
		}
		g.total++
	}
}

// ask asks a node for one call after another until a time.
func (g *grants) ask(ctx context.Context, node int, until time.Time) (n int, err error) {
	for time.Now().Before(until) {
		ok, after, err := g.allow(ctx, node)
		switch {
		case err != nil:
			return n, err
		case ok:
			n++
		default:
			timer := time.NewTimer(after)
			<-timer.C
		}
	}
	return n, nil
}

// apart is an error when a node has counted its own calls since.
func (g *grants) apart(since time.Time) error {
	for node, part := range g.house.parts {
		if l := part.limiter.(*limiter); l.rests.Load() > since.UnixNano() {
			return fmt.Errorf("node %d counted its own calls", node)
		}
	}
	return nil
}
