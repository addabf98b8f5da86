package rpc_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store/live/memory"
)

// closing reads to the end of a connection.
func closing(t *testing.T, c *rpctest.Client) (e websocket.CloseError) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), rpctest.Patience)
	defer cancel()
	for {
		if _, _, err := c.Socket().Read(ctx); err != nil {
			if !errors.As(err, &e) {
				t.Errorf("ended without a close frame: %v", err)
			}
			return e
		}
	}
}

func TestCloseReasonsNameTheLimit(t *testing.T) {
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) {
		o.Limits.ConnsPerUser, o.Limits.Frame, o.Limits.Queue = 1, 20_000, 64<<10
	})
	wants := func(c *rpctest.Client, code schema.CloseCode, limit string) {
		t.Helper()
		if e := closing(t, c); e.Code != websocket.StatusCode(code) || !strings.HasPrefix(e.Reason, limit+": ") || len(e.Reason) > 123 {
			t.Errorf("closed with %d %q, want %d %s", e.Code, e.Reason, code, limit)
		}
	}
	large := strings.Repeat(" ", 20_001)
	user, stranger := h.As(t, "alice"), h.Dial(t, nil)
	user.Send(large)
	wants(user, schema.CloseTooBig, "LIMIT_FRAME")
	stranger.Send(large)
	wants(stranger, schema.CloseTooBig, "LIMIT_FRAME")
	older := h.As(t, "bob")
	wantQuiet(t, older)
	wantQuiet(t, h.As(t, "bob"))
	wants(older, schema.CloseReplaced, "LIMIT_CONNS_PER_USER")
	slow := h.As(t, "carol")
	slow.Must("contest.join", `{"contestId":"x"}`, nil)
	for n := 1; n <= 200; n++ {
		h.append(t, "contest:x", n, 60_000)
	}
	wants(slow, schema.CloseTooSlow, "LIMIT_QUEUE")
}

// Of the others it is the one opened first that makes way, in whatever order
// they were authenticated, and those that close already do not count.
func TestOldestGoesWhoeverAuthenticatesWhen(t *testing.T) {
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Limits.ConnsPerUser = 2 })
	token := map[string]string{"token": g.Token(t, "alice", 0)}
	one, two, three := g.Dial(t, nil), g.Dial(t, nil), g.Dial(t, nil)
	for _, c := range []*rpctest.Client{two, one, three} {
		c.Must("session.authenticate", token, nil)
	}
	if e := closing(t, one); e.Code != 4009 {
		t.Errorf("closed with %d", e.Code)
	}
	for _, c := range []*rpctest.Client{two, three} {
		c.Must("session.resume", "{}", nil)
	}
}

// A close frame is not lost to a client that goes on talking, nor because
// somebody goes on talking to it.
func TestCloseFramesAreNotLost(t *testing.T) {
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) { o.Limits.ConnsPerUser = 1 })
	n := 0
	for i := range 100 {
		c := rawAs(t, h.Gateway, "alice")
		c.call(`{"jsonrpc":"2.0","method":"contest.join","params":{"contestId":"x"},"id":1}`)
		c.reply()
		talked := make(chan struct{})
		go func() {
			defer close(talked)
			c.write(strings.Repeat(header(fin|text, len(pingCall), true)+pingCall, 200))
		}()
		next := h.As(t, "alice") // and the other one goes
		for range 5 {
			n++
			h.append(t, "contest:x", n, 1000)
		}
		if code, err := c.closed(); code != 4009 {
			t.Fatalf("round %d: closed with %d, %v", i, code, err)
		}
		<-talked
		_ = next.Socket().CloseNow()
	}
}

// metric returns a counter's value or a histogram's count, of one set of label
// values.
func metric(t *testing.T, m *rpc.Metrics, name string, labels ...string) float64 {
	t.Helper()
	r := prometheus.NewRegistry()
	r.MustRegister(m)
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, f := range families {
		for _, one := range f.GetMetric() {
			wanted := f.GetName() == name
			for i, l := range one.GetLabel() {
				wanted = wanted && len(labels) > i && l.GetValue() == labels[i]
			}
			if wanted {
				sum += one.GetCounter().GetValue() + float64(one.GetHistogram().GetSampleCount())
			}
		}
	}
	return sum
}

func TestDeliveryMetrics(t *testing.T) {
	m := rpc.NewMetrics()
	h := openHouse(t, memory.Options{MaxEvents: 3}, func(o *rpc.Options) { o.Metrics = m })
	for n := 1; n <= 10; n++ {
		h.append(t, "contest:x", n, 0)
	}
	p := h.head(t, "contest:x")
	at := func(epoch string, offset uint64) schema.Position {
		return schema.Position{Topic: "contest:x", Epoch: epoch, Offset: offset}
	}
	c := h.As(t, "alice")
	resume(t, c, at(p.Epoch, 8))
	wantEvents(t, c, "contest:x", 9, 10)
	resume(t, c, at(p.Epoch, 4)) // six are missing
	resume(t, c, at("elsewhere", 7))
	if got := metric(t, m, "prepwire_replayed_events_total", "true"); got != 2 {
		t.Errorf("%v replayed, want 2", got)
	}
	if got := metric(t, m, "prepwire_replayed_events_total", "false"); got != 7 {
		t.Errorf("%v not recovered, want 7", got)
	}
	before := metric(t, m, "prepwire_notification_lag_seconds")
	wantQuiet(t, c)
	h.append(t, "contest:x", 11, 0)
	wantEvents(t, c, "contest:x", 11, 11)
	wantQuiet(t, c)
	if got := metric(t, m, "prepwire_notification_lag_seconds"); got != before+1 {
		t.Errorf("lag was measured %v times, want once", got-before)
	}
	for _, token := range []string{"rubbish", forge(h.Secret, hs256, claims(map[string]any{"exp": time.Now().Unix() - 9}))} {
		ws, _ := dial(t, h.Gateway, nil, "prepwire.v1", "bearer."+token)
		_, _, _ = ws.Read(t.Context())
	}
	dial(t, h.Gateway, bearer("rubbish"))
	for _, result := range []string{"4001", "4003", "401", "ok"} {
		if got := metric(t, m, "prepwire_connects_total", result); got != 1 {
			t.Errorf("%v connects with %s, want 1", got, result)
		}
	}
}
