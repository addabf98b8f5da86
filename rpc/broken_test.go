package rpc_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store/live"
	"prepwire/store/live/memory"
)

// lossy is a bus whose deliveries can be cut off, as those of a bus on a
// network may be; its log knows all.
type lossy struct {
	live.Bus
	mu   sync.Mutex
	lose bool
	read func() // runs once, before the next read of the log is answered
	subs map[string]live.Subscriber
}

func (l *lossy) beforeRead(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.read = f
}

func (l *lossy) Read(ctx context.Context, topic string, after live.Position, limit int) ([]live.Event, error) {
	l.mu.Lock()
	read := l.read
	l.read = nil
	l.mu.Unlock()
	if read != nil {
		read()
	}
	return l.Bus.Read(ctx, topic, after, limit)
}

func (l *lossy) Subscribe(ctx context.Context, topic string, sub live.Subscriber) (live.Position, func(), error) {
	l.mu.Lock()
	l.subs[topic] = sub
	l.mu.Unlock()
	return l.Bus.Subscribe(ctx, topic, &losing{l, sub})
}

func (l *lossy) losing(yes bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lose = yes
}

func (l *lossy) broken(topic string, at live.Position) {
	l.mu.Lock()
	sub := l.subs[topic]
	l.mu.Unlock()
	sub.Broken(topic, at)
}

type losing struct {
	bus *lossy
	live.Subscriber
}

func (s *losing) Event(topic, epoch string, e live.Event) {
	s.bus.mu.Lock()
	lose := s.bus.lose
	s.bus.mu.Unlock()
	if !lose {
		s.Subscriber.Event(topic, epoch, e)
	}
}

// deliver delivers an event, as if it were the next one.
func (l *lossy) deliver(topic, epoch string, e live.Event) {
	l.mu.Lock()
	sub := l.subs[topic]
	l.mu.Unlock()
	sub.Event(topic, epoch, e)
}

// Whoever is to resume since the log is another one hears nothing of that log
// before the connection ends: no reply has said where it begins.
func TestNothingOfAnotherLog(t *testing.T) {
	var bus *lossy
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) {
		bus = &lossy{Bus: o.Bus, subs: map[string]live.Subscriber{}}
		o.Bus = bus
	})
	for n := range 50 {
		c := h.As(t, "alice")
		c.Must("contest.join", `{"contestId":"x"}`, nil)
		h.append(t, "contest:x", n+1, 100)
		wantEvents(t, c, "contest:x", uint64(n+1), uint64(n+1))
		bus.broken("contest:x", live.Position{Epoch: "another", Offset: 0})
		bus.deliver("contest:x", "another", live.Event{Offset: 1, Name: "contest.started", Params: []byte(`{}`)})
		ctx, cancel := context.WithTimeout(t.Context(), rpctest.Patience)
		_, data, err := c.Socket().Read(ctx)
		cancel()
		if err == nil {
			t.Fatalf("before the end came %s", data)
		}
		if code := websocket.CloseStatus(err); code != 4008 {
			t.Errorf("closed with %d", code)
		}
	}
}

// While one reads the log, the stream turns to another one, of which the log
// knows nothing. The reader is told to resume, rather than left reading.
func TestStreamOfAnotherLogWhileReading(t *testing.T) {
	var bus *lossy
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) {
		bus = &lossy{Bus: o.Bus, subs: map[string]live.Subscriber{}}
		o.Bus = bus
	})
	first := h.As(t, "bob")
	var joined schema.ContestJoinResult
	first.Must("contest.join", `{"contestId":"x"}`, &joined)
	h.append(t, "contest:x", 1, 100)
	wantEvents(t, first, "contest:x", 1, 1)
	c := h.As(t, "alice")
	bus.beforeRead(func() { bus.broken("contest:x", live.Position{Epoch: "another", Offset: 0}) })
	c.Must("session.resume", fmt.Sprintf(`{"resume":[{"topic":"contest:x","epoch":%q,"offset":0}]}`, joined.Topics[0].Epoch), nil)
	ctx, cancel := context.WithTimeout(t.Context(), rpctest.Patience)
	defer cancel()
	for {
		_, data, err := c.Socket().Read(ctx)
		if err == nil && strings.Contains(string(data), `"another"`) {
			t.Fatalf("before the end came %s", data)
		}
		if err != nil {
			if websocket.CloseStatus(err) != 4008 {
				t.Errorf("%v", err)
			}
			return
		}
	}
}

// When deliveries were lost the log fills the gap, and readers notice nothing;
// they are closed only when it cannot.
func TestBrokenDeliveries(t *testing.T) {
	var bus *lossy
	h := openHouse(t, memory.Options{MaxEvents: 50}, func(o *rpc.Options) {
		bus = &lossy{Bus: o.Bus, subs: map[string]live.Subscriber{}}
		o.Bus = bus
	})
	var readers []*rpctest.Client
	for range 5 {
		c := h.As(t, "alice")
		c.Must("contest.join", `{"contestId":"x"}`, nil)
		readers = append(readers, c)
	}
	n := uint64(0)
	grow := func(by int) {
		for range by {
			n++
			h.append(t, "contest:x", int(n), 100)
		}
	}
	broken := func() {
		p := h.head(t, "contest:x")
		bus.losing(false)
		bus.broken("contest:x", live.Position{Epoch: p.Epoch, Offset: p.Offset})
	}
	read := uint64(0)
	check := func() {
		t.Helper()
		for _, c := range readers {
			wantEvents(t, c, "contest:x", read+1, n)
			wantQuiet(t, c)
		}
		read = n
	}
	grow(3)
	check()
	for _, lost := range []int{1, 0, 40} {
		bus.losing(true)
		grow(lost)
		broken()
		grow(5)
		check()
	}
	bus.losing(true) // again and again, before anybody has caught up
	for range 5 {
		grow(5)
		broken()
		bus.losing(true)
	}
	broken()
	check()
	bus.losing(true)
	grow(60) // more than the log keeps
	broken()
	for _, c := range readers {
		if code := c.Closed(); code != 4008 {
			t.Errorf("closed with %d", code)
		}
	}
	c := h.As(t, "alice")
	c.Must("contest.join", `{"contestId":"x"}`, nil)
	grow(1)
	wantEvents(t, c, "contest:x", n, n)
	bus.broken("contest:x", live.Position{Epoch: "another", Offset: 1})
	if code := c.Closed(); code != 4008 {
		t.Errorf("another epoch: closed with %d", code)
	}
}
