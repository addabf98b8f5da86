package question_test

import (
	"testing"

	"prepwire/rpc/rpctest"
)

func TestConversations(t *testing.T) {
	rpctest.Conversations(t, "testdata", func(t *testing.T) *rpctest.Gateway { return open(t, nil).Gateway })
}
