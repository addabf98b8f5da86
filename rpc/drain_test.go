package rpc_test

import (
	"context"
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

func TestDrainSpreadsTheCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := rpctest.StartInMemory(t, serveAll)
		const n = 5
		var ears []*ear
		for range n {
			c := g.As(t, "alice")
			e := listen(t, c)
			c.Send(pingCall)
			e.next(t)
			ears = append(ears, e)
		}
		quiet := listen(t, g.Dial(t, nil)) // was never answered: is told nothing, and closed
		synctest.Wait()
		drained := make(chan struct{})
		start := time.Now()
		go func() {
			defer close(drained)
			g.Server.Drain(t.Context(), 6*time.Second)
		}()
		seen := map[time.Duration]bool{}
		for _, e := range ears {
			data := <-e.frames
			var m struct {
				Method string
				Params schema.SessionDrainingParams
			}
			if err := json.Unmarshal(data, &m); err != nil || m.Method != "session.draining" {
				t.Fatalf("%s, %v", data, err)
			}
			after := time.Duration(m.Params.ReconnectAfterMs) * time.Millisecond
			if after < 0 || after > 6*time.Second || seen[after] {
				t.Errorf("reconnect after %v", after)
			}
			seen[after] = true
			if code := e.code(); code != 1001 {
				t.Errorf("closed with %d", code)
			}
		}
		if code := quiet.code(); code != 1001 || len(quiet.frames) != 0 {
			t.Errorf("closed with %d", code)
		}
		<-drained
		if took := time.Since(start); took < 5*time.Second || took > 7*time.Second {
			t.Errorf("took %v", took)
		}
		if !g.Server.Draining() || g.Server.Counts().Connections != 0 {
			t.Errorf("%+v", g.Server.Counts())
		}
	})
}

func TestDrainLetsCallsFinish(t *testing.T) {
	s := newStage()
	g := rpctest.Start(t, s.register, func(o *rpc.Options) { o.Limits.InFlight, o.Limits.Waiting = 1, 1 })
	busy, idle := g.As(t, "alice"), g.As(t, "bob")
	busy.Send(strategy("runs", "1"))
	busy.Send(strategy("waits", "2"))
	busy.Send(hintCall) // neither runs nor waits, which tells that the other two do
	want(t, replies(t, busy, 1), `"hint" too_many_calls`)
	<-s.began
	idle.Must("session.resume", "{}", nil)
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		g.Server.Drain(t.Context(), 0)
	}()
	if code := idle.Closed(); code != 1001 {
		t.Errorf("idle: closed with %d", code)
	}
	declined(t, g, nil, 503, "draining")
	declined(t, g, bearer(g.Token(t, "carol", 0)), 503, "draining")
	// What is asked from now on is refused, so that a busy client cannot hold the node.
	for refused := false; !refused; {
		busy.Send(hintCall)
		got := replies(t, busy, 1)[0]
		refused = got == `"hint" draining`
	}
	close(s.end("runs"))
	<-s.began
	close(s.end("waits"))
	want(t, replies(t, busy, 2), "1", "2")
	if code := busy.Closed(); code != 1001 {
		t.Errorf("busy: closed with %d", code)
	}
	<-drained
}

func TestDrainOfNobodyIsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := rpctest.StartInMemory(t, serveAll)
		start := time.Now()
		g.Server.Drain(t.Context(), time.Hour)
		if took := time.Since(start); took != 0 {
			t.Errorf("took %v", took)
		}
	})
}

// Drain does not wait longer than its context for calls and clients that do
// not end.
func TestDrainGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		g := rpctest.StartInMemory(t, s.register)
		c := g.As(t, "alice")
		e := listen(t, c)
		c.Send(strategy("deaf", "1"))
		<-s.began
		stuck := rawAs(t, g, "bob") // reads nothing, not even the close frame
		stuck.call(hintCall)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		g.Server.Drain(ctx, time.Second)
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("took %v", took)
		}
		_ = e.code()
		close(s.end("deaf"))
	})
}

// Close cancels what runs and cuts off what is stuck.
func TestCloseEndsEverything(t *testing.T) {
	s := newStage()
	g := rpctest.Start(t, s.register, func(o *rpc.Options) { o.Limits.InFlight = 2 })
	c := g.As(t, "alice")
	for _, id := range []string{"1", "2", "3"} {
		c.Send(strategy("waits", id))
	}
	<-s.began
	<-s.began
	stuck := rawAs(t, g, "bob")
	stuck.write(header(fin|text, 1000, true) + "{")
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		g.Server.Close()
	}()
	select {
	case <-closed:
	case <-time.After(rpctest.Patience):
		t.Fatal("Close does not return")
	}
	c.Closed()
	if n := g.Server.Counts(); n.Connections != 0 || n.Users != 0 || n.Topics != 0 {
		t.Errorf("left: %+v", n)
	}
	declined(t, g, nil, 503, "draining")
}
