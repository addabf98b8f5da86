// Package store holds what must survive a restart: the records, and the
// interfaces through which services keep and read them. It imports nothing of
// ours; drivers live in folders below it and pass the one suite in storetest.
//
//	service ─► store.Questions ─► sqlite (or mongodb)
//	        ◄─ records, or a sentinel of this package
//
// Every writing method is one whole, atomic, repeatable act. The caller makes
// the ids and names the times, so an act whose outcome was never heard can
// simply be sent again: the repeat answers the first result. There are no
// transactions to hold open and nothing is counted up: numbers such as
// statistics are folds over records that are only ever added.
//
// These rules hold for every method of every interface here:
//
//   - It may be called by many goroutines at once. A write is visible to every
//     read that begins after the write returned.
//   - A write that returned without error survives the end of the process and
//     the loss of power.
//   - A write that returned an error changed nothing, with two exceptions: an
//     error of the context and ErrUnavailable leave open whether the act
//     happened. Repeating it is safe and tells. (AppendEntries and EraseUser
//     have rules of their own.)
//   - An error of the context can be found with errors.Is. Sentinels of this
//     package arrive wrapped, too.
//   - Times are kept in UTC and cut to milliseconds. Empty lists come back nil.
//   - After Close every method answers ErrUnavailable.
package store

import (
	"context"
	"time"
)

// Store is everything a driver keeps.
type Store interface {
	Questions
	Attempts
	Reports
	Messages
	Revocations
	Models
	Contests
	Sessions
	Extensions
	Users
	Leases
	Clock

	// Ping tells whether the store can be used now: nil, or an error that is
	// ErrUnavailable or the context's.
	Ping(ctx context.Context) error

	// Close refuses new work, finishes what has begun, and releases the store.
	// It waits for that. A second Close does nothing and answers the same.
	Close() error
}

// Clock is the store's own clock: one origin of time for every node that uses
// the same store.
type Clock interface {
	// Now is the store's time in UTC, cut to milliseconds. As long as the store
	// is open it never goes back.
	Now(ctx context.Context) (time.Time, error)
}

// Millis is t as the store keeps it: in UTC, cut to milliseconds, without a
// monotonic reading. The zero time stays zero.
func Millis(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}
