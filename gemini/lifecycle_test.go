package gemini_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

// Cancelling ends the call at once, and the server sees the connection close.
func TestCancel(t *testing.T) {
	for _, way := range bothWays {
		for _, where := range []string{"before the headers", "in the answer"} {
			t.Run(way.name+"/"+where, func(t *testing.T) {
				t.Parallel()
				server := geminitest.New(t)
				arrived, gone := make(chan struct{}), make(chan struct{})
				server.Script(func(x *geminitest.Exchange) {
					if where == "in the answer" {
						x.Head(200, jsonType)
						x.Write("[")
					}
					close(arrived)
					<-x.Gone()
					close(gone)
				})
				client := newClient(t, server, nil)
				ctx, cancel := context.WithCancel(within(t))
				done := make(chan error, 1)
				go func() {
					_, err := way.call(ctx, client, ask("hi"))
					done <- err
				}()
				closed(t, arrived, "the call to arrive")
				cancel()
				err := <-done
				mustFail(t, err, gemini.ClassCanceled)
				if !errors.Is(err, context.Canceled) {
					t.Errorf("%v should be context.Canceled", err)
				}
				closed(t, gone, "the server to see the client go")
			})
		}
	}
}

// A dueContext is one whose deadline passes when the test says so.
type dueContext struct {
	context.Context
	due chan struct{}
}

func (c *dueContext) Done() <-chan struct{} { return c.due }

func (c *dueContext) Err() error {
	select {
	case <-c.due:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// The caller's deadline is told apart from the client's own limits.
func TestDeadline(t *testing.T) {
	for _, way := range bothWays {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			server := geminitest.New(t)
			ctx := &dueContext{Context: within(t), due: make(chan struct{})}
			server.Script(func(x *geminitest.Exchange) {
				close(ctx.due)
				x.Await(nil)
			})
			_, err := way.call(ctx, newClient(t, server, nil), ask("hi"))
			mustFail(t, err, gemini.ClassDeadline)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v should be context.DeadlineExceeded", err)
			}
		})
	}
}

