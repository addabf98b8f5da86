package rpc_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

// Half a large frame takes memory, too: whoever comes with another one that
// does not fit beside it is sent away, until there is room again.
func TestFrameMemory(t *testing.T) {
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.FrameMemory = 3 << 19 })
	holder := rawAs(t, g, "alice")
	if holder.status != 101 {
		t.Fatalf("upgrade: %d", holder.status)
	}
	holder.write(header(fin|text, 900_000, true) + strings.Repeat(" ", 800_000))
	bob := g.As(t, "bob")
	for g.Server.Counts().FrameBytes < 800_000 {
		bob.Must("coaching.hint", `["q"]`, nil)
	}
	large := `{"jsonrpc":"2.0","method":"coaching.hint","params":["q"],"id":1` + strings.Repeat(" ", 900_000) + "}"
	c := g.As(t, "bob")
	c.Send(large)
	if code := c.Closed(); code != 1013 {
		t.Fatalf("closed with %d although there is no room", code)
	}
	bob.Must("coaching.hint", `["q"]`, nil)
	_ = holder.net.Close()
	for g.Server.Counts().FrameBytes >= 800_000 {
		bob.Must("coaching.hint", `["q"]`, nil)
	}
	c = g.As(t, "bob")
	c.Send(large)
	if r := c.Receive(); !strings.Contains(string(r), `"result"`) {
		t.Fatalf("there is room again, but: %s", r)
	}
}

// A client that asks and never reads: what is kept for it is bounded, and its
// neighbours notice nothing.
func TestNeverReading(t *testing.T) {
	const size = 100_000
	g := rpctest.Start(t, func(_ *rpctest.Gateway, mux *rpc.Mux) {
		rpc.Handle(mux, schema.CoachingStrategy, func(context.Context, schema.StrategyParams) (schema.Strategy, error) {
			return schema.Strategy{Strategy: strings.Repeat("x", size), Steps: []string{}, Pitfalls: []string{}}, nil
		})
		rpc.Handle(mux, schema.SystemPing, func(context.Context, schema.Empty) (schema.Pong, error) { return schema.Pong{}, nil })
	})
	before := heap()
	greedy, neighbour := rawAs(t, g, "alice"), g.As(t, "bob")
	stuck := make(chan struct{})
	go func() {
		defer close(stuck)
		one := header(fin|text, len(strategy("x", "1")), true) + strategy("x", "1")
		for range 20_000 { // 2 GB of replies
			_ = greedy.net.SetWriteDeadline(time.Now().Add(time.Second))
			if _, err := greedy.net.Write([]byte(strings.Repeat(one, 20))); err != nil {
				return // the gateway reads no more
			}
		}
	}()
	for waiting := true; waiting; {
		select {
		case <-stuck:
			waiting = false
		default:
		}
		neighbour.Must("system.ping", "{}", nil)
	}
	for range 20 {
		neighbour.Must("system.ping", "{}", nil)
	}
	if n := g.Server.Counts().Connections; n != 2 { // it was never read from meanwhile, and nobody waited for its end
		t.Errorf("%d connections are there", n)
	}
	wantGrown(t, before, 40<<20)
	_ = greedy.net.Close()
	settled(t, g, 1)
}

// wantGrown fails when the heap has grown by more than so many bytes, and does not
// get smaller by itself: what is on its way for a moment does not count.
func wantGrown(t *testing.T, before uint64, most int64) {
	t.Helper()
	until(t, "the heap has grown", func() error {
		if grown := int64(heap()) - int64(before); grown > most {
			return fmt.Errorf("by %d MiB", grown>>20)
		}
		return nil
	})
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Calls that wait keep little, whatever surrounds them in their frames.
func TestLargeFramesThatWait(t *testing.T) {
	s := newStage()
	g := rpctest.Start(t, s.register, func(o *rpc.Options) { o.Limits.InFlight, o.Limits.Frame = 1, 1<<20 })
	c := g.As(t, "alice")
	before := heap()
	defer close(s.end("deaf"))
	c.Send(strategy("deaf", "1"))
	<-s.began
	padding := strings.Repeat(" ", 1<<19)
	for i := range 64 { // 32 MiB
		c.Send(strategy("x", fmt.Sprint(i+2)) + padding)
	}
	c.Send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":[65]}`)
	e := listen(t, c)
	if r := e.next(t); string(r.ID) != "65" || reason(r) != schema.ReasonCancelled {
		t.Fatalf("%s %+v", r.ID, r.Error)
	}
	wantGrown(t, before, 10<<20)
	id := strings.Repeat("9", 600_000)
	for range 6 { // what is kept of a call is its id, too
		c.Send(strategy("x", id))
	}
	for range 5 { // one fits
		var r rpctest.Reply
		if err := json.Unmarshal(<-e.frames, &r); err != nil || reason(r) != schema.TooManyCalls || string(r.ID) != id {
			t.Fatalf("%v %+v", err, r.Error)
		}
	}
	wantGrown(t, before, 30<<20)
}

// Small questions with large answers: strangers cannot make the gateway keep
// many answers at once.
func TestAmplification(t *testing.T) {
	g := rpctest.Start(t, func(_ *rpctest.Gateway, mux *rpc.Mux) {
		rpc.Handle(mux, schema.RPCDiscover, func(context.Context, schema.Empty) (any, error) {
			return json.RawMessage(schema.OpenRPC()), nil
		})
	})
	before := heap()
	item := `{"jsonrpc":"2.0","method":"rpc.discover","id":1}`
	conns := make([]*rawConn, 5)
	for i := range conns {
		conns[i] = openRaw(t, g)
		conns[i].call("[" + strings.Repeat(item+",", 99) + item + "]")
	}
	for _, c := range conns {
		op, payload, err := c.read()
		var all []rpctest.Reply
		if bad := json.Unmarshal(payload, &all); op != text || err != nil || bad != nil || len(all) != 100 {
			t.Fatalf("%d %v %v: %d replies", op, err, bad, len(all))
		}
		served := 0
		for _, r := range all {
			switch {
			case r.Error == nil:
				served++
			case r.Error.Code != -32005 || r.Error.Data.Scope != "LIMIT_QUEUE":
				t.Fatalf("%+v", r.Error)
			}
		}
		if served == 0 || len(payload) > 4<<20 {
			t.Fatalf("%d served in %d bytes", served, len(payload))
		}
	}
	wantGrown(t, before, 30<<20)
}
