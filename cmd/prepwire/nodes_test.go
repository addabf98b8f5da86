package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"prepwire/store"
	"prepwire/store/live/redis/redistest"
)

// house is several nodes on one Redis, or each by itself without. They share one
// store in this process, which in production is a server of its own.
type house struct {
	t      *testing.T
	secret string
	store  *ownStore // of all nodes; nil before the first
	nodes  []*running
	parts  []*gateway
}

// newHouse opens n nodes with one Redis or cluster; none when redisURL is empty.
func newHouse(t *testing.T, redisURL string, n int, env ...string) *house {
	t.Helper()
	h := &house{t: t, secret: secret()}
	for range n {
		h.open(redisURL, env...)
	}
	return h
}

// open opens one more node.
func (h *house) open(redisURL string, env ...string) {
	h.t.Helper()
	environ := append([]string{"REDIS_URL=" + redisURL, "ALLOW_LOCAL_STORE=true", "JWT_SECRET=" + h.secret,
		"DATA_DIR=" + h.t.TempDir(), fmt.Sprint("NODE_ID=node", len(h.nodes)), "DEV=false"}, env...)
	prog, _, err := parse(nil, environ, h.t.Output())
	if err != nil {
		h.t.Fatal(err)
	}
	g := newGateway(&prog.config, slog.New(slog.NewTextHandler(h.t.Output(), nil)))
	if h.store == nil {
		if err := g.openStore(h.t.Context()); err != nil {
			h.t.Fatal(err)
		}
		h.store = &ownStore{Store: g.store}
	}
	g.store = h.store
	h.t.Cleanup(g.close)
	if err := g.start(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	server := httptest.NewServer(g.routes())
	h.t.Cleanup(server.Close)
	r := &running{t: h.t, url: "ws" + strings.TrimPrefix(server.URL, "http") + "/ws", stderr: newLines()}
	r.healthy("ok")
	h.nodes, h.parts = append(h.nodes, r), append(h.parts, g)
}

// ownStore is the store as the nodes of a house see it.
type ownStore struct {
	store.Store
	ahead  atomic.Int64 // of the store's clock, in nanoseconds
	silent atomic.Bool  // about revocations
}

// Now implements store.Clock.
func (s *ownStore) Now(ctx context.Context) (time.Time, error) {
	now, err := s.Store.Now(ctx)
	return now.Add(time.Duration(s.ahead.Load())), err
}

// Revocations implements store.Revocations.
func (s *ownStore) Revocations(ctx context.Context, after store.Position, limit int) ([]store.Revocation, error) {
	if s.silent.Load() {
		return nil, nil
	}
	return s.Store.Revocations(ctx, after, limit)
}

// advance puts the store's clock forward, by which contests go.
func (h *house) advance(by time.Duration) {
	h.t.Helper()
	h.store.ahead.Add(int64(by))
	for _, g := range h.parts {
		if err := g.clock.Sync(h.t.Context()); err != nil {
			h.t.Fatal(err)
		}
	}
}

// inAnHour is the time of the store's clock in an hour, as clients write it.
func (h *house) inAnHour() string {
	h.t.Helper()
	now, err := h.store.Now(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return now.Add(time.Hour).UTC().Format("2006-01-02T15:04:05.000Z")
}

// as connects a user to a node and resumes.
func (h *house) as(node int, user, resume string) (*caller, resumed) {
	h.t.Helper()
	c := h.nodes[node].dial(h.token(user))
	var got resumed
	c.result("session.resume", `{"resume":`+resume+`}`, &got)
	return c, got
}

func (h *house) token(user string) string {
	return tokenFor(h.t, h.t.TempDir(), []string{"JWT_SECRET=" + h.secret}, "--user", user, "--roles", "student,author,organizer,admin")
}

type resumed struct {
	ConnectionID string
	Topics       []struct {
		Topic, Epoch string
		Offset       uint64
		Recovered    *bool
		Reason       string
	}
}

// told reads until a notification of that name has come, and returns its
// place in the log of its topic.
func (c *caller) told(name string) (place struct {
	Topic, Epoch string
	Offset       uint64
}) {
	c.t.Helper()
	for {
		m, err := c.next()
		if err != nil {
			c.t.Fatalf("waiting for %s: %v", name, err)
		}
		if m.Method != name {
			continue
		}
		var params struct {
			Meta json.RawMessage `json:"_meta"`
		}
		if err := json.Unmarshal(m.Params, &params); err != nil {
			c.t.Fatal(err)
		}
		if params.Meta != nil {
			if err := json.Unmarshal(params.Meta, &place); err != nil {
				c.t.Fatal(err)
			}
		}
		return place
	}
}

// closedWith reads until the connection is closed.
func (c *caller) closedWith() websocket.StatusCode {
	c.t.Helper()
	for {
		if _, err := c.read(); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}

// What happens on one node reaches clients of the other, whether Redis is one
// server or a cluster; they resume anywhere; a revocation ends them everywhere.
func TestTwoNodes(t *testing.T) {
	t.Run("Single", func(t *testing.T) { twoNodes(t, redistest.New(t).URL()) })
	t.Run("Cluster", func(t *testing.T) { twoNodes(t, redistest.NewCluster(t, 3).URL()) })
}

func twoNodes(t *testing.T, url string) {
	h := newHouse(t, url, 2)
	order := `{"examType":"SAT","subject":"math"}`
	a, _ := h.as(0, "ann", "[]")
	b, _ := h.as(1, "ann", "[]")
	var made any
	a.result("question.generate", order, &made)
	first := b.told("question.generated")
	if first.Topic != "user:ann" || first.Offset != 1 {
		t.Errorf("told at %+v", first)
	}
	_ = b.ws.CloseNow()
	for range 3 {
		a.result("question.generate", order, &made)
	}
	again, got := h.as(1, "ann", fmt.Sprintf(`[{"topic":"user:ann","epoch":%q,"offset":%d}]`, first.Epoch, first.Offset))
	if len(got.Topics) != 1 || got.Topics[0].Recovered == nil || !*got.Topics[0].Recovered {
		t.Fatalf("resumed on the other node as %+v", got.Topics)
	}
	for want := uint64(2); want <= 4; want++ {
		if at := again.told("question.generated"); at.Offset != want || at.Epoch != first.Epoch {
			t.Errorf("missed event at %+v, want offset %d", at, want)
		}
	}
	admin, _ := h.as(0, "root", "[]")
	admin.result("admin.broadcast", `{"message":"hello"}`, &made) // a state
	again.told("system.announcement")

	h.store.silent.Store(true) // the event alone tells the other node
	admin.result("admin.revoke", `{"userId":"ann"}`, &made)
	if code := again.closedWith(); code != 4003 {
		t.Errorf("closed with %d", code)
	}
}

// Without Redis a revocation comes by the store, within a second or little more.
func TestRevocationWithoutRedis(t *testing.T) {
	server := redistest.New(t)
	h := newHouse(t, server.URL(), 2)
	ann, _ := h.as(1, "ann", "[]")
	admin, _ := h.as(0, "root", "[]")
	server.Kill()
	var done any
	admin.result("admin.revoke", `{"userId":"ann"}`, &done)
	if code := ann.closedWith(); code != 4003 {
		t.Errorf("closed with %d", code)
	}
}

// Limits hold for both nodes together, and for each alone while Redis is gone.
func TestLimitsOfTwoNodes(t *testing.T) {
	server := redistest.New(t)
	h := newHouse(t, server.URL(), 2, "LIMIT_CONNS_PER_USER=3", "LIMIT_METHODS=question.taxonomy=1/h", "LIMIT_CALLS_PER_USER=0")
	var conns []*caller
	count := func(want int) {
		t.Helper()
		eventually(t, fmt.Sprint(want, " connections"), func() error {
			n, err := h.parts[0].presence.Count(t.Context(), "conns:ann")
			if err != nil || n != want {
				return fmt.Errorf("%d connections, %v", n, err)
			}
			return nil
		})
	}
	for i := range 3 {
		c, _ := h.as(i%2, "ann", "[]")
		conns = append(conns, c)
		count(i + 1)
	}
	h.as(1, "ann", "[]")
	if code := conns[0].closedWith(); code != 4009 {
		t.Errorf("the oldest connection was closed with %d", code)
	}
	count(3)

	allowed := func(c *caller) bool {
		m := c.call("question.taxonomy", `{}`)
		if m.Error != nil && m.Error.Data.Reason != "rate_limited" {
			t.Fatalf("%+v", *m.Error)
		}
		return m.Error == nil
	}
	// A node for which Redis is too slow counts its own for a second: another
	// user is tried then.
	var bob []*caller
	users := 0
	eventually(t, "1/h is one call on both nodes", func() error {
		users++
		bob = nil
		for node := range 2 {
			c, _ := h.as(node, fmt.Sprint("bob", users), "[]")
			bob = append(bob, c)
		}
		if a, b, c := allowed(bob[0]), allowed(bob[1]), allowed(bob[0]); !a || b || c {
			return fmt.Errorf("allowed on the one %v, on the other %v, on the one again %v", a, b, c)
		}
		return nil
	})
	eventually(t, "two nodes know of each other", func() error {
		if a, b := h.parts[0].census.nodes(), h.parts[1].census.nodes(); a != 2 || b != 2 {
			return fmt.Errorf("they count %d and %d", a, b)
		}
		return nil
	})
	server.Kill()
	if !allowed(bob[1]) || allowed(bob[1]) {
		t.Error("without Redis 1/h is not one call on each node")
	}
}
