// Package live says what is only true now: who is connected, what has just
// happened, who asks too often. Nothing in it must survive a restart; what
// must is in package store.
//
// The interfaces have one implementation for a single node, in memory, and one
// for many nodes, on Redis. Package livetest holds the promises that both keep.
package live

import (
	"context"
	"errors"
	"time"
)

// Errors that callers branch on. They arrive wrapped.
var (
	// ErrEpoch says that a position belongs to another log of the topic:
	// events may have been lost since.
	ErrEpoch = errors.New("position of another epoch")
	// ErrTooOld says that the log no longer reaches back to a position.
	ErrTooOld = errors.New("position no longer in the log")
	// ErrClosed says that the implementation was closed.
	ErrClosed = errors.New("live: closed")
	// ErrUnavailable says that the implementation cannot be reached now.
	ErrUnavailable = errors.New("live: unavailable")
)

// Position is a place in a topic's log: after the event with that offset.
// Offset 0 is before the first event.
type Position struct {
	Epoch  string // changes whenever events may have been lost
	Offset uint64
}

// Event is one entry of a topic's log. Offsets rise by one.
type Event struct {
	Offset uint64
	At     time.Time // UTC, milliseconds
	Name   string    // of the notification
	Params []byte    // JSON object, without _meta; never changed after Append
}

// State is a message of which only the newest of a key matters. It is not logged.
type State struct {
	Name   string
	Key    string // newer states replace unsent older ones of the same key
	Params []byte // JSON object
}

// LogBytes bounds the log of each topic: the names and params of its events
// together, unless the newest alone is larger. It is 4 MiB.
const LogBytes = 4 << 20

// Bus carries events and states of topics to subscribers on every node.
// All methods may be called concurrently.
type Bus interface {
	// Append adds an event to the topic's log and delivers it to every
	// subscriber, in one act, and returns its position. A repeat appends
	// again. Without an error the event has an offset for good. The log keeps
	// the newest event always, and of the older ones as many as its bounds on
	// count, age and bytes (LogBytes) allow; the oldest are dropped first.
	Append(ctx context.Context, topic, name string, params []byte) (Position, error)

	// Publish delivers a state to the present subscribers of a topic.
	Publish(ctx context.Context, topic string, s State) error

	// Subscribe delivers to sub every event after the returned position, in
	// order and once, and every state from then on, until cancel is called.
	// After cancel has returned nothing is delivered any more. cancel may be
	// called twice. A topic comes into being when it is first used.
	Subscribe(ctx context.Context, topic string, sub Subscriber) (at Position, cancel func(), err error)

	// Head returns the position of the topic's last event.
	Head(ctx context.Context, topic string) (Position, error)

	// Read returns up to limit events after a position, oldest first, and none
	// when the position is the head. ErrEpoch: the position is of another
	// epoch, or ahead of the log. ErrTooOld: an event after it is gone.
	Read(ctx context.Context, topic string, after Position, limit int) ([]Event, error)

	// Ping reports whether the bus works now.
	Ping(ctx context.Context) error
}

// Subscriber receives what a topic carries. Calls for one topic come one
// after the other and must not block or call the bus.
type Subscriber interface {
	// Event delivers the next event.
	Event(topic, epoch string, e Event)
	// State delivers a state.
	State(topic string, s State)
	// Broken says that events may have been lost; deliveries go on after at.
	Broken(topic string, at Position)
}

// Member is one present member of a group, such as a connection.
type Member struct {
	ID    string
	Info  string // what the owner stored with it
	Since time.Time
}

// Presence knows who is there. A member that is not refreshed within its time
// to live is gone. All methods may be called concurrently.
type Presence interface {
	// Enter adds a member or refreshes it; info of a repeat replaces the older
	// one, Since stays. first reports whether it was not there before.
	Enter(ctx context.Context, group, id, info string, ttl time.Duration) (first bool, err error)
	// Leave removes a member; was reports whether it was there.
	Leave(ctx context.Context, group, id string) (was bool, err error)
	// EnterAll is Enter of many members without info, LeaveAll is Leave of many,
	// in few round trips. After an error some may be done; a repeat does the rest.
	EnterAll(ctx context.Context, group string, ids []string, ttl time.Duration) error
	LeaveAll(ctx context.Context, group string, ids []string) error
	// Members returns up to limit present members, longest present first.
	Members(ctx context.Context, group string, limit int) ([]Member, error)
	// Count returns how many members are present.
	Count(ctx context.Context, group string) (int, error)
}

// Rate is how often something may happen: Events each Per. The burst is one
// second's worth, at least 1. The zero Rate means no limit.
type Rate struct {
	Events float64
	Per    time.Duration
}

// Unlimited reports whether the rate limits nothing.
func (r Rate) Unlimited() bool { return r.Events <= 0 || r.Per <= 0 }

// PerSecond returns the rate as events a second.
func (r Rate) PerSecond() float64 {
	if r.Unlimited() {
		return 0
	}
	return r.Events / r.Per.Seconds()
}

// Burst returns how many events may come at once.
func (r Rate) Burst() float64 { return max(1, r.PerSecond()) }

// Limiter counts what happens by key. All methods may be called concurrently.
type Limiter interface {
	// Allow takes n events from the key's bucket. When they are not there it
	// takes nothing and says after how long they will be.
	Allow(ctx context.Context, key string, rate Rate, n int) (ok bool, retryAfter time.Duration, err error)
}

// Locker gives leases: a name is held by one holder at a time, for a time. A
// holder that stalls may find that another one holds its name, so a lease alone
// makes races rare, not impossible; what must not be done twice checks the
// number. All methods may be called concurrently.
//
// It is for work that is only wasted when several nodes do it, such as a
// rebuild or a report. No service asks it today: what nodes race on is decided
// by the store, which need not be the bus's server (the places of a contest's
// log, store.Leases), and a board is told by whoever added to it.
type Locker interface {
	// Acquire takes the lease of a name for ttl unless another holder has it,
	// and reports whether it did. A repeat by the holder prolongs or shortens
	// it and keeps its number. Each new lease of a name has a higher number
	// than all before it. A ttl that is not positive and an empty holder are
	// errors.
	Acquire(ctx context.Context, name, holder string, ttl time.Duration) (number uint64, ok bool, err error)
	// Release ends the holder's lease and reports whether there was one.
	Release(ctx context.Context, name, holder string) (was bool, err error)
}
