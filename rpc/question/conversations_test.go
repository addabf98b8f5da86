package question_test

import (
	"testing"

	"prepwire/rpc/rpctest"
)

func TestConversations(t *testing.T) {
	rpctest.Conversations(t, "testdata", func(t *testing.T) *rpctest.Gateway { return open(t, nil).Gateway })
}

func TestConversationsWithAModel(t *testing.T) {
	rpctest.Conversations(t, "testdata/model", func(t *testing.T) *rpctest.Gateway {
		return open(t, &script{turns: []turn{{text: told()}, {text: nothingFound}}}).Gateway
	})
}
