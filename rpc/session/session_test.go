package session_test

import (
	"testing"

	"go.uber.org/goleak"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/rpc/session"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConversations(t *testing.T) {
	rpctest.Conversations(t, "testdata", func(t *testing.T) *rpctest.Gateway {
		g := rpctest.Start(t, func(_ *rpctest.Gateway, mux *rpc.Mux) { session.New().Register(mux) })
		g.Server.Topics("user", session.UserTopics{})
		return g
	})
}
