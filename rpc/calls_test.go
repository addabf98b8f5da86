package rpc_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/rpc/session"
	"prepwire/schema"
)

// stage is a handler whose calls a test watches and ends one by one. It stands
// in for coaching.strategy; the skill names the call.
type stage struct {
	began chan string
	mu    sync.Mutex
	ends  map[string]chan struct{}
}

func newStage() *stage {
	return &stage{began: make(chan string, 1000), ends: map[string]chan struct{}{}}
}

func (s *stage) end(name string) chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ends[name] == nil {
		s.ends[name] = make(chan struct{})
	}
	return s.ends[name]
}

func (s *stage) register(_ *rpctest.Gateway, mux *rpc.Mux) {
	session.New(session.Config{}).Register(mux)
	rpc.Handle(mux, schema.CoachingStrategy, func(ctx context.Context, p schema.StrategyParams) (schema.Strategy, error) {
		name := string(p.Skill)
		s.began <- name
		if strings.HasPrefix(name, "deaf") {
			<-s.end(name)
		} else {
			select {
			case <-s.end(name):
			case <-ctx.Done():
				return schema.Strategy{}, ctx.Err()
			}
		}
		return schema.Strategy{Strategy: name, Steps: []string{}, Pitfalls: []string{}}, nil
	})
	rpc.Handle(mux, schema.CoachingHint, func(_ context.Context, p schema.HintParams) (schema.Hint, error) {
		return schema.Hint{QuestionID: p.QuestionID}, nil
	})
}

// strategy is a call of the stage.
func strategy(name, id string) string {
	return `{"jsonrpc":"2.0","method":"coaching.strategy","params":{"skill":"` + name + `"},"id":` + id + `}`
}

const hintCall = `{"jsonrpc":"2.0","method":"coaching.hint","params":["q"],"id":"hint"}`

// replies reads n replies and returns "id" or "id reason" of each, in order.
func replies(t *testing.T, c *rpctest.Client, n int) []string {
	t.Helper()
	var out []string
	for len(out) < n {
		data := c.Receive()
		var list []rpctest.Reply
		if data[0] != '[' {
			data = slices.Concat([]byte("["), data, []byte("]"))
		}
		if err := json.Unmarshal(data, &list); err != nil {
			t.Fatalf("%v in %s", err, data)
		}
		for _, r := range list {
			if r.Method != "" {
				continue // a notification
			}
			out = append(out, strings.TrimSpace(string(r.ID)+" "+string(reason(r))))
		}
	}
	return out
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCallsBeyondTheCapsWaitInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const inFlight, waiting = 64, 256 // the defaults
		s := newStage()
		c := rpctest.StartInMemory(t, s.register).As(t, "alice")
		total := inFlight + waiting
		for i := range total + 3 {
			c.Send(strategy(fmt.Sprint(i), fmt.Sprint(i)))
		}
		for range 3 {
			var r rpctest.Reply
			if err := json.Unmarshal(c.Receive(), &r); err != nil {
				t.Fatal(err)
			}
			if reason(r) != schema.TooManyCalls || r.Error.Code != -32005 || r.Error.Data.Scope != "LIMIT_WAITING" || r.Error.Data.RetryAfterMs < 1 {
				t.Fatalf("%s: %+v", r.ID, r.Error)
			}
		}
		begun := map[string]bool{}
		for range inFlight {
			begun[<-s.began] = true
		}
		for i := range total {
			if !begun[fmt.Sprint(i)] {
				t.Fatalf("%d has not begun", i)
			}
			close(s.end(fmt.Sprint(i)))
			want(t, replies(t, c, 1), fmt.Sprint(i))
			if next := i + inFlight; next < total {
				if name := <-s.began; name != fmt.Sprint(next) {
					t.Fatalf("after %d came %s, want %d", i, name, next)
				}
				begun[fmt.Sprint(next)] = true
			}
		}
		if len(s.began) > 0 {
			t.Errorf("%s has begun", <-s.began)
		}
	})
}

func TestCallsRunConcurrently(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		c := rpctest.StartInMemory(t, s.register).As(t, "alice")
		c.Send("[" + strategy("a", "1") + "," + strategy("b", "2") + "]")
		c.Send(strategy("c", "3"))
		c.Send(hintCall)
		want(t, replies(t, c, 1), `"hint"`)
		for range 3 {
			<-s.began
		}
		close(s.end("c"))
		want(t, replies(t, c, 1), "3")
		close(s.end("b"))
		close(s.end("a"))
		want(t, replies(t, c, 2), "1", "2")
	})
}

