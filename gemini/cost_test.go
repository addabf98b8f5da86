package gemini_test

import (
	"context"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

// Ten thousand streams, each ended by its caller somewhere: in line, before the
// answer, in the answer. Nothing stays behind.
func TestCancelledStreamsLeaveNothing(t *testing.T) {
	const streams, atOnce = 10_000, 100
	server := geminitest.New(t)
	var mu sync.Mutex
	cancels := map[string]context.CancelFunc{}
	where := map[string]int{}
	server.Handle(func(c *geminitest.Call) geminitest.Reply {
		mu.Lock()
		cancel := cancels[c.Body.Contents[0].Parts[0].Text]
		mu.Unlock()
		if c.N%2 == 0 {
			return then("["+one+",", stall)
		}
		return func(x *geminitest.Exchange) {
			if cancel != nil { // else it has gone already
				cancel()
			}
			stall(x)
		}
	})
	client := newClient(t, server, func(o *gemini.Options) {
		o.Keys, o.MaxAttempts, o.MaxWait = mustKeys(t, keyList("a b")), 4, time.Hour
		o.Limits.Concurrency = atOnce / 4
	})
	before := runtime.NumGoroutine()
	var work sync.WaitGroup
	places := make(chan struct{}, atOnce)
	for i := range streams {
		places <- struct{}{}
		work.Go(func() {
			defer func() { <-places }()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			name := strconv.Itoa(i)
			mu.Lock()
			cancels[name] = cancel
			mu.Unlock()
			at := "before the answer"
			_, err := client.Stream(ctx, ask(name), func(e gemini.Event) error {
				switch {
				case e.Kind == gemini.EventQueued && i%5 == 0:
					at = "in line"
					cancel()
				case e.Kind == gemini.EventStarted && i%3 == 0:
					at = "on the way"
					go cancel()
				case e.Kind == gemini.EventDelta:
					at = "in the answer"
					cancel()
				}
				return nil
			})
			if gemini.ClassOf(err) != gemini.ClassCanceled {
				t.Errorf("stream %d: %v", i, err)
			}
			mu.Lock()
			where[at]++
			delete(cancels, name)
			mu.Unlock()
		})
	}
	work.Wait()
	s := client.Stats()
	if s.Waiting != 0 {
		t.Errorf("%d wait", s.Waiting)
	}
	for _, b := range s.Buckets {
		if b.InFlight != 0 {
			t.Errorf("%+v", b)
		}
	}
	for _, at := range []string{"in line", "on the way", "before the answer", "in the answer"} {
		if where[at] < streams/100 {
			t.Errorf("only %d streams ended %s", where[at], at)
		}
	}
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "connections to close", func() bool { return server.Connections() == 0 && server.Serving() == 0 })
	eventually(t, "goroutines to end", func() bool { return runtime.NumGoroutine() <= before })
}

// eventually waits for something that comes without a signal.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	end := time.After(patience)
	for !done() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
