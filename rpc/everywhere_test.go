package rpc_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store/live"
	"prepwire/store/live/memory"
)

// Two nodes that share a presence hold a user to LIMIT_CONNS_PER_USER together:
// the oldest connection goes, wherever it is.
func TestConnectionsOfAllNodes(t *testing.T) {
	presence := memory.NewPresence(memory.Options{})
	var bus live.Bus
	node := func() *rpctest.Gateway {
		return rpctest.Start(t, nil, func(o *rpc.Options) {
			if bus == nil {
				bus = o.Bus
			}
			o.Bus, o.Presence, o.Limits.ConnsPerUser = bus, presence, 3
		})
	}
	a := node()
	b := node()
	counted := func(n int) {
		t.Helper()
		until(t, fmt.Sprint(n, " connections are counted"), func() error {
			if got, err := presence.Count(t.Context(), "conns:alice"); err != nil || got != n {
				return fmt.Errorf("%d connections, %v", got, err)
			}
			return nil
		})
	}
	first := a.As(t, "alice")
	counted(1)
	second := b.As(t, "alice")
	counted(2)
	third := a.As(t, "alice")
	counted(3)
	other := b.As(t, "bob")
	for _, c := range []*rpctest.Client{first, second} { // the next on the other node
		next := b
		if c == second {
			next = a
		}
		next.As(t, "alice")
		if code := c.Closed(); code != 4009 {
			t.Errorf("the oldest connection was closed with %d", code)
		}
		counted(3)
	}
	_ = third.Socket().CloseNow()
	counted(2)
	_ = other.Socket().CloseNow()
	until(t, "bob is gone", func() error {
		if n, err := presence.Count(t.Context(), "conns:bob"); err != nil || n != 0 {
			return fmt.Errorf("%d connections, %v", n, err)
		}
		return nil
	})
}

// until tries until it succeeds.
func until(t *testing.T, what string, try func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), rpctest.Patience)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s: %v", what, err)
		}
	}
}

// absentBus cannot be reached while it is away.
type absentBus struct {
	live.Bus
	away    atomic.Bool
	mu      sync.Mutex
	refused map[string]bool // topics of which Read was refused
}

func (b *absentBus) fault() error {
	if b.away.Load() {
		return fmt.Errorf("away: %w", live.ErrUnavailable)
	}
	return nil
}

func (b *absentBus) Head(ctx context.Context, topic string) (live.Position, error) {
	if err := b.fault(); err != nil {
		return live.Position{}, err
	}
	return b.Bus.Head(ctx, topic)
}

func (b *absentBus) Read(ctx context.Context, topic string, after live.Position, limit int) ([]live.Event, error) {
	if err := b.fault(); err != nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.refused == nil {
			b.refused = map[string]bool{}
		}
		b.refused[topic] = true
		return nil, err
	}
	return b.Bus.Read(ctx, topic, after, limit)
}

func (b *absentBus) Subscribe(ctx context.Context, topic string, sub live.Subscriber) (live.Position, func(), error) {
	if err := b.fault(); err != nil {
		return live.Position{}, nil, err
	}
	return b.Bus.Subscribe(ctx, topic, sub)
}

// A server starts while the bus cannot be reached and greets its clients. What
// happens before the bus can be reached passes them by, so they are sent away
// then: whoever resumes gets a snapshot. Who was told no position stays.
func TestBusIsAwayAtTheStart(t *testing.T) {
	bus := &absentBus{}
	bus.away.Store(true)
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) { bus.Bus = o.Bus; o.Bus = bus })
	quiet := h.As(t, "alice")
	quiet.Must("system.ping", `{}`, nil)
	c := h.As(t, "alice")
	got := resume(t, c)
	if len(got) != 1 || got[0].Topic != "user:alice" || got[0].Epoch != "unknown" || got[0].Offset != 0 {
		t.Errorf("resumed as %+v", got)
	}
	if again := resume(t, c); again[0].Epoch != "unknown" {
		t.Errorf("resumed again as %+v", again)
	}
	h.append(t, "user:alice", 1, 0) // by a node that has the bus
	bus.away.Store(false)
	if code := c.Closed(); code != 4008 {
		t.Errorf("closed with %d", code)
	}
	got = resume(t, h.As(t, "alice"), schema.Position{Topic: "user:alice", Epoch: "unknown"})
	if len(got) != 1 || got[0].Recovered == nil || *got[0].Recovered || got[0].Reason != schema.ResumeEpoch || got[0].Offset != 1 {
		t.Errorf("resumed as %+v", got)
	}
	for n := 2; ; n++ { // who was told no position hears what comes once the topic is read
		h.append(t, "user:alice", n, 0)
		quiet.Must("system.ping", `{}`, nil)
		if quiet.Heard() {
			first := readFrame(t, quiet).Params.Meta.Offset
			if first < 2 || first > uint64(n) {
				t.Fatalf("heard first of event %d", first)
			}
			h.append(t, "user:alice", n+1, 0)
			wantEvents(t, quiet, "user:alice", first+1, uint64(n+1))
			return
		}
	}
}

// Who comes back while the bus is away is served with snapshots, and sent away
// once it is there. A bus that is away is asked once for all topics.
func TestResumeWhileTheBusIsAway(t *testing.T) {
	bus := &absentBus{}
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) { bus.Bus = o.Bus; o.Bus = bus })
	c := h.As(t, "alice")
	var from []schema.Position
	for _, r := range resume(t, c) {
		from = append(from, schema.Position{Topic: r.Topic, Epoch: r.Epoch, Offset: r.Offset})
	}
	for i := range 50 {
		from = append(from, schema.Position{Topic: fmt.Sprint("contest:", i), Epoch: "e", Offset: 1})
	}
	bus.away.Store(true)
	back := h.As(t, "alice")
	for _, r := range resume(t, back, from...) {
		if r.Recovered == nil || *r.Recovered || r.Reason != schema.ResumeEpoch || r.Epoch != "unknown" || r.Snapshot == nil {
			t.Fatalf("resumed as %+v", r)
		}
	}
	bus.mu.Lock()
	if n := len(bus.refused); n > 10 { // reading begins, too, and is tried again and again
		t.Errorf("the bus was asked for %d of %d topics", n, len(from))
	}
	bus.mu.Unlock()
	back.Must("system.ping", `{}`, nil)
	bus.away.Store(false)
	if code := back.Closed(); code != 4008 {
		t.Errorf("closed with %d", code)
	}
}

// Who comes while the bus is away, and asks again once it is there, stays.
func TestResumedOnceTheBusIsThere(t *testing.T) {
	bus := &absentBus{}
	bus.away.Store(true)
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) { bus.Bus = o.Bus; o.Bus = bus })
	c := h.As(t, "alice")
	c.Must("system.ping", `{}`, nil)
	bus.away.Store(false)
	if got := resume(t, c); got[0].Epoch == "unknown" {
		t.Errorf("resumed as %+v", got)
	}
	h.append(t, "user:alice", 1, 0)
	wantEvents(t, c, "user:alice", 1, 1)
}
