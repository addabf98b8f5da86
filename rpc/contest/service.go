package contest

import (
	"context"
	"log/slog"
	"sync"

	"prepwire/rpc"
	"prepwire/rpc/storetime"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live"
)

// Store is what the service keeps.
type Store interface {
	store.Contests
	store.Questions
	store.Attempts
	store.Clock
}

// Config is what a Service works with.
type Config struct {
	Store    Store            // required
	Bus      live.Bus         // required; carries the notifications of contests
	Presence live.Presence    // required; knows who is there, on every node
	Clock    *storetime.Clock // the store's time, which Start keeps; nil: one of its own
	Metrics  *Metrics         // nil: nothing is counted
	Facts    *rpc.Facts       // is told of answers once a contest is over; nil: nobody is
	Log      *slog.Logger     // nil: nothing is logged
}

// Service serves the methods of the namespace, and runs contests. The methods
// may be called concurrently, on any number of nodes that share a store.
type Service struct {
	store    Store
	bus      live.Bus
	presence live.Presence
	metrics  *Metrics
	facts    *rpc.Facts
	logger   *slog.Logger

	clock       *storetime.Clock
	ended       *shelf
	commitments *commitments
	authors     *authors
	recalled    int           // answers of a contest that are remembered
	kick        chan struct{} // makes the scheduler look again; holds one
	ctx         context.Context
	stop        context.CancelFunc
	work        sync.WaitGroup

	mu   sync.Mutex // guards what follows
	runs map[string]*run
	over bool
}

// New returns a service, which runs no contest until Start. It panics when
// something required is missing.
func New(c Config) *Service {
	if c.Store == nil || c.Bus == nil || c.Presence == nil {
		panic("contest: a store, a bus and a presence are needed")
	}
	if c.Clock == nil {
		c.Clock = storetime.New(c.Store)
	}
	if c.Metrics == nil {
		c.Metrics = NewMetrics()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{
		store:       c.Store,
		bus:         c.Bus,
		presence:    c.Presence,
		metrics:     c.Metrics,
		facts:       c.Facts,
		logger:      c.Log,
		clock:       c.Clock,
		ended:       newShelf(),
		commitments: newCommitments(),
		authors:     newAuthors(),
		recalled:    mostRecent,
		kick:        make(chan struct{}, 1),
		runs:        map[string]*run{},
	}
	s.ctx, s.stop = context.WithCancel(context.Background()) // of everything that outlives a call
	return s
}

// Register serves the methods on mux.
func (s *Service) Register(mux *rpc.Mux) {
	rpc.Handle(mux, schema.ContestCreate, s.create, s.checkCreate)
	rpc.Handle(mux, schema.ContestUpdate, s.update)
	rpc.Handle(mux, schema.ContestPublish, s.publish)
	rpc.Handle(mux, schema.ContestCancel, s.cancel)
	rpc.Handle(mux, schema.ContestList, s.list)
	rpc.Handle(mux, schema.ContestGet, s.get)
	rpc.Handle(mux, schema.ContestRegister, s.register)
	rpc.Handle(mux, schema.ContestUnregister, s.unregister)
	rpc.Handle(mux, schema.ContestJoin, s.join)
	rpc.Handle(mux, schema.ContestLeave, s.leave)
	rpc.Handle(mux, schema.ContestSubmitAnswer, s.submitAnswer)
	rpc.Handle(mux, schema.ContestLeaderboard, s.leaderboard)
	rpc.Handle(mux, schema.ContestResultsOf, s.results)
	rpc.Handle(mux, schema.ContestReadLog, s.log)
}
