package rpc_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store/live"
	"prepwire/store/live/memory"
)

// Each position is answered for itself, and what follows the reply is exactly
// what the reply says.
func TestResumePositions(t *testing.T) {
	h := openHouse(t, memory.Options{MaxEvents: 10})
	for n := 1; n <= 30; n++ {
		h.append(t, "contest:x", n, 0)
	}
	for n := 1; n <= 3; n++ {
		h.append(t, "user:alice", n, 0)
		h.append(t, "user:bob", n, 0)
	}
	epoch := h.head(t, "contest:x").Epoch
	for _, tt := range []struct {
		name         string
		at           schema.Position
		reason       schema.ResumeReason // none when recovered
		offset       uint64              // in the reply
		events, head uint64              // that follow; the head of the topic
	}{
		{"all of the log", schema.Position{Topic: "contest:x", Epoch: epoch, Offset: 20}, "", 20, 10, 30},
		{"nothing missed", schema.Position{Topic: "contest:x", Epoch: epoch, Offset: 30}, "", 30, 0, 30},
		{"from the beginning", schema.Position{Topic: "user:alice", Epoch: epoch}, "", 0, 3, 3},
		{"trimmed", schema.Position{Topic: "contest:x", Epoch: epoch, Offset: 19}, schema.ResumeTooOld, 30, 0, 30},
		{"foreign epoch", schema.Position{Topic: "contest:x", Epoch: "other", Offset: 25}, schema.ResumeEpoch, 30, 0, 30},
		{"in the future", schema.Position{Topic: "contest:x", Epoch: epoch, Offset: 31}, schema.ResumeEpoch, 30, 0, 30},
		{"far in the future", schema.Position{Topic: "user:alice", Epoch: epoch, Offset: 1<<53 - 1}, schema.ResumeEpoch, 3, 0, 3},
		{"somebody else's", schema.Position{Topic: "user:bob", Epoch: epoch}, schema.ResumeForbidden, 0, 0, 0},
		{"nobody's", schema.Position{Topic: "user:", Epoch: epoch}, schema.ResumeForbidden, 0, 0, 0},
		{"not for her", schema.Position{Topic: "contest:y-private", Epoch: epoch}, schema.ResumeForbidden, 0, 0, 0},
		{"no such contest", schema.Position{Topic: "contest:y-none", Epoch: epoch}, schema.ResumeUnknown, 0, 0, 0},
		{"no such kind", schema.Position{Topic: "weather:x", Epoch: epoch, Offset: 7}, schema.ResumeUnknown, 7, 0, 0},
		{"what everybody hears", schema.Position{Topic: "system:everyone", Epoch: epoch}, schema.ResumeUnknown, 0, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := h.As(t, "alice")
			topics := resume(t, c, tt.at, tt.at, schema.Position{Topic: tt.at.Topic, Epoch: "again"})
			got := topics[len(topics)-1]
			if len(topics) > 2 || got.Topic != tt.at.Topic || got.Recovered == nil {
				t.Fatalf("got %+v", topics)
			}
			served := tt.reason != schema.ResumeForbidden && tt.reason != schema.ResumeUnknown
			if *got.Recovered != (tt.reason == "") || got.Reason != tt.reason || got.Offset != tt.offset || (got.Snapshot != nil) != (served && tt.reason != "") {
				t.Fatalf("got %+v", got)
			}
			wantEvents(t, c, tt.at.Topic, tt.offset+1, tt.offset+tt.events)
			wantQuiet(t, c)
			if own := topics[0]; len(topics) == 2 && (own.Topic != "user:alice" || own.Offset != 3 || own.Recovered != nil) {
				t.Fatalf("own topic: %+v", own)
			}
		})
	}
}

// A thousand topics in one resume: each is replayed, and goes on live.
func TestResumeManyTopics(t *testing.T) {
	h := openHouse(t, memory.Options{})
	at := map[string]uint64{}
	var from []schema.Position
	for i := range 1000 {
		topic := fmt.Sprintf("contest:%d", i)
		for n := 1; n <= 3; n++ {
			h.append(t, topic, n, 100)
		}
		at[topic] = 1
		from = append(from, schema.Position{Topic: topic, Epoch: h.head(t, topic).Epoch, Offset: 1})
	}
	c := h.As(t, "alice")
	if topics := resume(t, c, from...); len(topics) != 1001 {
		t.Fatalf("%d topics", len(topics))
	}
	for _, p := range from {
		h.append(t, p.Topic, 4, 100)
	}
	for range 3 * len(from) {
		f := readFrame(t, c)
		topic := f.Params.Meta.Topic
		if at[topic]++; f.Params.Meta.Offset != at[topic] || f.Params.N != at[topic] {
			t.Fatalf("%s: want %d, got %+v", topic, at[topic], f)
		}
	}
	wantQuiet(t, c)
	until(t, "the own topic is held, too", func() error { // of which nothing was heard
		if n := h.Server.Counts().Topics; n != 1001 {
			return fmt.Errorf("%d topics", n)
		}
		return nil
	})
}

