package coaching_test

import (
	"testing"

	"prepwire/rpc/coaching"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

func TestConversations(t *testing.T) {
	rpctest.Conversations(t, "testdata", func(t *testing.T) *rpctest.Gateway { return open(t, nil).Gateway })
}

func TestConversationsWithAModel(t *testing.T) {
	rpctest.Conversations(t, "testdata/model", func(t *testing.T) *rpctest.Gateway {
		return open(t, byTask{
			coaching.TaskReply:    {turns: []turn{{text: "What undoes a subtraction?"}, {text: "Adding 3 gives 2x = 8, and half of it is 4."}}},
			coaching.TaskHint:     {turns: []turn{{text: goodHints}}},
			coaching.TaskStrategy: {turns: []turn{{text: goodWay}, {text: goodWay}, {err: &coaching.ModelError{Reason: schema.AIQuota}}}},
		}).Gateway
	})
}