// Later messages, and later items of a batch, wait for a barrier.
func TestBarriers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		begun, done := make(chan struct{}), make(chan struct{})
		g := rpctest.StartInMemory(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
			s.register(g, mux)
			rpc.Handle(mux, schema.ContestLeave, func(context.Context, schema.ContestRef) (schema.Empty, error) {
				begun <- struct{}{}
				<-done
				return schema.Empty{}, nil
			})
		})
		c := g.Dial(t, nil)
		authenticate := func(id string) string {
			return `{"jsonrpc":"2.0","method":"session.authenticate","params":{"token":"` + g.Token(t, "alice", 0) + `"},"id":` + id + `}`
		}
		c.Send("[" + hintCall + "," + authenticate("1") + "," + hintCall + "]")
		want(t, replies(t, c, 3), `"hint" token_missing`, "1", `"hint"`)

		d := g.Dial(t, nil)
		d.Send(authenticate("1"))
		d.Send(hintCall) // without waiting for the answer
		want(t, replies(t, d, 2), "1", `"hint"`)

		leave := `{"jsonrpc":"2.0","method":"contest.leave","params":["x"],"id":5}`
		c.Send(strategy("before", "4"))
		<-s.began
		c.Send("[" + leave + "," + strategy("after", "6") + "]")
		c.Send(hintCall)
		<-begun
		close(s.end("before")) // a call from before the barrier goes on
		want(t, replies(t, c, 1), "4")
		if len(s.began) > 0 {
			t.Errorf("%s began beside the barrier", <-s.began)
		}
		close(done)
		if name := <-s.began; name != "after" {
			t.Error(name)
		}
		want(t, replies(t, c, 1), `"hint"`)
		close(s.end("after"))
		want(t, replies(t, c, 2), "5", "6")
	})
}

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		c := rpctest.StartInMemory(t, s.register, func(o *rpc.Options) { o.Limits.InFlight = 4 }).As(t, "alice")
		cancel := func(params string) { c.Send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":` + params + `}`) }
		c.Send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1},"id":"no notification"}`)
		want(t, replies(t, c, 1), `"no notification" method_not_found`)
		for _, id := range []string{"1", `"1"`, "null", `"deaf"`} {
			c.Send(strategy(strings.Trim(id, `"`)+"x", id))
			<-s.began
		}
		c.Send(strategy("waits", "5"))
		c.Send("[" + strategy("waits too", "6") + "," + hintCall + "]")

		// What names no call is passed over.
		for _, params := range []string{`{"id":99}`, `[]`, `{}`, `{"ID":1}`, `["x"]`, `[1.0]`, `{"id":{"a":[1]}}`, `[[1]]`, `{"id":true}`} {
			cancel(params)
		}
		c.Send(`{"jsonrpc":"2.0","method":"$/cancelRequest"}`)

		cancel(`{"id":5}`) // waiting
		want(t, replies(t, c, 1), "5 cancelled")
		cancel(`[1]`) // running, by position
		want(t, replies(t, c, 1), "1 cancelled")
		cancel(`{"id":"1"}`)
		want(t, replies(t, c, 1), `"1" cancelled`)
		cancel(`{"id":null}`)
		want(t, replies(t, c, 1), `null cancelled`)
		cancel(`{"id":6}`) // an item of a batch
		want(t, replies(t, c, 2), "6 cancelled", `"hint"`)
		cancel(`{"id":1}`) // over already

		// A handler that does not listen: still one reply.
		cancel(`{"id":"deaf"}`)
		cancel(`{"id":"deaf"}`)
		close(s.end("deafx"))
		want(t, replies(t, c, 1), `"deaf"`)

		// A cancel in the same batch comes after the call it names, and is not answered.
		c.Send("[" + strategy("batched", "7") + `,{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":7}}]`)
		want(t, replies(t, c, 1), "7 cancelled")
		c.Send(hintCall)
		want(t, replies(t, c, 1), `"hint"`)
	})
}

func TestDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := rpctest.StartInMemory(t, func(_ *rpctest.Gateway, mux *rpc.Mux) {
			session.New(session.Config{}).Register(mux)
			rpc.Handle(mux, schema.AnalyticsGet, func(ctx context.Context, _ schema.AnalyticsParams) (schema.Analytics, error) {
				<-ctx.Done()
				return schema.Analytics{}, ctx.Err()
			})
		}).As(t, "alice")
		start := time.Now()
		r := c.Call("analytics.get", `{}`)
		if r.Error == nil || r.Error.Code != -32007 || reason(r) != schema.DeadlineExceeded || !r.Error.Data.Retryable {
			t.Errorf("%+v", r)
		}
		if took := time.Since(start); took != schema.DefaultTimeout {
			t.Errorf("answered after %v", took)
		}
	})
}

