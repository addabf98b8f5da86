package extension_test

import (
	"context"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"prepwire/rpc"
	"prepwire/rpc/extension"
	"prepwire/rpc/question"
	"prepwire/rpc/question/itembank"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// model finds a question in the first picture and none afterwards.
type model struct{ asked atomic.Int64 }

func (*model) Name() string { return "script-1" }

func (m *model) Write(_ context.Context, _ question.ModelRequest, on func(question.ModelEvent)) (string, error) {
	text := `{"found":"question","stem":"If 2x = 8, what is x?","options":[],"subject":"math","skill":"ALG1","difficulty":"easy","strategy":"Undo it.","steps":["Halve."],"pitfalls":[]}`
	if m.asked.Add(1) > 1 {
		text = `{"found":"none","stem":"","options":[],"subject":"","skill":"","difficulty":"easy","strategy":"","steps":[""],"pitfalls":[]}`
	}
	on(question.ModelEvent{Kind: question.ModelText, Text: text})
	return text, nil
}

// serve starts a gateway with a store of its own.
func serve(t *testing.T) *rpctest.Gateway {
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
	return rpctest.Start(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
		rpc.Handle(mux, schema.SystemPing, func(context.Context, schema.Empty) (schema.Pong, error) { return schema.Pong{}, nil })
		questions := question.New(question.Config{Store: db, Bus: g.Bus, Bank: itembank.New(), Model: &model{}})
		extension.New(extension.Config{Analyze: questions.Analyze, Store: db, Bus: g.Bus}).Register(mux)
	}, func(o *rpc.Options) {
		o.Engaged = func(_ context.Context, user string) (bool, error) { return user == "carla", nil }
	})
}

func TestConversations(t *testing.T) { rpctest.Conversations(t, "testdata", serve) }
