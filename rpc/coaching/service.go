// Package coaching serves the namespace coaching: hints, strategies and a chat
// with the tutor, and what the tutor says unasked.
//
//	coaching.hint, strategy   ─► the question's own hints, else the model, else
//	                             texts of ours per skill: hint.go, strategy.go
//	coaching.send             ─► store ─► the model ─► store      send.go, converse.go
//	an answer was recorded    ─► triggers ─► store                unasked.go
//	                                           └─► user:<sub>     keep.go
//
// Everything that is said is kept as a message of the student's. What comes next
// (the level of a hint, whether a trigger rests, what is unread) is read from
// there, so that it holds on every device and node and after a restart.
package coaching

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/coaching/strategies"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live"
)

// Store is what the service keeps and reads.
type Store interface {
	store.Messages
	store.Clock

	// LatestAttempts and Attempted are those of store.Attempts.
	LatestAttempts(ctx context.Context, userID string, limit int) ([]store.Attempt, error)
	Attempted(ctx context.Context, userID string, questionIDs []string) (map[string]bool, error)

	// Engaged is that of store.Contests.
	Engaged(ctx context.Context, userID string) (bool, error)
}

// Questions knows questions and the taxonomy.
type Questions interface {
	// Find is the question of that id for the caller of the running call. One
	// that may not be seen is refused as not_found, one of an upcoming or
	// running contest as contest_running.
	Find(ctx context.Context, id schema.ID) (store.Question, error)

	// RefuseContested refuses the caller of the running call with
	// contest_running when a text quotes a question of an upcoming or running
	// contest, or one of the ids is one's.
	RefuseContested(ctx context.Context, text string, ids ...string) error

	// Skill is the skill of the taxonomy with that code or name, and its
	// subject.
	Skill(name string) (skill schema.Skill, subject string, ok bool)
}

// Learner knows how well students are at skills. It may be called concurrently.
type Learner interface {
	// Levels are a user's levels of an attempt's skill before and after that
	// attempt; both are empty when that cannot be told.
	Levels(ctx context.Context, userID, attemptID string) (before, after schema.MasteryLevel, err error)
}

// Config is what a Service works with.
type Config struct {
	Store     Store     // required
	Bus       live.Bus  // required; carries the notifications
	Questions Questions // required
	Model     Model     // nil: coaching.send is refused, the rest does without
	// Configured reports whether the model can be asked: it may get its first key
	// at any time. nil: it always can.
	Configured func() bool
	Facts      *rpc.Facts // tells of answers; nil: the tutor says nothing unasked
	Learner    Learner    // nil: nobody is told of skills mastered
	Log        *slog.Logger
}

// Service serves the methods of the namespace. They may be called concurrently,
// on any number of nodes that share a store.
type Service struct {
	store     Store
	bus       live.Bus
	questions Questions
	model     Model
	asks      func() bool // the model can be asked
	learner   Learner
	chats     rpc.Turns // one reply a user at a time
	ladders   shelf[rungs]
	ways      shelf[strategies.Strategy]
	marked    atomic.Int64 // when messages were last marked as read, in milliseconds since 1970
	log       *slog.Logger
}

// New returns a service that listens to the facts. It panics when something
// required is missing.
func New(c Config) *Service {
	if c.Store == nil || c.Bus == nil || c.Questions == nil {
		panic("coaching: a store, a bus and questions are needed")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{store: c.Store, bus: c.Bus, questions: c.Questions, model: c.Model, learner: c.Learner, log: c.Log}
	s.asks = func() bool { return s.model != nil && (c.Configured == nil || c.Configured()) }
	if c.Facts != nil {
		c.Facts.Listen(s.answered)
	}
	return s
}

// Register serves the methods on mux.
func (s *Service) Register(mux *rpc.Mux) {
	rpc.Handle(mux, schema.CoachingHint, s.hint)
	rpc.Handle(mux, schema.CoachingStrategy, s.strategy)
	rpc.Handle(mux, schema.CoachingSend, s.send)
	rpc.Handle(mux, schema.CoachingList, s.list)
	rpc.Handle(mux, schema.CoachingMarkRead, s.markRead)
}

// Unread counts a user's unread messages.
func (s *Service) Unread(ctx context.Context, userID string) (int64, error) {
	return s.store.UnreadMessages(ctx, userID)
}

// caller is who calls, and through which call.
func caller(ctx context.Context) (call *rpc.Call, userID string) {
	call, ok := rpc.FromContext(ctx)
	if !ok {
		panic("coaching: a handler was called outside a call")
	}
	return call, call.Identity().UserID
}

// after is the store's time, but later than another message's.
func (s *Service) after(ctx context.Context, m store.Message) (time.Time, error) {
	now, err := s.store.Now(ctx)
	if err == nil && !now.After(m.At) {
		now = m.At.Add(time.Millisecond)
	}
	return now, err
}
