package session_test

import (
	"context"
	"testing"

	"go.uber.org/goleak"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/rpc/session"
	"prepwire/schema"
	"prepwire/store/live/memory"
	"prepwire/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func openStore(t *testing.T) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// serve starts a gateway with the whole service; edit may change what it works
// with.
func serve(t *testing.T, edit ...func(*session.Config)) *rpctest.Gateway {
	t.Helper()
	var s *session.Service
	c := session.Config{Store: openStore(t), Presence: memory.NewPresence(memory.Options{})}
	t.Cleanup(func() { s.Close() }) // after the gateway
	g := rpctest.Start(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
		c.Bus = g.Bus
		for _, f := range edit {
			f(&c)
		}
		s = session.New(c)
		s.Register(mux)
		rpc.Handle(mux, schema.SystemPing, func(context.Context, schema.Empty) (schema.Pong, error) { return schema.Pong{}, nil })
	})
	g.Server.Topics("user", s.UserTopics())
	s.Start()
	return g
}

func TestConversations(t *testing.T) {
	rpctest.Conversations(t, "testdata", func(t *testing.T) *rpctest.Gateway { return serve(t) })
}
