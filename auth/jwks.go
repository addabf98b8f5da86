package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// How keys are kept fresh unless the configuration says otherwise.
const (
	DefaultRefresh       = 15 * time.Minute
	DefaultUnknownKeyGap = 15 * time.Second
)

const (
	fetchTimeout = 10 * time.Second // of one read
	firstRetry   = 5 * time.Second  // after a failed read; doubles up to the refresh time
)

// jwks keeps the keys of a file or URL fresh. One goroutine, owned by close,
// does all reading after the first; others ask it and wait.
//
//	timer ─┐
//	seek ──┼─► run ─► read ─► keyring (swapped whole)
//	reload ┘
type jwks struct {
	read  func(ctx context.Context) ([]byte, error)
	every time.Duration
	gap   time.Duration
	now   func() time.Time
	log   *slog.Logger
	ring  atomic.Pointer[keyring]

	ctx    context.Context // ends with close
	cancel context.CancelFunc
	wg     sync.WaitGroup
	ask    chan struct{} // wakes run; room for one

	mu     sync.Mutex
	flight *flight   // the read asked for or under way
	sought time.Time // when seek last asked
	failed bool      // the last read brought nothing
}

// flight is one read that several may wait for.
type flight struct {
	done chan struct{}
	err  error // set before done is closed
}

func openJWKS(ctx context.Context, cfg VerifierConfig) (*jwks, error) {
	k := &jwks{every: cfg.RefreshEvery, gap: cfg.UnknownKeyGap, now: cfg.Now, log: cfg.Log, ask: make(chan struct{}, 1)}
	if k.every <= 0 {
		k.every = DefaultRefresh
	}
	if k.gap <= 0 {
		k.gap = DefaultUnknownKeyGap
	}
	if k.log == nil {
		k.log = slog.Default()
	}
	var err error
	if k.read, err = jwksSource(cfg.JWKS, cfg.Client); err != nil {
		return nil, err
	}
	if err := k.refresh(ctx); err != nil {
		return nil, err
	}
	k.ctx, k.cancel = context.WithCancel(context.Background())
	k.wg.Go(k.run)
	return k, nil
}

func (k *jwks) close() {
	k.cancel()
	k.wg.Wait()
}

// seek reads the keys again on behalf of a token that none of those in have fits,
// and returns the keys then in use: have itself when there are no newer ones. It
// reads at most once in the gap and otherwise answers at once, so strangers with
// made-up tokens cannot make us flood the source. Those who come while a read is
// under way wait for that one. The error is ErrUnavailable: ctx ended meanwhile,
// or the last read brought nothing, so that nobody knows whether the key is new.
func (k *jwks) seek(ctx context.Context, have *keyring) (*keyring, error) {
	k.mu.Lock()
	now := k.now()
	tooSoon := !k.sought.IsZero() && now.Sub(k.sought) < k.gap
	if newer := k.ring.Load(); newer != have || k.flight == nil && tooSoon {
		failed := k.failed && newer == have
		k.mu.Unlock()
		if failed {
			return nil, fmt.Errorf("%w: the last read of them failed", ErrUnavailable)
		}
		return newer, nil
	}
	if k.flight == nil {
		k.sought = now
		k.startLocked()
	}
	f := k.flight
	k.mu.Unlock()
	if err := k.wait(ctx, f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return k.ring.Load(), nil
}

// reload reads the keys again whatever was asked before.
func (k *jwks) reload(ctx context.Context) error {
	k.mu.Lock()
	if k.flight == nil {
		k.startLocked()
	}
	f := k.flight
	k.mu.Unlock()
	return k.wait(ctx, f)
}

func (k *jwks) startLocked() {
	k.flight = &flight{done: make(chan struct{})}
	select {
	case k.ask <- struct{}{}:
	default: // run has been woken already and will find this flight
	}
}

func (k *jwks) wait(ctx context.Context, f *flight) error {
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		return fmt.Errorf("wait for keys: %w", ctx.Err())
	case <-k.ctx.Done():
		return errors.New("wait for keys: the verifier is closed")
	}
}

func (k *jwks) run() {
	timer := time.NewTimer(jitter(k.every))
	defer timer.Stop()
	retry := firstRetry
	for {
		select {
		case <-k.ctx.Done():
			return
		case <-k.ask:
		case <-timer.C:
		}
		pause := k.every
		if err := k.land(); err == nil {
			retry = firstRetry
		} else if k.ctx.Err() == nil {
			pause = min(retry, k.every)
			retry = 2 * pause
			k.log.Warn("token keys not read again, the last good ones stay in use", "error", err, "retry_in", pause)
		}
		timer.Reset(jitter(pause))
	}
}

// land reads once and tells those who wait.
func (k *jwks) land() error {
	k.mu.Lock()
	if k.flight == nil {
		k.flight = &flight{done: make(chan struct{})}
	}
	f := k.flight
	select {
	case <-k.ask: // whoever asked by now waits for this flight
	default:
	}
	k.mu.Unlock()

	f.err = k.refresh(k.ctx)

	k.mu.Lock()
	k.flight, k.failed = nil, f.err != nil
	k.mu.Unlock()
	close(f.done)
	return f.err
}

// refresh reads the source once. On an error the keyring stays what it was.
func (k *jwks) refresh(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	data, err := k.read(ctx)
	if err != nil {
		return err
	}
	ring, err := parseKeyring(data)
	if err != nil {
		return fmt.Errorf("read JWKS: %w", err)
	}
	k.ring.Store(&ring)
	return nil
}

// jitter spreads the reads of many nodes: up to a tenth more.
func jitter(d time.Duration) time.Duration { return d + rand.N(d/10+1) }