// A second resume goes back to where it says, and replaces the first.
func TestResumeTwice(t *testing.T) {
	h := openHouse(t, memory.Options{})
	c := h.As(t, "alice")
	start := resume(t, c)[0]
	from := schema.Position{Topic: start.Topic, Epoch: start.Epoch, Offset: start.Offset}
	for n := 1; n <= 5; n++ {
		h.append(t, "user:alice", n, 0)
	}
	wantEvents(t, c, "user:alice", 1, 5)
	from.Offset = 2
	resume(t, c, from)
	wantEvents(t, c, "user:alice", 3, 5)
	if topics := resume(t, c); topics[0].Offset > 5 || topics[0].Recovered != nil {
		t.Fatalf("got %+v", topics)
	}
	h.append(t, "user:alice", 6, 0)
	wantEvents(t, c, "user:alice", 6, 6)
	wantQuiet(t, c)
}

// Whoever comes with a token reads the own topic from then on; the events come
// after the first reply, whatever it is, and once.
func TestEventsWaitForTheFirstReply(t *testing.T) {
	h := openHouse(t, memory.Options{})
	first := map[string]func(t *testing.T, c *rpctest.Client){
		"call":   func(t *testing.T, c *rpctest.Client) { wantQuiet(t, c) },
		"broken": func(t *testing.T, c *rpctest.Client) { c.Send("{"); readFrame(t, c) },
		"resume": func(t *testing.T, c *rpctest.Client) {
			if topics := resume(t, c); topics[0].Offset != 0 {
				t.Errorf("reads from %+v", topics[0])
			}
		},
		"resume from there": func(t *testing.T, c *rpctest.Client) {
			p := h.head(t, "user:resume from there")
			p.Offset = 0
			if topics := resume(t, c, p); !*topics[0].Recovered {
				t.Errorf("reads from %+v", topics[0])
			}
		},
		"resume as a notification": func(t *testing.T, c *rpctest.Client) {
			p := h.head(t, "user:resume as a notification")
			c.Send(`{"jsonrpc":"2.0","method":"session.resume","params":{"resume":[{"topic":"` + p.Topic + `","epoch":"` + p.Epoch + `","offset":0}]}}`)
			wantQuiet(t, c)
		},
	}
	for user, greet := range first {
		t.Run(user, func(t *testing.T) {
			c := h.As(t, user)
			for n := 1; n <= 3; n++ {
				h.append(t, "user:"+user, n, 0)
			}
			greet(t, c)
			wantEvents(t, c, "user:"+user, 1, 3)
			h.append(t, "user:"+user, 4, 0)
			wantEvents(t, c, "user:"+user, 4, 4)
			wantQuiet(t, c)
		})
	}
}

// In a batch the events follow the replies to all of it.
func TestResumeInABatch(t *testing.T) {
	release := make(chan struct{})
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) { o.Bus = &slowHead{o.Bus, release} })
	h.append(t, "user:alice", 1, 0)
	p := h.head(t, "user:alice")
	c := h.As(t, "alice")
	c.Send(`[{"jsonrpc":"2.0","method":"session.resume","params":{"resume":[{"topic":"user:alice","epoch":"` + p.Epoch + `","offset":0}]},"id":1},
		{"jsonrpc":"2.0","method":"contest.join","params":{"contestId":"left"},"id":2},
		{"jsonrpc":"2.0","method":"contest.leave","params":{"contestId":"left"},"id":3},
		{"jsonrpc":"2.0","method":"contest.join","params":{"contestId":"slow"},"id":4}]`)
	close(release)
	var all []json.RawMessage
	if first := c.Receive(); json.Unmarshal(first, &all) != nil || len(all) != 4 {
		t.Fatalf("not the replies first: %s", first)
	}
	wantEvents(t, c, "user:alice", 1, 1)
	h.append(t, "contest:left", 1, 0)
	h.append(t, "contest:slow", 1, 0)
	wantEvents(t, c, "contest:slow", 1, 1)
	wantQuiet(t, c)
}

// slowHead tells the head of contest:slow only after the events of alice's
// topic could have come.
type slowHead struct {
	live.Bus
	release chan struct{}
}

func (s *slowHead) Head(ctx context.Context, topic string) (live.Position, error) {
	if topic == "contest:slow" {
		<-s.release
		for range 100 { // as many round trips through the log
			if _, err := s.Bus.Head(ctx, topic); err != nil {
				return live.Position{}, err
			}
		}
	}
	return s.Bus.Head(ctx, topic)
}

