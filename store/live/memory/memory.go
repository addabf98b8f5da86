// Package memory keeps what is only true now in the memory of one process: the
// embedded default, and the reference for package livetest.
//
// A [Bus], a [Presence] and a [Limiter] each spread their keys over shards, so
// that callers with different keys seldom meet:
//
//	Append ─► shard (short lock: find the topic) ─► topic (its lock: log, then deliver)
//
// What nobody needs any more is forgotten, so memory follows what is in use.
package memory

import (
	"time"

	"prepwire/store/live"
)

// Defaults of Options: those of LIMIT_REPLAY.
const (
	DefaultMaxEvents = 1000
	DefaultMaxAge    = 24 * time.Hour
)

// forever is a time far above any that means something, and far below
// overflow.
const forever = time.Duration(1) << 60

// Options say how a Bus, Presence or Limiter behaves. Each ignores what does
// not concern it. The zero value is ready to use.
type Options struct {
	// MaxEvents bounds the log of each topic; 0 or less means DefaultMaxEvents.
	MaxEvents int
	// MaxBytes bounds the names and params in the log of each topic, save that
	// the newest event is always kept; 0 or less means live.LogBytes.
	MaxBytes int
	// MaxAge bounds how long an event stays in a log, and how long a topic
	// that nobody uses is known; 0 or less means DefaultMaxAge.
	MaxAge time.Duration
	// Clock tells the time; nil means time.Now. It may be called concurrently
	// and may jump in either direction.
	Clock func() time.Time
}

func (o Options) withDefaults() Options {
	if o.MaxEvents <= 0 {
		o.MaxEvents = DefaultMaxEvents
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = live.LogBytes
	}
	if o.MaxAge <= 0 {
		o.MaxAge = DefaultMaxAge
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return o
}

// elapsed returns a clock that counts from now on. Without a Clock of its own
// it is monotonic, whatever is done to the time of day.
func (o Options) elapsed() func() time.Duration {
	if o.Clock == nil {
		start := time.Now()
		return func() time.Duration { return time.Since(start) }
	}
	clock, start := o.Clock, o.Clock()
	return func() time.Duration { return clock().Sub(start) }
}

// refit copies a map into one of its own size. A Go map never shrinks by
// itself.
func refit[K comparable, V any](m map[K]V) map[K]V {
	fitted := make(map[K]V, len(m))
	for k, v := range m {
		fitted[k] = v
	}
	return fitted
}
