package recommendations

import (
	"context"
	"log/slog"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/recommendations/learner/choose"
	"prepwire/rpc/recommendations/students"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live"
)

// Store is what the service reads.
type Store interface {
	store.Attempts

	// ListQuestions is that of store.Questions.
	ListQuestions(ctx context.Context, filter store.QuestionFilter, page store.Page) (store.List[store.Question], error)
	// ActiveSession is that of store.Sessions.
	ActiveSession(ctx context.Context, userID string) (store.Session, error)
}

// Variety is what the item bank can make without end: a family at a level.
type Variety struct {
	Family               string
	Level                int
	Exam, Subject, Skill string
}

// Questions hands out questions as students see them.
type Questions interface {
	// Varieties are all that the item bank can make.
	Varieties() []Variety
	// Fresh gives the user a question of each variety that the user has not
	// answered; a variety of which there is none left is missing.
	Fresh(ctx context.Context, user string, vs []Variety) (map[Variety]schema.Question, error)
	// Answerable are those of the questions that everybody may answer now.
	Answerable(ctx context.Context, ids []string) (map[string]schema.Question, error)
	// NamedSkill is the code of a skill in any writing, and whether it is known.
	NamedSkill(name string) (code string, known bool)
	// SubjectNamed is what a subject is called here that is given in any of its names.
	SubjectNamed(name string) string
	// SkillsOf are the codes of a subject's skills.
	SkillsOf(subject string) []string
}

// Config is what a Service works with.
type Config struct {
	Store     Store            // required
	Bus       live.Bus         // required; carries recommendations.updated
	Presence  live.Presence    // required; keeps who has subscribed, for every node
	Keeper    *students.Keeper // required; knows what the learner's model says
	Questions Questions        // required
	Facts     *rpc.Facts       // tells of answers; nil: nobody does
	Now       func() time.Time // nil: time.Now
	Log       *slog.Logger     // nil: nothing is logged
}

// Service serves the methods of the namespace. They may be called concurrently,
// on any number of nodes that share a store.
type Service struct {
	Config
	catalogue *catalogue
	exposure  *choose.Exposure // of this node's measurements
}

// New returns a service, whose catalogue holds the item bank alone until Start.
// It panics when something required is missing.
func New(c Config) *Service {
	if c.Store == nil || c.Bus == nil || c.Presence == nil || c.Keeper == nil || c.Questions == nil {
		panic("recommendations: a store, a bus, a presence, a keeper of students and questions are needed")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{Config: c, exposure: choose.NewExposure(choose.ExposureCap)}
	s.catalogue = newCatalogue(c.Store, c.Keeper, c.Questions.Varieties(), c.Log)
	if c.Facts != nil {
		c.Facts.Listen(s.answered)
	}
	return s
}

// Register serves the methods on mux.
func (s *Service) Register(mux *rpc.Mux) {
	rpc.Handle(mux, schema.RecommendationsRequest, s.request)
	rpc.Handle(mux, schema.RecommendationsSubscribe, s.subscribe)
	rpc.Handle(mux, schema.RecommendationsUnsubscribe, s.unsubscribe)
	rpc.Handle(mux, schema.RecommendationsRefresh, s.refresh)
}

// Start reads the catalogue of shared questions, and again from time to time,
// until Close.
func (s *Service) Start() { s.catalogue.start() }

// Close ends what Start began and waits for it. It may be called twice.
func (s *Service) Close() { s.catalogue.close() }

func user(ctx context.Context) string {
	call, _ := rpc.FromContext(ctx)
	return call.Identity().UserID
}
