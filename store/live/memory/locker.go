package memory

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"prepwire/store/live"
)

// Locker is a live.Locker for holders of its own process. Names that nobody
// holds are forgotten as others come; numbers go on, as all names share them.
type Locker struct {
	elapsed func() time.Duration

	mu      sync.Mutex // guards what follows
	leases  map[string]lease
	number  uint64 // of the newest lease
	sweepAt int    // sweep before there are more
}

var _ live.Locker = (*Locker)(nil)

type lease struct {
	holder string
	number uint64
	ends   time.Duration
}

// NewLocker returns a Locker with nothing held. It needs no closing.
func NewLocker(o Options) *Locker {
	return &Locker{elapsed: o.elapsed(), leases: make(map[string]lease), sweepAt: minSweep}
}

// Acquire implements live.Locker.
func (l *Locker) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (uint64, bool, error) {
	if err := ctx.Err(); err != nil {
		return 0, false, fmt.Errorf("acquire: %w", err)
	}
	if ttl <= 0 || holder == "" {
		return 0, false, errors.New("acquire: a lease needs a holder and a time")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.elapsed()
	held, known := l.leases[name]
	current := known && held.ends > now
	switch {
	case current && held.holder != holder:
		return 0, false, nil
	case !current:
		l.number++
		held = lease{holder: strings.Clone(holder), number: l.number}
	}
	held.ends = now + min(ttl, forever)
	if !known {
		l.sweepLocked(now)
		name = strings.Clone(name)
	}
	l.leases[name] = held
	return held.number, true, nil
}

// Release implements live.Locker.
func (l *Locker) Release(ctx context.Context, name, holder string) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, fmt.Errorf("release: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	held, known := l.leases[name]
	if !known || held.holder != holder {
		return false, nil
	}
	delete(l.leases, name)
	return held.ends > l.elapsed(), nil
}

// sweepLocked makes room for a new name.
func (l *Locker) sweepLocked(now time.Duration) {
	if len(l.leases) < l.sweepAt {
		return
	}
	for name, held := range l.leases {
		if held.ends <= now {
			delete(l.leases, name)
		}
	}
	l.sweepAt = max(minSweep, 2*len(l.leases))
}
