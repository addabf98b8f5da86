package redis_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"prepwire/store/live/redis/redistest"
)

// However many wait for a Redis that hangs, each leaves when its context ends,
// and is served again when Redis goes on.
func TestHungRedisHoldsNobody(t *testing.T) {
	server := redistest.New(t)
	o := options(t, server.URL())
	o.Patient() // else they are let go when the connection is given up
	l := open(t, o)
	eventually(t, "ping", l.Bus.Ping)
	const callers = 3000 // more than a connection has room for
	var wg sync.WaitGroup
	errs := make([]error, callers)
	must(t, server.Pause())
	for i := range callers {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			_, errs[i] = l.Bus.Head(ctx, fmt.Sprint("user:", i))
		})
	}
	left := make(chan struct{})
	go func() { defer close(left); wg.Wait() }()
	held := false
	select {
	case <-left:
	case <-time.After(patience):
		held = true
	}
	must(t, server.Continue())
	<-left
	if held {
		t.Error("callers were held by a Redis that hangs")
	}
	for i, err := range errs {
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("caller %d: %v", i, err)
		}
	}
	eventually(t, "head", func(ctx context.Context) error {
		_, err := l.Bus.Head(ctx, "user:ann")
		return err
	})
}
