package extension

import (
	"context"
	"log/slog"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live"
)

// Analyze is question.analyze. It runs within the call that ctx holds: the
// notifications go to that call's connection and user. Faults of the params have
// the pointers of question.analyze.
type Analyze func(ctx context.Context, p schema.QuestionAnalyzeParams) (schema.QuestionAnalyzeResult, error)

// Store is what the service keeps.
type Store interface {
	store.Extensions
	store.Clock
}

// Config is what a Service works with.
type Config struct {
	Analyze Analyze      // required
	Store   Store        // required
	Bus     live.Bus     // required; carries extension.stateChanged
	Log     *slog.Logger // nil: nothing is logged
}

// Service serves the methods of the namespace. They may be called concurrently,
// on any number of nodes that share a store.
type Service struct {
	analyze Analyze
	store   Store
	bus     live.Bus
	log     *slog.Logger
}

// New returns a service. It panics when something required is missing.
func New(c Config) *Service {
	if c.Analyze == nil || c.Store == nil || c.Bus == nil {
		panic("extension: a store, a bus and somebody who analyses screenshots are needed")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{analyze: c.Analyze, store: c.Store, bus: c.Bus, log: c.Log}
}

// Register serves the methods on mux.
func (s *Service) Register(mux *rpc.Mux) {
	rpc.Handle(mux, schema.ExtensionScreenshot, s.screenshot)
	rpc.Handle(mux, schema.ExtensionSync, s.sync)
	rpc.Handle(mux, schema.ExtensionStateOf, s.state)
}