// A call that is refused after it subscribed changes nothing.
func TestRefusedSubscription(t *testing.T) {
	h := openHouse(t, memory.Options{})
	c := h.As(t, "alice")
	if r := c.Call("contest.join", `{"contestId":"x","spectate":true}`); r.Error == nil {
		t.Fatal("joined")
	}
	h.append(t, "contest:x", 1, 0)
	wantQuiet(t, c)
	c.Must("contest.join", `{"contestId":"x"}`, nil)
	if r := c.Call("contest.join", `{"contestId":"x","spectate":true}`); r.Error == nil {
		t.Fatal("joined")
	}
	h.append(t, "contest:x", 2, 0)
	wantEvents(t, c, "contest:x", 2, 2)
	wantQuiet(t, c)
}

// troubled is a bus whose Subscribe to users' topics fails as long as it is told to.
type troubled struct {
	live.Bus
	failures atomic.Int32
	err      error
	tried    chan struct{} // receives each try that waits, nil for none
}

func (b *troubled) Subscribe(ctx context.Context, topic string, sub live.Subscriber) (live.Position, func(), error) {
	if strings.HasPrefix(topic, "user:") && b.failures.Add(-1) >= 0 {
		if b.tried != nil {
			b.tried <- struct{}{}
			<-ctx.Done()
			return live.Position{}, nil, ctx.Err()
		}
		return live.Position{}, nil, fmt.Errorf("subscribe: %w", b.err)
	}
	return b.Bus.Subscribe(ctx, topic, sub)
}

// A bus that cannot be reached is asked again, and nothing is lost meanwhile.
func TestBusComesBack(t *testing.T) {
	bus := &troubled{err: live.ErrUnavailable}
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) { bus.Bus = o.Bus; o.Bus = bus })
	bus.failures.Store(3)
	c := h.As(t, "alice")
	resume(t, c)
	h.append(t, "user:alice", 1, 0)
	wantEvents(t, c, "user:alice", 1, 1)
}

// A bus that refuses for good ends the connection: it would be deaf.
func TestBusRefuses(t *testing.T) {
	bus := &troubled{err: errors.New("no")}
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) { bus.Bus = o.Bus; o.Bus = bus })
	bus.failures.Store(1)
	c := h.As(t, "alice")
	resume(t, c)
	if code := c.Closed(); code != 1013 {
		t.Errorf("closed with %d", code)
	}
	again := h.As(t, "alice")
	resume(t, again)
	h.append(t, "user:alice", 1, 0)
	wantEvents(t, again, "user:alice", 1, 1)
}

// A connection that goes away while it subscribes to a topic does not take the
// others along that wait for the same.
func TestSubscriberGoesAway(t *testing.T) {
	bus := &troubled{tried: make(chan struct{})}
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) { bus.Bus = o.Bus; o.Bus = bus })
	bus.failures.Store(1)
	first := h.As(t, "alice")
	resume(t, first)
	<-bus.tried
	var others []*rpctest.Client
	for range 5 {
		c := h.As(t, "alice")
		resume(t, c)
		others = append(others, c)
	}
	_ = first.Socket().CloseNow()
	h.append(t, "user:alice", 1, 0)
	for _, c := range others {
		wantEvents(t, c, "user:alice", 1, 1)
		wantQuiet(t, c)
	}
}

// absentContests cannot be looked up while they are away.
type absentContests struct {
	contests
	away atomic.Bool
}

func (a *absentContests) Readable(ctx context.Context, id *auth.Identity, name string) error {
	if a.away.Load() {
		return fmt.Errorf("store: %w", live.ErrUnavailable)
	}
	return a.contests.Readable(ctx, id, name)
}

// While nobody knows whether a topic may be read, that is what is said: whoever
// is told that it is forbidden does not ask again.
func TestResumeWhileTheStoreIsAway(t *testing.T) {
	h := openHouse(t, memory.Options{})
	source := &absentContests{}
	h.Server.Topics("contest", source)
	h.append(t, "contest:x", 1, 0)
	from := schema.Position{Topic: "contest:x", Epoch: h.head(t, "contest:x").Epoch}
	c := h.As(t, "alice")
	source.away.Store(true)
	r := c.Call("session.resume", schema.ResumeParams{Resume: []schema.Position{from}})
	if r.Error == nil || !r.Error.Data.Retryable {
		t.Fatalf("got %s, %+v", r.Result, r.Error)
	}
	source.away.Store(false)
	topics := resume(t, c, from)
	if got := topics[len(topics)-1]; got.Recovered == nil || !*got.Recovered {
		t.Errorf("got %+v", topics)
	}
	wantEvents(t, c, "contest:x", 1, 1)
}
