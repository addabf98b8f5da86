package rpc_test

import (
	"context"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/rpc/session"
	"prepwire/schema"
)

// watched is a TopicSource that notes who reads.
type watched struct {
	contests
	mu    sync.Mutex
	notes []string
	peers []rpc.Peer
}

func (w *watched) note(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notes = append(w.notes, what)
}

func (w *watched) watch(how string) rpc.Watch {
	return func(p rpc.Peer) func() {
		w.note(how)
		w.mu.Lock()
		w.peers = append(w.peers, p)
		w.mu.Unlock()
		return func() { w.note("end of " + how) }
	}
}

func (w *watched) Watch(_ context.Context, id *auth.Identity, _ string) (rpc.Watch, error) {
	return w.watch("resume of " + id.UserID), nil
}

func (w *watched) taken() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	notes := w.notes
	w.notes = nil
	return notes
}

func (w *watched) register(_ *rpctest.Gateway, mux *rpc.Mux) {
	session.New(session.Config{}).Register(mux)
	rpc.Handle(mux, schema.ContestJoin, func(ctx context.Context, p schema.ContestJoinParams) (schema.ContestJoinResult, error) {
		call, _ := rpc.FromContext(ctx)
		at, err := call.Subscribe(ctx, rpc.ContestTopic(p.ContestID), w.watch("join of "+call.Identity().UserID))
		if p.Spectate && err == nil {
			err = rpc.Refuse(schema.NotOwner) // refused after all
		}
		return schema.ContestJoinResult{Topics: []schema.TopicPosition{at}}, err
	})
	rpc.Handle(mux, schema.ContestLeave, func(ctx context.Context, p schema.ContestRef) (schema.Empty, error) {
		call, _ := rpc.FromContext(ctx)
		call.Unsubscribe(rpc.ContestTopic(p.ContestID))
		return schema.Empty{}, nil
	})
}

// A service hears once of each reading that begins, and once of its end.
func TestWatchHearsWhoReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watched{}
		g := rpctest.StartInMemory(t, w.register)
		g.Server.Topics("contest", w)
		c := g.As(t, "alice")
		want := func(notes ...string) {
			t.Helper()
			synctest.Wait()
			if got := w.taken(); !slices.Equal(got, notes) {
				t.Fatalf("got %q, want %q", got, notes)
			}
		}
		if r := c.Call("contest.join", `{"contestId":"x","spectate":true}`); r.Error == nil {
			t.Fatal("joined")
		}
		want()
		c.Must("contest.join", `{"contestId":"x"}`, nil)
		want("join of alice")
		c.Must("contest.join", `{"contestId":"x"}`, nil)
		want("join of alice", "end of join of alice")
		c.Must("session.resume", `{"resume":[{"topic":"contest:x","epoch":"e","offset":0},{"topic":"contest:y-private","epoch":"e","offset":0}]}`, nil)
		want("resume of alice", "end of join of alice")
		c.Must("contest.leave", `{"contestId":"x"}`, nil)
		c.Must("contest.leave", `{"contestId":"x"}`, nil)
		want("end of resume of alice")
		c.Must("contest.join", `{"contestId":"x"}`, nil)
		c.Must("contest.join", `{"contestId":"y"}`, nil)
		want("join of alice", "join of alice")
		_ = c.Socket().CloseNow()
		want("end of join of alice", "end of join of alice")
		last := w.peers[len(w.peers)-1]
		last.Notify(schema.ContestStandingUpdated.Notice, "", schema.StandingUpdatedParams{}) // harmless
		last.Engage()()
	})
}

// An engaged connection is pinged at once and every 10 s, though it is not
// silent, and what the round trips take is known.
func TestEngagedPeerIsPinged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watched{}
		g := rpctest.StartInMemory(t, w.register)
		var pings []time.Duration
		start := time.Now()
		dial := func(context.Context, string, string) (net.Conn, error) { return g.Connect(t), nil }
		ws, _, err := websocket.Dial(t.Context(), g.URL, &websocket.DialOptions{
			HTTPClient: &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}},
			HTTPHeader: bearer(g.Token(t, "alice", 0)),
			OnPingReceived: func(context.Context, []byte) bool {
				pings = append(pings, time.Since(start).Round(time.Millisecond))
				time.Sleep(60 * time.Millisecond) // the way back
				return true
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ws.CloseNow() }()
		read := make(chan struct{})
		go func() {
			defer close(read)
			for {
				if _, _, err := ws.Read(context.Background()); err != nil {
					return
				}
			}
		}()
		say := func() {
			t.Helper()
			if err := ws.Write(t.Context(), websocket.MessageText, []byte(`{"jsonrpc":"2.0","method":"contest.join","params":["x"],"id":1}`)); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		say()
		w.mu.Lock()
		peer := w.peers[0]
		w.mu.Unlock()
		if peer.Latency() != 0 {
			t.Errorf("latency %v before the first ping", peer.Latency())
		}
		release := peer.Engage()
		again := peer.Engage()
		again()
		again() // counts once
		for range 35 {
			time.Sleep(time.Second)
			say()
		}
		if want := []time.Duration{0, 10 * time.Second, 20 * time.Second, 30 * time.Second}; !slices.Equal(pings, want) {
			t.Errorf("pinged after %v, want %v", pings, want)
		}
		if peer.Latency() != 30*time.Millisecond {
			t.Errorf("latency %v, want 30 ms", peer.Latency())
		}
		release()
		pings = nil
		for range 60 {
			time.Sleep(time.Second)
			say()
		}
		if len(pings) != 0 {
			t.Errorf("pinged after %v though no longer engaged", pings)
		}
		_ = ws.CloseNow()
		<-read
	})
}

// Who waits for the end of a connection hears of it once, also who asks late.
func TestOnEnd(t *testing.T) {
	var peer rpc.Peer
	g := rpctest.Start(t, func(_ *rpctest.Gateway, mux *rpc.Mux) {
		rpc.Handle(mux, schema.SystemPing, func(ctx context.Context, _ schema.Empty) (schema.Pong, error) {
			call, _ := rpc.FromContext(ctx)
			peer = call.Peer()
			return schema.Pong{}, nil
		})
	})
	c := g.As(t, "alice")
	c.Must("system.ping", `{}`, nil)
	ends := make(chan string, 4)
	peer.OnEnd(func() { ends <- "first" })
	peer.OnEnd(func() { ends <- "second" })
	_ = c.Socket().CloseNow()
	if a, b := <-ends, <-ends; a != "first" || b != "second" {
		t.Errorf("%s, %s", a, b)
	}
	peer.OnEnd(func() { ends <- "late" })
	if got := <-ends; got != "late" || len(ends) != 0 {
		t.Errorf("%s and %d more", got, len(ends))
	}
}
