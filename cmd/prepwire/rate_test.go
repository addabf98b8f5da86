package main

import (
	"context"
	"errors"
	"fmt"
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
}

// allow asks a node for one call.
func (g *grants) allow(ctx context.Context, node int) (ok bool, after time.Duration, err error) {
	part := g.house.parts[node]
	return part.limiter.Allow(ctx, g.key, part.config.LimitCallsPerUser, 1)
}

// idle is how long nobody may ask: a bucket is full after a second, and what
// comes then is lost.
const idle = 500 * time.Millisecond

// take has two callers on each node ask for two seconds, and then goes on until
// nothing is left. It is an error when that says nothing, because somebody was
// idle, or a node counted its own calls.
func (g *grants) take(ctx context.Context) error {
	rate := g.house.parts[0].config.LimitCallsPerUser
	began := time.Now()
	if ok, _, err := g.allow(ctx, 0); err != nil || !ok {
		return fmt.Errorf("the first call: %v, %w", ok, err)
	}
	first := time.Now()
	type got struct {
		n   int
		err error
	}
	callers := make(chan got)
	for i := range 4 {
		go func() {
			n, err := g.ask(ctx, i%2, began.Add(2*time.Second))
			callers <- got{n, err}
		}()
	}
	g.total = 1
	var errs []error
	for range 4 {
		c := <-callers
		g.total, errs = g.total+c.n, append(errs, c.err)
	}
	for {
		asked := time.Now()
		ok, _, err := g.allow(ctx, 0)
		if err != nil || !ok {
			g.least = rate.Burst() + rate.PerSecond()*asked.Sub(first).Seconds() - 1
			g.most = rate.Burst() + rate.PerSecond()*time.Since(began).Seconds()
			return errors.Join(append(errs, err, g.apart(began))...)
		}
		g.total++
	}
}

// ask asks a node for one call after another until a time.
func (g *grants) ask(ctx context.Context, node int, until time.Time) (n int, err error) {
	for last := time.Now(); last.Before(until); {
		ok, after, err := g.allow(ctx, node)
		if err != nil {
			return n, err
		}
		if ok {
			n++
		} else {
			timer := time.NewTimer(after)
			<-timer.C
		}
		now := time.Now()
		if now.Sub(last) > idle {
			return n, fmt.Errorf("a caller was idle for %v", now.Sub(last))
		}
		last = now
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
