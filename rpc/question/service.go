package question

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/question/itembank"
	"prepwire/rpc/question/picture"
	"prepwire/rpc/session/current"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live"
)

// Store is what the service keeps.
type Store interface {
	store.Questions
	store.Attempts
	store.Reports
	current.Sessions

	// LockedQuestions is that of store.Contests.
	LockedQuestions(ctx context.Context, questionIDs []string) (map[string]store.QuestionLock, error)

	// OpenVersions and Contest are those of store.Contests, too.
	OpenVersions(ctx context.Context, after store.Position, limit int) ([]store.ContestVersion, error)
	Contest(ctx context.Context, id string) (store.Contest, error)
}

// Config is what a Service works with.
type Config struct {
	Store Store          // required
	Bus   live.Bus       // required; carries question.generated
	Bank  *itembank.Bank // required
	Model Model          // nil: the item bank makes all questions
	// Configured reports whether the model can be asked: it may get its first key
	// at any time. nil: it always can.
	Configured func() bool
	// Mastery estimates a skill of a user, with every answer recorded before the
	// call. nil: nobody does.
	Mastery func(ctx context.Context, userID, skill string) (schema.Mastery, error)

	Facts  *rpc.Facts       // is told of answers; nil: nobody is
	Checks Checks           // of what the model writes; empty: ChecksFull
	Now    func() time.Time // nil: time.Now
	Log    *slog.Logger     // nil: nothing is logged
}

// Service serves the methods of the namespace. They may be called concurrently,
// on any number of nodes that share a store.
type Service struct {
	store    Store
	watch    *watch
	bus      live.Bus
	syllabus *syllabus
	bank     provider
	drawer   *drawer     // the same
	model    provider    // nil when there is none
	analyst  *analyst    // nil when there is no model
	asks     func() bool // the model can be asked
	darkroom *picture.Darkroom
	draws    rpc.Turns // one draw a user
	repeats  rpc.Turns // one generation an idempotency key
	facts    *rpc.Facts
	mastery  func(ctx context.Context, userID, skill string) (schema.Mastery, error)
	clock    func() time.Time
	log      *slog.Logger

	stop func()         // ends what Start began
	work sync.WaitGroup // for it
}

// New returns a service. It panics when something required is missing.
func New(c Config) *Service {
	if c.Store == nil || c.Bus == nil || c.Bank == nil {
		panic("question: a store, a bus and an item bank are needed")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{
		store:    c.Store,
		watch:    newWatch(c.Store, c.Log),
		bus:      c.Bus,
		syllabus: newSyllabus(c.Bank),
		drawer:   &drawer{bank: c.Bank, store: c.Store, log: c.Log},
		darkroom: picture.NewDarkroom(),
		facts:    c.Facts,
		mastery:  c.Mastery,
		clock:    c.Now,
		log:      c.Log,
	}
	s.bank = s.drawer
	s.asks = func() bool { return s.model != nil && (c.Configured == nil || c.Configured()) }
	if c.Model != nil {
		s.model = &writer{model: c.Model, store: c.Store, checks: cmp.Or(c.Checks, ChecksFull), log: c.Log}
		s.analyst = &analyst{model: c.Model, syllabus: s.syllabus, log: c.Log}
	}
	return s
}

// Start begins to read the questions of open contests, which without it the first
// call that needs them does: of 100,000 it takes some seconds. It is called once,
// and does not wait.
func (s *Service) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	s.work.Go(func() {
		if err := s.watch.follow(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("read the questions of contests", "err", err) // the first call does it
		}
	})
}

// Close ends what Start began and waits for it.
func (s *Service) Close() {
	if s.stop != nil {
		s.stop()
	}
	s.work.Wait()
}

// Register serves the methods on mux.
func (s *Service) Register(mux *rpc.Mux) {
	rpc.Handle(mux, schema.QuestionGenerate, s.generate, s.checkGenerate)
	rpc.Handle(mux, schema.QuestionAnalyze, s.analyze)
	rpc.Handle(mux, schema.QuestionGet, s.get)
	rpc.Handle(mux, schema.QuestionList, s.list)
	rpc.Handle(mux, schema.QuestionAnswer, s.answer)
	rpc.Handle(mux, schema.QuestionTaxonomy, s.taxonomy)
	rpc.Handle(mux, schema.QuestionCreate, s.create, s.checkCreate)
	rpc.Handle(mux, schema.QuestionUpdate, s.update)
	rpc.Handle(mux, schema.QuestionDelete, s.delete)
	rpc.Handle(mux, schema.QuestionVerify, s.verify)
	rpc.Handle(mux, schema.QuestionReview, s.review)
	rpc.Handle(mux, schema.QuestionReport, s.report)
}

// now is the present as records keep it.
func (s *Service) now() time.Time { return store.Millis(s.clock()) }