// A context that has ended sends nothing.
func TestEndedContextSendsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	server := geminitest.New(t)
	client := newClient(t, server, nil)
	for _, way := range bothWays {
		_, err := way.call(ctx, client, ask("hi"))
		mustFail(t, err, gemini.ClassCanceled)
	}
	if n := len(server.Calls()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// An error of the event function ends the call, comes back as it is, and frees
// the connection.
func TestEventFunctionRefuses(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	gone := make(chan struct{})
	server.Script(then("["+chunk{Text: "one"}.JSON(), func(x *geminitest.Exchange) {
		<-x.Gone()
		close(gone)
	}))
	enough := errors.New("enough")
	var seen gemini.Attempt
	client := newClient(t, server, func(o *gemini.Options) { o.Observe = func(a gemini.Attempt) { seen = a } })
	got, err := client.Stream(within(t), ask("hi"), func(e gemini.Event) error {
		if e.Kind == gemini.EventDelta {
			return enough
		}
		return nil
	})
	if err != enough || got.Text != "one" || seen.Class != gemini.ClassCanceled {
		t.Errorf("got %q, %v, observed %v", got.Text, err, seen.Class)
	}
	closed(t, gone, "the server to see the client go")
}

// Without an event function a stream is still a stream.
func TestStreamWithoutEventFunction(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	server.Script(geminitest.Chunks(chunk{Text: "one"}, chunk{Text: "two", Finish: 1}))
	got, err := newClient(t, server, nil).Stream(within(t), ask("hi"), nil)
	if err != nil || got.Text != "onetwo" || !server.Calls()[0].Stream {
		t.Errorf("got %q, %v", got.Text, err)
	}
}

// A function that refuses the start keeps the request from being sent.
func TestEventFunctionRefusesTheStart(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	no := errors.New("no")
	_, err := newClient(t, server, nil).Stream(within(t), ask("hi"), func(gemini.Event) error { return no })
	if err != no || len(server.Calls()) != 0 {
		t.Errorf("got %v after %d requests", err, len(server.Calls()))
	}
}

// A panic of the event function is the caller's own; the client stays usable.
func TestEventFunctionPanics(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	server.Script(geminitest.Text("a"), geminitest.Text("b"))
	client := newClient(t, server, nil)
	func() {
		defer func() {
			if p := recover(); p != "mine" {
				t.Errorf("recovered %v", p)
			}
		}()
		_, err := client.Stream(within(t), ask("hi"), func(e gemini.Event) error {
			if e.Kind == gemini.EventDelta {
				panic("mine")
			}
			return nil
		})
		t.Errorf("returned %v", err)
	}()
	if got, err := client.Generate(within(t), ask("hi")); err != nil || got.Text != "b" {
		t.Errorf("got %q, %v", got.Text, err)
	}
}

// Close ends calls that run, waits for them, and refuses more.
func TestClose(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	const n = 8
	var arrived sync.WaitGroup
	arrived.Add(n)
	server.Handle(func(*geminitest.Call) geminitest.Reply {
		arrived.Done()
		return geminitest.Stall()
	})
	client := newClient(t, server, nil)
	errs := make(chan error, n)
	for i := range n {
		go func() {
			_, err := bothWays[i%2].call(within(t), client, ask("hi"))
			errs <- err
		}()
	}
	arrived.Wait()
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	for range n {
		err := <-errs
		mustFail(t, err, gemini.ClassCanceled)
		if !errors.Is(err, gemini.ErrClosed) {
			t.Errorf("%v should be ErrClosed", err)
		}
	}
	if err := client.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	_, err := client.Generate(within(t), ask("hi"))
	if mustFail(t, err, gemini.ClassCanceled); !errors.Is(err, gemini.ErrClosed) {
		t.Errorf("%v should be ErrClosed", err)
	}
	if len(server.Calls()) != n {
		t.Error("a closed client sent a request")
	}
}

// One SDK for the process, however many clients: it leaves goroutines behind that
// nothing ends. Should a newer version leave more or fewer, look at sharedSDK.
func TestOneSDK(t *testing.T) {
	for range 5 {
		client, err := gemini.New(gemini.Options{Keys: mustKeys(t, secret("a"))})
		if err != nil {
			t.Fatal(err)
		}
		if err := client.Close(); err != nil {
			t.Fatal(err)
		}
	}
	stacks := make([]byte, 4<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	if n := strings.Count(string(stacks), "created by google.golang.org/grpc/internal/grpcsync.NewCallbackSerializer"); n != 3 {
		t.Errorf("%d goroutines of the SDK, want 3", n)
	}
}

// A connection the server closed while idle is replaced, not reported.
func TestIdleConnectionClosed(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	server.Handle(func(*geminitest.Call) geminitest.Reply { return geminitest.Text("a") })
	client := newClient(t, server, nil)
	for range 3 {
		if _, err := client.Generate(within(t), ask("hi")); err != nil {
			t.Fatal(err)
		}
		server.CloseConnections()
	}
}

// A dead key is replaced by the next within the call, and left alone afterwards.
func TestNextKey(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	server.Handle(func(c *geminitest.Call) geminitest.Reply {
		if c.Key == secret("b") {
			return geminitest.Text("b")
		}
		return geminitest.KeyInvalid()
	})
	var mu sync.Mutex
	var seen []gemini.Attempt
	client := newClient(t, server, func(o *gemini.Options) {
		o.MaxAttempts = 4
		o.Keys = mustKeys(t, secret("a")+"@red,"+secret("b")+"@blue")
		o.Observe = func(a gemini.Attempt) {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, a)
		}
	})
	for i := range 3 {
		got, err := bothWays[i%2].call(within(t), client, ask("hi"))
		if err != nil || got.Text != "b" {
			t.Fatalf("call %d: %+v, %v", i, got, err)
		}
	}
	dead := slices.IndexFunc(seen, func(a gemini.Attempt) bool { return a.Project == "red" })
	if len(seen) != 4 || dead < 0 || dead > 2 {
		t.Fatalf("observed %+v", seen)
	}
	if a, next := seen[dead], seen[dead+1]; a.Class != gemini.ClassKeyDead || a.HTTP != 400 ||
		next.Class != gemini.ClassNone || next.Project != "blue" || next.Task != "test" || next.Usage.Total != 15 {
		t.Errorf("observed %+v", seen)
	}
}

// When every key is dead the call says so, and the next one does not even ask.
func TestAllKeysDead(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	server.Handle(func(*geminitest.Call) geminitest.Reply { return geminitest.Suspended() })
	client := newClient(t, server, func(o *gemini.Options) {
		o.MaxAttempts = 4
		o.Keys = mustKeys(t, secret("a")+","+secret("b"))
	})
	for range 3 {
		_, err := client.Generate(within(t), ask("hi"))
		if e := mustFail(t, err, gemini.ClassKeyDead); e.Reason != "CONSUMER_SUSPENDED" {
			t.Errorf("reason %q", e.Reason)
		}
		mustNotTell(t, err)
	}
	if n := len(server.Calls()); n != 2 {
		t.Errorf("%d requests with two dead keys", n)
	}
}

// No walk over a hundred dead keys.
func TestAttemptsAreBounded(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	server.Handle(func(*geminitest.Call) geminitest.Reply { return geminitest.KeyInvalid() })
	client := newClient(t, server, func(o *gemini.Options) {
		o.MaxAttempts = 4
		o.Keys = mustKeys(t, "one,two,three,four,five,six")
	})
	_, err := client.Generate(within(t), ask("hi"))
	if e := mustFail(t, err, gemini.ClassKeyDead); e.Attempts != 4 || len(server.Calls()) != 4 {
		t.Errorf("%d attempts, %d requests", e.Attempts, len(server.Calls()))
	}
}

// The fake server itself holds callers to the rules.
func TestFakeServerWatches(t *testing.T) {
	t.Parallel()
	server := geminitest.Start()
	defer server.Close()
	server.Script(geminitest.Text("a"))
	resp, err := http.Post(server.URL()+"/v1beta/models/m:generateContent?key=x", "application/json", strings.NewReader(`{"model":"models/n"}`))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	if broken := strings.Join(server.Broken(), "; "); strings.Count(broken, "call 1") != 3 {
		t.Errorf("noticed: %s", broken)
	}
}
