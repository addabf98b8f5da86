package extension

import (
	"context"

	"prepwire/rpc"
	"prepwire/schema"
)

// Analyze is question.analyze. It runs within the call that ctx holds: the
// notifications go to that call's connection and user. Faults of the params have
// the pointers of question.analyze.
type Analyze func(ctx context.Context, p schema.QuestionAnalyzeParams) (schema.QuestionAnalyzeResult, error)

// Config is what a Service works with.
type Config struct {
	Analyze Analyze // required
}

// Service serves the methods of the namespace. They may be called concurrently.
type Service struct {
	analyze Analyze
}

// New returns a service. It panics when something required is missing.
func New(c Config) *Service {
	if c.Analyze == nil {
		panic("extension: somebody must analyse screenshots")
	}
	return &Service{analyze: c.Analyze}
}

// Register serves the methods on mux.
func (s *Service) Register(mux *rpc.Mux) {
	rpc.Handle(mux, schema.ExtensionScreenshot, s.screenshot)
}
