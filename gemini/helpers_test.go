package gemini_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

// patience bounds every wait of these tests; none should come near it.
const patience = 2 * time.Minute

// nobody is an address where nobody listens, nor will: no free port is the lowest.
const nobody = "127.0.0.1:1"

// secret makes a key's text at run time, so that none stands in the source.
func secret(letter string) string { return "AIza" + strings.Repeat(letter, 35) }

func mustKeys(tb testing.TB, list string) []gemini.Key {
	tb.Helper()
	keys, err := gemini.ParseKeys(list)
	if err != nil {
		tb.Fatal(err)
	}
	return keys
}

// newClient returns a client of the server that tries nothing twice; change may
// adjust its options.
func newClient(tb testing.TB, server *geminitest.Server, change func(*gemini.Options)) *gemini.Client {
	tb.Helper()
	opts := gemini.Options{BaseURL: server.URL(), Model: "gemini-test", Keys: mustKeys(tb, secret("a")), MaxAttempts: 1}
	if change != nil {
		change(&opts)
	}
	client, err := gemini.New(opts)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := client.Close(); err != nil {
			tb.Error(err)
		}
	})
	return client
}

func ask(text string) gemini.Request {
	return gemini.Request{Task: "test", Parts: []gemini.Part{{Text: text}}}
}

func within(tb testing.TB) context.Context {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	tb.Cleanup(cancel)
	return ctx
}

// An exchange is one of the two ways to call.
type exchange struct {
	name string
	call func(context.Context, *gemini.Client, gemini.Request) (gemini.Result, error)
}

var unary = exchange{"generate", func(ctx context.Context, c *gemini.Client, r gemini.Request) (gemini.Result, error) {
	return c.Generate(ctx, r)
}}

var streamed = exchange{"stream", func(ctx context.Context, c *gemini.Client, r gemini.Request) (gemini.Result, error) {
	return c.Stream(ctx, r, func(gemini.Event) error { return nil })
}}

var bothWays = []exchange{unary, streamed}

// mustFail returns the *gemini.Error of a call that has to fail with the class.
func mustFail(tb testing.TB, err error, want gemini.Class) *gemini.Error {
	tb.Helper()
	var e *gemini.Error
	if !errors.As(err, &e) {
		tb.Fatalf("got %v, want a *gemini.Error of class %v", err, want)
	}
	if e.Class != want {
		tb.Fatalf("class %v, want %v: %v", e.Class, want, err)
	}
	return e
}

// isClosed says whether the channel is closed by now.
func isClosed(ch <-chan struct{}) bool {
	select {
	case <-ch:
		return true
	default:
		return false
	}
}

// closed returns the channel's closing within the tests' patience.
func closed(tb testing.TB, ch <-chan struct{}, what string) {
	tb.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-ch:
	case <-timer.C:
		tb.Fatalf("waited in vain: %s", what)
	}
}
