package contest_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"prepwire/rpc"
	"prepwire/rpc/contest"
	"prepwire/rpc/rpctest"
	"prepwire/rpc/session"
	"prepwire/schema"
	"prepwire/store"
	livestore "prepwire/store/live"
	"prepwire/store/live/memory"
	"prepwire/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bubble runs a test in which time passes only while everybody waits.
func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, f)
}

// house is a gateway that serves the namespace, and runs contests.
type house struct {
	*rpctest.Gateway
	t        testing.TB
	db       *sqlite.DB
	store    contest.Store
	service  *contest.Service
	registry *prometheus.Registry
}

// newDB opens a store that ends with the test.
func newDB(t testing.TB) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// open starts a gateway in memory on a store of its own.
func open(t testing.TB) *house { return openOn(t, newDB(t), nil) }

// openOn is open on a store that others may use as well, seen through wrap.
func openOn(t testing.TB, db *sqlite.DB, wrap func(contest.Store) contest.Store) *house {
	t.Helper()
	return openWith(t, rpctest.StartInMemory, db, wrap, nil)
}

// shared is what nodes have in common beside the store.
type shared struct {
	bus      livestore.Bus
	presence livestore.Presence
	recalled int // answers of a contest that nodes remember; 0: as ever
}

func newShared(t testing.TB) *shared {
	bus := memory.NewBus(memory.Options{})
	t.Cleanup(bus.Close)
	return &shared{bus: bus, presence: memory.NewPresence(memory.Options{})}
}

type starter func(testing.TB, func(*rpctest.Gateway, *rpc.Mux), ...func(*rpc.Options)) *rpctest.Gateway

func openWith(t testing.TB, start starter, db *sqlite.DB, wrap func(contest.Store) contest.Store, with *shared) *house {
	t.Helper()
	if with == nil {
		with = newShared(t)
	}
	h := &house{t: t, db: db, store: db, registry: prometheus.NewRegistry()}
	if wrap != nil {
		h.store = wrap(db)
	}
	h.Gateway = start(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
		metrics := contest.NewMetrics()
		h.registry.MustRegister(metrics)
		h.service = contest.New(contest.Config{Store: h.store, Bus: with.bus, Presence: with.presence,
			Metrics: metrics, Log: slog.New(slog.NewTextHandler(g.Log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
		h.service.Register(mux)
		session.New(session.Config{}).Register(mux)
		rpc.Handle(mux, schema.SystemPing, func(context.Context, schema.Empty) (schema.Pong, error) { return schema.Pong{}, nil })
	}, func(o *rpc.Options) { o.Bus, o.Limits.ConnsPerUser = with.bus, 0 })
	h.Server.Topics("contest", h.service.Topics())
	h.Server.Topics("user", session.New(session.Config{}).UserTopics())
	if with.recalled > 0 {
		h.service.Recall(with.recalled)
	}
	h.service.Start()
	t.Cleanup(h.service.Close)
	return h
}

// questions keeps n shared multiple-choice questions of ann's, "q1" to "qN",
// with options A to D, of which B is right.
func (h *house) questions(n int) {
	h.t.Helper()
	var qs []store.Question
	for i := range n {
		qs = append(qs, store.Question{ID: fmt.Sprintf("q%d", i+1), ExamType: "SAT", Subject: "math", Skill: "ALG1", DifficultyLevel: 2,
			QuestionType: "multiple-choice", Stem: fmt.Sprintf("Question %d?", i+1), CorrectAnswer: "B", Explanation: "Because of B.",
			Options:    []store.Option{{ID: "A", Text: "a"}, {ID: "B", Text: "b"}, {ID: "C", Text: "c"}, {ID: "D", Text: "d"}},
			Visibility: store.Shared, Verified: true, Provider: "author", CreatedBy: "ann", CreatedAt: time.Now()})
	}
	for len(qs) > 0 {
		part := qs[:min(100, len(qs))]
		if _, err := h.db.CreateQuestions(h.t.Context(), part); err != nil {
			h.t.Fatal(err)
		}
		qs = qs[len(part):]
	}
}

// params are those of contest.create for questions q1 to qN, in which members
// may be replaced.
func params(n int, more map[string]any) map[string]any {
	p := map[string]any{"title": "A contest", "startTime": at(2 * time.Minute), "durationMs": 60_000}
	var questions []map[string]any
	for i := range n {
		questions = append(questions, map[string]any{"questionId": fmt.Sprintf("q%d", i+1)})
	}
	p["questions"] = questions
	for name, v := range more {
		if p[name] = v; v == nil {
			delete(p, name)
		}
	}
	return p
}

// live are members of a live contest of n questions of ten seconds each.
func live(n int, more map[string]any) map[string]any {
	var questions []map[string]any
	for i := range n {
		questions = append(questions, map[string]any{"questionId": fmt.Sprintf("q%d", i+1), "timeLimitMs": 10_000})
	}
	p := map[string]any{"pacing": "live", "durationMs": nil, "questions": questions}
	for name, v := range more {
		p[name] = v
	}
	return p
}

// at is the time after some time has passed.
func at(d time.Duration) string { return time.Now().Add(d).UTC().Format("2006-01-02T15:04:05.000Z") }

// contest creates a contest of oscar's.
func (h *house) contest(n int, more map[string]any) schema.Contest {
	h.t.Helper()
	var c schema.Contest
	h.user("oscar", "organizer").Must("contest.create", params(n, more), &c)
	return c
}

func ref(c schema.Contest) string { return fmt.Sprintf(`{"contestId":%q}`, c.ID) }

// player registers somebody and joins.
func (h *house) player(c schema.Contest, name string) *user {
	h.t.Helper()
	u := h.user(name)
	u.Must("contest.register", ref(c), nil)
	u.Must("contest.join", ref(c), nil)
	return u
}

// until lets time pass until a moment.
func until(moment schema.Time) { time.Sleep(time.Until(moment.Time)) }

// refused wants a refusal with that reason.
func refused(t testing.TB, r rpctest.Reply, reason schema.Reason) schema.ErrorData {
	t.Helper()
	if r.Error == nil {
		t.Fatalf("got %s, want %s", r.Result, reason)
	}
	if r.Error.Data.Reason != reason {
		t.Fatalf("got %+v, want %s", r.Error, reason)
	}
	return r.Error.Data
}
