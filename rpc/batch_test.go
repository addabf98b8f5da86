package rpc_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

// The replies to one batch are gathered, so together they are bounded: once
// they are as long as a frame may be, the rest of the batch is not served.
func TestLongRepliesToABatch(t *testing.T) {
	const size, limit = 10_000, 100_000
	g := rpctest.Start(t, func(_ *rpctest.Gateway, mux *rpc.Mux) {
		rpc.Handle(mux, schema.CoachingHint, func(context.Context, schema.HintParams) (schema.Hint, error) {
			return schema.Hint{Hint: strings.Repeat("x", size)}, nil
		})
	}, func(o *rpc.Options) { o.Limits.Frame, o.Limits.InFlight = limit, 1 })
	c := g.As(t, "alice")
	c.Send("[" + strings.Repeat(hintCall+",", 99) + hintCall + "]")
	var all []rpctest.Reply
	if err := json.Unmarshal(c.Receive(), &all); err != nil || len(all) != 100 {
		t.Fatalf("%d replies, %v", len(all), err)
	}
	for i, r := range all {
		served := r.Error == nil
		if served != (i < limit/size) {
			t.Fatalf("call %d: %+v", i, r.Error)
		}
		if !served && (reason(r) != schema.TooManyCalls || r.Error.Data.Scope != "LIMIT_FRAME" || r.Error.Data.RetryAfterMs < 1) {
			t.Fatalf("call %d: %+v", i, r.Error)
		}
	}
	c.Send(hintCall)
	want(t, replies(t, c, 1), `"hint"`)
}

func TestNestedBatches(t *testing.T) {
	c := rpctest.Start(t, serveAll).As(t, "alice")
	c.Send(`[[` + pingCall + `],` + pingCall + `,[],[[[1]]]]`)
	want(t, replies(t, c, 4), "null invalid_request", `"p"`, "null invalid_request", "null invalid_request")
	c.Send(strings.Repeat("[", 64) + pingCall + strings.Repeat("]", 64))
	want(t, replies(t, c, 1), "null too_deep")
	c.Send(strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000))
	want(t, replies(t, c, 1), "null too_deep")
	c.Send(strings.Repeat("[", 20_000))
	want(t, replies(t, c, 1), "null too_deep")
	c.Send("[" + strings.Repeat("1,", 100) + "1]")
	want(t, replies(t, c, 1), "null batch_too_large")
}