func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var leak func()
		g := rpctest.StartInMemory(t, func(_ *rpctest.Gateway, mux *rpc.Mux) {
			rpc.Handle(mux, schema.CoachingStrategy, func(ctx context.Context, _ schema.StrategyParams) (schema.Strategy, error) {
				call, _ := rpc.FromContext(ctx)
				for i := range 500 {
					value := float64(i)
					if i%7 == 3 {
						value -= 20 // a report that falls is left out
					}
					call.Progress(schema.Progress{Progress: value, Total: 500, Stage: "working", Text: strings.Repeat("x", i)})
					time.Sleep(10 * time.Millisecond)
				}
				leak = func() { call.Progress(schema.Progress{Progress: 1000}) }
				return schema.Strategy{}, nil
			})
		})
		c := g.As(t, "alice")
		e := listen(t, c)
		ask := func(meta string) {
			c.Send(`{"jsonrpc":"2.0","method":"coaching.strategy","params":{"skill":"x"` + meta + `},"id":1}`)
		}
		ask(`,"_meta":{"progressToken":"p"}`)
		if r := e.next(t); string(r.ID) != "1" {
			t.Fatalf("before the first reply came %+v", r)
		}
		leak()
		ask(`,"_meta":{"progressToken":7}`)
		last, lastText, lastAt, n := -1.0, -1, time.Time{}, 0
		for {
			data := <-e.frames
			var m struct {
				Method string
				ID     any
				Params struct {
					Token    json.Number
					Progress float64
					Text     string
				}
			}
			if err := json.Unmarshal(data, &m); err != nil {
				t.Fatal(err)
			}
			if m.ID != nil {
				break
			}
			now := time.Now()
			if m.Method != "$/progress" || m.Params.Token != "7" || m.Params.Progress <= last || len(m.Params.Text) <= lastText || now.Sub(lastAt) < 100*time.Millisecond {
				t.Fatalf("%s after %v, %v before", data, now.Sub(lastAt), last)
			}
			last, lastText, lastAt = m.Params.Progress, len(m.Params.Text), now
			n++
		}
		if n < 30 || n > 51 {
			t.Errorf("%d reports in 5 s", n)
		}
		leak()
		ask("") // nobody asked
		if r := e.next(t); string(r.ID) != "1" {
			t.Fatalf("%+v", r)
		}
		synctest.Wait()
		e.silent(t)
	})
}

func TestIdempotencyIDs(t *testing.T) {
	type made struct{ id, second, digest string }
	var mu sync.Mutex
	var last made
	note := func(ctx context.Context) {
		call, _ := rpc.FromContext(ctx)
		id, digest := call.IdempotencyID(0)
		second, _ := call.IdempotencyID(1)
		mu.Lock()
		last = made{string(id), string(second), digest}
		mu.Unlock()
	}
	g := rpctest.Start(t, func(_ *rpctest.Gateway, mux *rpc.Mux) {
		rpc.Handle(mux, schema.SessionStart, func(ctx context.Context, _ schema.SessionStartParams) (schema.Session, error) {
			note(ctx)
			return schema.Session{}, nil
		})
		rpc.Handle(mux, schema.ContestRegister, func(ctx context.Context, _ schema.ContestRegisterParams) (schema.Registration, error) {
			note(ctx)
			return schema.Registration{}, nil
		})
		rpc.Handle(mux, schema.SessionGet, func(ctx context.Context, _ schema.SessionRef) (schema.Session, error) {
			note(ctx)
			return schema.Session{}, nil
		})
	})
	alice, bob := g.As(t, "alice"), g.As(t, "bob")
	ids := func(c *rpctest.Client, method, params string) made {
		t.Helper()
		c.Must(method, params, nil)
		mu.Lock()
		defer mu.Unlock()
		return last
	}
	first := ids(alice, "session.start", `{"kind":"mock","goals":["a","b"],"_meta":{"idempotencyKey":"k"}}`)
	if again := ids(g.As(t, "alice"), "session.start", `{ "_meta":{"idempotencyKey":"\u006b","progressToken":1}, "goals":["a","b"],"kind":"mock"}`); again != first {
		t.Errorf("the same call elsewhere, written otherwise: %+v, %+v", first, again)
	}
	if len(first.id) > 64 || first.id == first.second || first.digest == "" {
		t.Errorf("%+v", first)
	}
	changed := ids(alice, "session.start", `{"kind":"mock","goals":["a"],"_meta":{"idempotencyKey":"k"}}`)
	if changed.id != first.id || changed.digest == first.digest {
		t.Errorf("other params: %+v, %+v", first, changed)
	}
	for name, other := range map[string]made{
		"another key":    ids(alice, "session.start", `{"kind":"mock","goals":["a","b"],"_meta":{"idempotencyKey":"kk"}}`),
		"another user":   ids(bob, "session.start", `{"kind":"mock","goals":["a","b"],"_meta":{"idempotencyKey":"k"}}`),
		"another method": ids(alice, "contest.register", `{"contestId":"c","_meta":{"idempotencyKey":"k"}}`),
		"no key":         ids(alice, "session.start", `{"kind":"mock","goals":["a","b"]}`),
		"not marked (i)": ids(alice, "session.get", `{"_meta":{"idempotencyKey":"k"}}`),
	} {
		if other.id == first.id {
			t.Errorf("%s has the same id", name)
		}
	}
	if one, two := ids(alice, "session.get", `{"_meta":{"idempotencyKey":"k"}}`), ids(alice, "session.get", `{"_meta":{"idempotencyKey":"k"}}`); one.id == two.id || one.digest != "" {
		t.Errorf("not marked (i): %+v, %+v", one, two)
	}
}
