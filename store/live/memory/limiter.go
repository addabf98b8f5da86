package memory

import (
	"context"
	"fmt"
	"hash/maphash"
	"maps"
	"strings"
	"sync"
	"time"

	"prepwire/store/live"
)

const (
	limiterShards = 128
	// minSweep is how many buckets a shard may hold before it is swept.
	minSweep = 256
)

// Limiter is a live.Limiter for callers of its own process.
//
// A bucket is kept as the time at which it will be full again (the generic
// cell rate algorithm, ITU-T I.371 annex A): eight bytes, exact to a nanosecond
// an event. A full bucket is the same as none, so a shard drops its full
// buckets whenever it has twice as many keys as the last time. Memory so
// follows the keys that are in use, however many are seen.
//
// n may exceed the burst: it is granted by a full bucket, which then owes the
// rest. A clock that goes back stands still for that step.
//
// A key keeps to one rate. When it comes with another, the time until its
// bucket is full stays as it was.
type Limiter struct {
	seed    maphash.Seed
	elapsed func() time.Duration
	shards  [limiterShards]buckets
}

var _ live.Limiter = (*Limiter)(nil)

// buckets is one part of the keys.
type buckets struct {
	mu      sync.Mutex
	full    map[string]time.Duration // when the key's bucket will be full
	sweepAt int                      // sweep before there are more
	last    time.Duration            // the newest reading of the clock
	behind  time.Duration            // how far the clock has gone back in all
	_       [24]byte                 // a cache line of its own
}

// NewLimiter returns a Limiter with every bucket full. It needs no closing.
func NewLimiter(o Options) *Limiter {
	l := &Limiter{seed: maphash.MakeSeed(), elapsed: o.elapsed()}
	for i := range l.shards {
		l.shards[i] = buckets{full: make(map[string]time.Duration), sweepAt: minSweep}
	}
	return l
}

// Allow implements live.Limiter. A negative n is an error.
func (l *Limiter) Allow(ctx context.Context, key string, rate live.Rate, n int) (bool, time.Duration, error) {
	if err := ctx.Err(); err != nil {
		return false, 0, fmt.Errorf("allow: %w", err)
	}
	if n < 0 {
		return false, 0, fmt.Errorf("allow: %d events", n)
	}
	if n == 0 || rate.Unlimited() {
		return true, 0, nil
	}
	interval := float64(rate.Per) / rate.Events
	cost := duration(float64(n) * interval)
	room := duration(rate.Burst() * interval) // from empty to full

	b := &l.shards[maphash.String(l.seed, key)%limiterShards]
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.nowLocked(l.elapsed)
	full, known := b.full[key]
	full = max(full, now)
	if wait := full - now - max(0, room-cost); wait > 0 {
		return false, wait, nil
	}
	if !known {
		key = b.admitLocked(key, now)
	}
	b.full[key] = full + cost
	return true, 0, nil
}

// nowLocked reads the clock so that it never goes back.
func (b *buckets) nowLocked(elapsed func() time.Duration) time.Duration {
	now := elapsed() + b.behind
	if now < b.last {
		b.behind += b.last - now
		now = b.last
	}
	b.last = now
	return now
}

// admitLocked makes room for a new key, and returns it as a text of its own.
func (b *buckets) admitLocked(key string, now time.Duration) string {
	if len(b.full) >= b.sweepAt {
		maps.DeleteFunc(b.full, func(_ string, full time.Duration) bool { return full <= now })
		if len(b.full) < b.sweepAt/4 {
			b.full = refit(b.full)
		}
		b.sweepAt = max(minSweep, 2*len(b.full))
	}
	return strings.Clone(key)
}

// duration rounds down, so that a burst of whole events always fits its room.
func duration(ns float64) time.Duration {
	if ns > float64(forever) {
		return forever
	}
	return time.Duration(ns)
}
