package rpc_test

import (
	"context"
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/rpc/session"
	"prepwire/schema"
)

// Which reports get through, and when: those that say something new, at once
// or 100 ms after the one before, the newest of several, none after the reply.
func TestWhichReportsAreSent(t *testing.T) {
	type report struct {
		at    int // ms
		value float64
		text  string
	}
	synctest.Test(t, func(t *testing.T) {
		given := []report{
			{0, 0, ""},                                               // at once
			{10, 1, "a"}, {20, 2, "b"}, {30, 1.5, "x"}, {40, 2, "b"}, // 2 b is held; one falls, one repeats
			{250, 2, "b"},                // repeats
			{260, 2, "c"},                // new text, at once
			{600, 5, "d"}, {640, 6, "e"}, // e is held
			{699, 7, "f"}, // instead of e
			{750, 8, "g"}, // held when the reply comes
		}
		want := []report{{0, 0, ""}, {100, 2, "b"}, {260, 2, "c"}, {600, 5, "d"}, {700, 7, "f"}}
		g := rpctest.StartInMemory(t, func(_ *rpctest.Gateway, mux *rpc.Mux) {
			session.New(session.Config{}).Register(mux)
			rpc.Handle(mux, schema.CoachingStrategy, func(ctx context.Context, _ schema.StrategyParams) (schema.Strategy, error) {
				call, _ := rpc.FromContext(ctx)
				began := time.Now()
				for _, r := range given {
					time.Sleep(time.Duration(r.at)*time.Millisecond - time.Since(began))
					call.Progress(schema.Progress{Progress: r.value, Stage: "s", Text: r.text})
				}
				return schema.Strategy{}, nil
			})
		})
		c := g.As(t, "alice")
		c.Must("session.resume", "{}", nil)
		e := listen(t, c)
		began := time.Now()
		c.Send(`{"jsonrpc":"2.0","method":"coaching.strategy","params":{"skill":"x","_meta":{"progressToken":"p"}},"id":1}`)
		var got []report
		for {
			var m struct {
				ID     any
				Params struct {
					Progress float64
					Text     string
				}
			}
			if err := json.Unmarshal(<-e.frames, &m); err != nil {
				t.Fatal(err)
			}
			if m.ID != nil {
				break
			}
			got = append(got, report{int(time.Since(began).Milliseconds()), m.Params.Progress, m.Params.Text})
		}
		if len(got) != len(want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("got %v, want %v", got[i], want[i])
			}
		}
		time.Sleep(time.Second)
		e.silent(t)
	})
}
