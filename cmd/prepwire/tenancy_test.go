package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/store"
)

// oneLease is a store of leases by this machine's clock, which a test moves.
// It stands for both drivers, whose clocks are not for moving; that they keep
// these promises is tried by the suite of stores.
type oneLease struct {
	mu   sync.Mutex
	held store.Lease
	away bool
}

// change lets the test change what is held, or whether it can be asked for.
func (l *oneLease) change(do func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	do()
}

func (l *oneLease) AcquireLease(_ context.Context, name, holder string, ttl time.Duration) (store.Lease, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.away {
		return store.Lease{}, store.ErrUnavailable
	}
	if l.held.Holder != holder && time.Now().Before(l.held.Until) {
		return l.held, store.ErrExists
	}
	l.held = store.Lease{Name: name, Holder: holder, Until: time.Now().Add(ttl)}
	return l.held, nil
}

func (l *oneLease) ReleaseLease(_ context.Context, _, holder string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held.Holder == holder {
		l.held = store.Lease{}
	}
	return nil
}

func tenancyOf(l *oneLease, node string, redis bool) *tenancy {
	return newTenancy(l, node, redis, slog.New(slog.NewTextHandler(io.Discard, nil)))
}

func isTaken(err error) bool { return errors.As(err, new(takenError)) }

// Who comes after a node that died waits until its lease has ended; who comes
// beside one that lives is refused soon.
func TestTenancyIsClaimed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &oneLease{}
		first, second := tenancyOf(l, "first", false), tenancyOf(l, "second", false)
		if err := first.claim(t.Context()); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		if err := second.claim(t.Context()); err != nil { // nobody renews
			t.Fatal(err)
		}
		if took := time.Since(begun); took < tenancyFor || took > tenancyFor+time.Second {
			t.Errorf("waited %v", took)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- second.hold(ctx) }()
		begun = time.Now()
		if err := first.claim(t.Context()); !isTaken(err) || time.Since(begun) > 2*tenancyRenew {
			t.Errorf("beside a living one: %v after %v", err, time.Since(begun))
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// A holder goes on while the store is away and says that the lease is not
// certain; it stops when another has it afterwards, and only then.
func TestTenancyIsLost(t *testing.T) {
	for _, redis := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			l := &oneLease{}
			holder := tenancyOf(l, "first", redis)
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- holder.hold(ctx) }()
			time.Sleep(tenancyFor)
			synctest.Wait()
			if err := holder.check(ctx); err != nil {
				t.Error(err)
			}
			l.change(func() { l.away = true })
			time.Sleep(2 * tenancyFor)
			synctest.Wait()
			if err := holder.check(ctx); err == nil {
				t.Error("certain of a lease that nobody could renew")
			}
			l.change(func() { l.away = false })
			time.Sleep(tenancyRenew)
			synctest.Wait()
			if err := holder.check(ctx); err != nil {
				t.Errorf("the store is back: %v", err)
			}
			l.change(func() { l.held = store.Lease{Holder: "other#1", Until: time.Now().Add(time.Hour)} })
			time.Sleep(2 * tenancyRenew)
			synctest.Wait()
			select {
			case err := <-ended:
				if redis || !isTaken(err) {
					t.Errorf("redis %v: stopped with %v", redis, err)
				}
			default:
				if !redis {
					t.Error("goes on beside another")
				}
			}
			cancel()
			synctest.Wait()
		})
	}
}

// Nodes with Redis hold the lease together, and keep a node without away.
func TestTenancyIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &oneLease{}
		a, b, alone := tenancyOf(l, "a", true), tenancyOf(l, "b", true), tenancyOf(l, "c", false)
		if err := errors.Join(a.renew(t.Context()), b.renew(t.Context())); err != nil {
			t.Fatal(err)
		}
		a.release() // b is still there
		if err := alone.renew(t.Context()); !isTaken(err) {
			t.Fatalf("got %v", err)
		}
	})
}
