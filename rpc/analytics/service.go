package analytics

import (
	"context"
	"log/slog"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/recommendations/students"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live"
)

// Store is what the service reads and keeps.
type Store interface {
	store.Attempts

	// Session and ActiveSession are those of store.Sessions.
	Session(ctx context.Context, userID, id string) (store.Session, error)
	ActiveSession(ctx context.Context, userID string) (store.Session, error)
}

// Topic is what a skill belongs to.
type Topic struct{ Exam, Subject, Skill string }

// Config is what a Service works with.
type Config struct {
	Store  Store                    // required
	Bus    live.Bus                 // required; carries analytics.updated
	Keeper *students.Keeper         // required; knows what the learner's model says
	Facts  *rpc.Facts               // tells of answers, and is told of those given elsewhere; nil: neither
	Named  func(skill string) Topic // what a skill in any writing is, and belongs to; nil: as it is written
	Now    func() time.Time         // nil: time.Now
	Log    *slog.Logger             // nil: nothing is logged
}

// Service serves the methods of the namespace. They may be called concurrently,
// on any number of nodes that share a store.
type Service struct {
	store  Store
	bus    live.Bus
	keeper *students.Keeper
	facts  *rpc.Facts
	named  func(string) Topic
	clock  func() time.Time
	log    *slog.Logger

	reports rpc.Turns // what may read many of a user's answers: one at a time
}

// New returns a service. It panics when something required is missing.
func New(c Config) *Service {
	if c.Store == nil || c.Bus == nil || c.Keeper == nil {
		panic("analytics: a store, a bus and a keeper of students are needed")
	}
	if c.Named == nil {
		c.Named = func(skill string) Topic { return Topic{Skill: skill} }
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{store: c.Store, bus: c.Bus, keeper: c.Keeper, facts: c.Facts, named: c.Named, clock: c.Now, log: c.Log}
	if s.facts != nil {
		s.facts.Listen(s.update)
	}
	return s
}

// Register serves the methods on mux.
func (s *Service) Register(mux *rpc.Mux) {
	rpc.Handle(mux, schema.AnalyticsRecordAnswer, s.recordAnswer)
	rpc.Handle(mux, schema.AnalyticsGet, s.get)
	rpc.Handle(mux, schema.AnalyticsPerformance, s.performance)
	rpc.Handle(mux, schema.AnalyticsProgress, s.progress)
}

func (s *Service) now() time.Time { return store.Millis(s.clock()) }

func caller(ctx context.Context) (*rpc.Call, string) {
	call, _ := rpc.FromContext(ctx)
	return call, call.Identity().UserID
}
