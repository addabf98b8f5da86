package redis

import (
	"context"
	"fmt"
	"time"

	"prepwire/store/live"
)

const (
	// freeCalls is how many commands may be on their way before each gets a
	// goroutine of its own. A connection of rueidis has room for 1,024, some of
	// which are its own; whoever comes when it is full waits there, whatever its
	// context says, until the connection is given up.
	freeCalls = 1000
	// mostCalls bounds commands that are on their way.
	mostCalls = 20_000
	// goneAfter is when a command that nobody waits for any more is off its
	// connection: answered, or the connection was given up.
	goneAfter = 2*silentFor + deadAfter + time.Second/2
)

// within runs a command. It returns when ctx ends, and after callWithin at the
// latest.
func within[T any](ctx context.Context, l *Live, command func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, l.options.callWithin)
	defer cancel()
	switch n := l.calls.Add(1); {
	case n <= freeCalls:
		defer l.called(ctx, time.Now())
		return command(ctx)
	case n > mostCalls:
		l.calls.Add(-1)
		var none T
		return none, fmt.Errorf("%w: %d commands are on their way", live.ErrUnavailable, mostCalls)
	}
	return apart(ctx, l, command)
}

// apart runs a command in a goroutine, so that its caller can leave.
func apart[T any](ctx context.Context, l *Live, command func(context.Context) (T, error)) (got T, err error) {
	type outcome struct {
		got T
		err error
	}
	done := make(chan outcome, 1)
	run := func() {
		began := time.Now()
		got, err := command(ctx)
		l.called(ctx, began)
		done <- outcome{got, err}
	}
	if !l.starts(run) {
		l.calls.Add(-1)
		return got, live.ErrClosed
	}
	select {
	case o := <-done:
		return o.got, o.err
	case <-ctx.Done():
		return got, ctx.Err()
	}
}

// called notes that a command is over. One that was given up may be on its
// connection still.
func (l *Live) called(ctx context.Context, began time.Time) {
	if ctx.Err() == nil {
		l.calls.Add(-1)
		return
	}
	time.AfterFunc(goneAfter-time.Since(began), func() { l.calls.Add(-1) })
}

// starts begins work that Close waits for, unless it has been called.
func (l *Live) starts(work func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ctx.Err() != nil {
		return false
	}
	l.work.Go(work)
	return true
}
