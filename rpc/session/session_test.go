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

// ground is what nodes share.
func ground(t *testing.T) session.Config {
	t.Helper()
	bus := memory.NewBus(memory.Options{})
	t.Cleanup(bus.Close)
	return session.Config{Store: openStore(t), Bus: bus, Presence: memory.NewPresence(memory.Options{})}
}

// serve starts a node with the whole service.
func serve(t *testing.T, c session.Config) *rpctest.Gateway {
	t.Helper()
	s := session.New(c)
	t.Cleanup(s.Close) // after the gateway
	g := rpctest.Start(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
		s.Register(mux)
		rpc.Handle(mux, schema.SystemPing, func(context.Context, schema.Empty) (schema.Pong, error) { return schema.Pong{}, nil })
	}, func(o *rpc.Options) { o.Bus, o.Heartbeat = c.Bus, 0 }) // clients are told of the heartbeat that gateways have by themselves
	g.Server.Topics("user", s.UserTopics())
	s.Start()
	return g
}

func TestConversations(t *testing.T) {
	rpctest.Conversations(t, "testdata", func(t *testing.T) *rpctest.Gateway { return serve(t, ground(t)) })
}
