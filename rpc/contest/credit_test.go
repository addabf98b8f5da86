package contest_test

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/coder/websocket"

	"prepwire/rpc/contest/answerlog"
)

// Half of what a ping takes there and back is taken off the time of an answer,
// up to a cap, and is in the log.
func TestLatencyCredit(t *testing.T) {
	for name, c := range map[string]struct {
		lag    time.Duration
		credit int64
	}{
		"near":          {0, 0},
		"far":           {240 * time.Millisecond, 120},
		"too far":       {900 * time.Millisecond, 150},
		"a pong held":   {3 * time.Second, 150},
		"almost at cap": {298 * time.Millisecond, 149},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) { answerFrom(t, c.lag, c.credit) })
		})
	}
}

// answerFrom answers a second after the start on a connection that takes so
// long to answer pings.
func answerFrom(t *testing.T, lag time.Duration, credit int64) {
	h := open(t)
	h.questions(1)
	c := h.contest(1, nil)
	h.user("bob").Must("contest.register", ref(c), nil)
	time.Sleep(time.Until(c.StartTime.Time) - 25*time.Second)
	bob := h.distant("bob", lag)
	bob.Must("contest.join", ref(c), nil)
	time.Sleep(time.Until(c.StartTime.Time) + time.Second)
	r, _ := bob.mustAnswer(c, "q1", "B")
	until(c.EndTime)
	time.Sleep(time.Second)
	if board := h.audit(c, receipts{"q1": r.Receipt}); *board[0].TimeMs != 1000-credit {
		t.Errorf("the answer took %d ms, want 1000 less %d", *board[0].TimeMs, credit)
	}
	kept, err := h.db.Entries(t.Context(), string(c.ID), r.Receipt.Position-1, 1)
	if err != nil || len(kept) != 1 {
		t.Fatalf("%d entries, %v", len(kept), err)
	}
	if e, err := answerlog.Parse(kept[0].Body); err != nil || e.Answer.CreditMs != credit {
		t.Errorf("the log has a credit of %d ms, want %d; %v", e.Answer.CreditMs, credit, err)
	}
}

// distant is a user whose connection takes so long to answer pings.
func (h *house) distant(name string, lag time.Duration) *user {
	h.t.Helper()
	dial := func(context.Context, string, string) (net.Conn, error) { return h.Connect(h.t), nil }
	ws, _, err := websocket.Dial(h.t.Context(), h.URL, &websocket.DialOptions{
		HTTPClient:     &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}},
		HTTPHeader:     http.Header{"Authorization": {"Bearer " + h.Token(h.t, name, 0)}},
		OnPingReceived: func(context.Context, []byte) bool { time.Sleep(lag); return true },
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.connected(name, ws)
}
