package rpc_test

import (
	"context"
	"encoding/json"
	"errors"
	"sort"
	"strings"
	"testing"
	"time"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/rpc/session"
	"prepwire/rpc/system"
	"prepwire/schema"
)

// serveAll serves the methods that the tests of this package call. Those of
// coaching and recommendations stand for any: one waits, one fails, one
// answers what it was asked.
func serveAll(g *rpctest.Gateway, mux *rpc.Mux) {
	session.New(session.Config{}).Register(mux)
	s := system.New(system.Config{Version: "test", Contract: json.RawMessage(`{"openrpc":"1.3.2"}`)})
	s.Serve(late{g})
	s.Register(mux)
	rpc.Handle(mux, schema.CoachingHint, func(_ context.Context, p schema.HintParams) (schema.Hint, error) {
		return schema.Hint{QuestionID: p.QuestionID, Hint: "<&>"}, nil
	})
	rpc.Handle(mux, schema.CoachingStrategy, func(ctx context.Context, p schema.StrategyParams) (schema.Strategy, error) {
		switch p.Skill {
		case "panic":
			panic("secret of the house")
		case "error":
			return schema.Strategy{}, errors.New("secret of the house")
		case "wait":
			<-ctx.Done()
			return schema.Strategy{}, ctx.Err()
		}
		return schema.Strategy{Strategy: string(p.Skill), Steps: []string{}, Pitfalls: []string{}}, nil
	})
	rpc.Handle(mux, schema.RecommendationsUnsubscribe, func(context.Context, schema.Empty) (schema.Empty, error) { return schema.Empty{}, nil })
}

// late is the gateway's server, which is made after the services.
type late struct{ *rpctest.Gateway }

func (l late) Counts() rpc.Counts           { return l.Server.Counts() }
func (l late) Started() time.Time           { return l.Server.Started() }
func (l late) Revoke(r auth.Revocation) int { return l.Server.Revoke(r) }

func (l late) Broadcast(ctx context.Context, a schema.Announcement) error {
	return l.Server.Broadcast(ctx, a)
}

func TestConversations(t *testing.T) {
	rpctest.Conversations(t, "testdata", func(t *testing.T) *rpctest.Gateway { return rpctest.Start(t, serveAll) })
}

func TestConformanceKeepsSecrets(t *testing.T) {
	g := rpctest.Start(t, serveAll)
	c := g.As(t, "alice")
	for _, skill := range []string{"panic", "error"} {
		r := c.Call("coaching.strategy", map[string]string{"skill": skill})
		if r.Error == nil || strings.Contains(r.Error.Message, "secret") || r.Error.Data.Ref == "" {
			t.Fatalf("%s: %+v", skill, r.Error)
		}
		if log := g.Log.String(); !strings.Contains(log, r.Error.Data.Ref) || !strings.Contains(log, "secret of the house") {
			t.Errorf("%s: the log does not tell ref and cause", skill)
		}
	}
}

// Row 22: the example of the specification, with our methods.
func TestMixedBatch(t *testing.T) {
	c := rpctest.Start(t, serveAll).As(t, "alice")
	c.Send(`[{"jsonrpc":"2.0","method":"coaching.hint","params":["q"],"id":"1"},
		{"jsonrpc":"2.0","method":"system.ping","params":[]},
		{"jsonrpc":"2.0","method":"coaching.hint","params":["r"],"id":"2"},
		{"foo":"boo"},
		{"jsonrpc":"2.0","method":"foo.get","params":{"name":"myself"},"id":"5"},
		{"jsonrpc":"2.0","method":"coaching.strategy","params":["",""],"id":"9"}]`)
	var replies []struct {
		ID    any
		Error *struct{ Code int }
	}
	if err := json.Unmarshal(c.Receive(), &replies); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range replies {
		line := "null"
		if r.ID != nil {
			line = r.ID.(string)
		}
		if r.Error != nil {
			b, _ := json.Marshal(r.Error.Code)
			line += " " + string(b)
		}
		got = append(got, line)
	}
	sort.Strings(got)
	if s := strings.Join(got, ","); s != "1,2,5 -32601,9 -32602,null -32600" {
		t.Errorf("replies: %s", s)
	}
}

// Row 25: 101 messages are one error; 100 are served.
func TestBatchLimit(t *testing.T) {
	c := rpctest.Start(t, serveAll).As(t, "alice")
	item := `{"jsonrpc":"2.0","method":"coaching.hint","params":["q"],"id":1}`
	c.Send("[" + strings.Repeat(item+",", 100) + item + "]")
	var one rpctest.Reply
	if err := json.Unmarshal(c.Receive(), &one); err != nil || one.Error == nil || one.Error.Data.Reason != schema.BatchTooLarge {
		t.Fatalf("%v %+v", err, one)
	}
	c.Send("[" + strings.Repeat(item+",", 99) + item + "]")
	var all []rpctest.Reply
	if err := json.Unmarshal(c.Receive(), &all); err != nil || len(all) != 100 {
		t.Fatalf("%d replies, %v", len(all), err)
	}
}

// Row 28: codes are those of the specification, -32800, or server errors.
func TestCodesAreInTheirRanges(t *testing.T) {
	for _, r := range schema.Reasons() {
		switch c := r.Code; {
		case c == -32700, c >= -32603 && c <= -32600, c == -32800:
		case c >= -32099 && c <= -32000:
		default:
			t.Errorf("%s has code %d", r.Reason, c)
		}
	}
}

// Row 30: one byte over the limit closes with 1009; so does more than 16 KiB
// before authentication.
func TestFrameLimit(t *testing.T) {
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Limits.Frame = 100_000 })
	fits := `{"jsonrpc":"2.0","method":"coaching.hint","params":["q"],"id":1` + strings.Repeat(" ", 100_000)
	c := g.As(t, "alice")
	c.Send(fits[:99_999] + "}")
	if r := c.Receive(); !strings.Contains(string(r), `"result"`) {
		t.Fatalf("%s", r)
	}
	c.Send(fits[:100_000] + "}")
	if code := c.Closed(); code != 1009 {
		t.Errorf("closed with %d", code)
	}
	stranger := g.Dial(t, nil)
	stranger.Send(fits[:16<<10] + "}")
	if code := stranger.Closed(); code != 1009 {
		t.Errorf("stranger closed with %d", code)
	}
}

// Row 31: 20,000 brackets.
func TestTooDeep(t *testing.T) {
	c := rpctest.Start(t, serveAll).As(t, "alice")
	c.Send(strings.Repeat("[", 20_000))
	var r rpctest.Reply
	if err := json.Unmarshal(c.Receive(), &r); err != nil || r.Error == nil || r.Error.Data.Reason != schema.TooDeep || string(r.ID) != "null" {
		t.Fatalf("%v %+v", err, r)
	}
}
