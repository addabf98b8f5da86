package system_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/rpc/session"
	"prepwire/rpc/system"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// late is the gateway's server, which is made after the services.
type late struct{ *rpctest.Gateway }

func (l late) Counts() rpc.Counts           { return l.Server.Counts() }
func (l late) Started() time.Time           { return l.Server.Started() }
func (l late) Revoke(r auth.Revocation) int { return l.Server.Revoke(r) }

func (l late) Broadcast(ctx context.Context, a schema.Announcement) error {
	return l.Server.Broadcast(ctx, a)
}

// open is a gateway on a store of its own. drained is closed when admin.drain is obeyed.
func open(t *testing.T) (g *rpctest.Gateway, db *sqlite.DB, drained chan struct{}) {
	db, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	drained = make(chan struct{})
	g = rpctest.Start(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
		session.New(session.Config{}).Register(mux)
		s := system.New(system.Config{
			NodeID: "node-1", Version: "1.2.3", Contract: schema.OpenRPC(), Store: db, Revocations: g.Revocations,
			Health: func(context.Context) schema.Health {
				return schema.Health{Status: "ok", Checks: map[string]string{"store": "ok"}}
			},
			AI: func() schema.AIStats {
				return schema.AIStats{Calls: map[string]int64{}, Keys: []schema.AIKeyStats{}, Quotas: []schema.AIQuotaStats{}}
			},
			Drain: func() { close(drained) },
			Log:   slog.New(slog.NewTextHandler(g.Log, nil)),
		})
		s.Serve(late{g})
		s.Register(mux)
	})
	return g, db, drained
}

func TestConversations(t *testing.T) {
	rpctest.Conversations(t, "testdata", func(t *testing.T) *rpctest.Gateway {
		g, _, _ := open(t)
		return g
	})
}

func TestDrainIsObeyedAfterTheReply(t *testing.T) {
	g, _, drained := open(t)
	c := g.As(t, "root", "admin")
	c.Must("admin.drain", `{"nodeId":"node-1"}`, nil)
	select {
	case <-drained:
	case <-time.After(rpctest.Patience):
		t.Fatal("nobody drains")
	}
}

// What is revoked is kept, so that it holds after a restart too.
func TestRevocationsAreKept(t *testing.T) {
	g, db, _ := open(t)
	root, alice := g.As(t, "root", "admin"), g.As(t, "alice")
	alice.Must("session.resume", "{}", nil)
	var done schema.Revoked
	root.Must("admin.revoke", `{"userId":"alice","reason":"lost her phone"}`, &done)
	if done.Closed != 1 {
		t.Errorf("%+v", done)
	}
	if code := alice.Closed(); code != 4003 {
		t.Errorf("closed with %d", code)
	}
	kept, err := db.Revocations(t.Context(), store.Position{}, 10)
	if err != nil || len(kept) != 1 {
		t.Fatalf("%v %+v", err, kept)
	}
	r := kept[0]
	if r.UserID != "alice" || r.JTI != "" || r.By != "root" || r.Reason != "lost her phone" || !r.At.Equal(done.RevokedAt.Time) {
		t.Errorf("%+v", r)
	}
	if log := g.Log.String(); !strings.Contains(log, `msg="tokens revoked" user=alice jti="" reason="lost her phone" by=root closed=1`) {
		t.Errorf("the log does not say who, whom and why: %s", log)
	}
	if !g.Revocations.Revoked(&auth.Identity{UserID: "alice", IssuedAt: r.At}) {
		t.Error("the verifier does not know")
	}
}
