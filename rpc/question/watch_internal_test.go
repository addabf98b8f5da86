package question

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"prepwire/rpc/question/excerpt"
	"prepwire/rpc/question/itembank"
	"prepwire/store"
	"prepwire/store/live/memory"
	"prepwire/store/sqlite"
)

// counted is a store that counts how often it is asked what is open.
type counted struct {
	*sqlite.DB
	looks, reads int
	fails        error
}

func (c *counted) OpenVersions(ctx context.Context, after store.Position, limit int) ([]store.ContestVersion, error) {
	c.looks++
	if c.fails != nil {
		return nil, c.fails
	}
	return c.DB.OpenVersions(ctx, after, limit)
}

func (c *counted) Contest(ctx context.Context, id string) (store.Contest, error) {
	c.reads++
	return c.DB.Contest(ctx, id)
}

// TestWatchFollowsTheContests: it is at most a second behind what any node has
// done, reads a contest again only when it has changed, and forgets what is over.
func TestWatchFollowsTheContests(t *testing.T) {
	ctx := t.Context()
	db, err := sqlite.Open(ctx, t.TempDir(), sqlite.Options{})
	must(t, err)
	defer func() { must(t, db.Close()) }()
	s := &counted{DB: db}
	w := newWatch(s, slog.New(slog.DiscardHandler))
	clock := time.Now()
	w.now = func() time.Time { return clock }
	stems := []string{"How many eggs are in 7 boxes of 12 eggs each, when 5 broke?", "How many legs have 9 spiders and 4 horses in all?"}
	var qs []store.Question
	for i, stem := range stems {
		qs = append(qs, store.Question{ID: fmt.Sprint("q", i), ExamType: "SAT", Subject: "math", DifficultyLevel: 3, QuestionType: "short-answer",
			Stem: stem, Visibility: store.Private, CreatedBy: "ann", CreatedAt: clock, CorrectAnswer: "79"})
	}
	_, err = db.CreateQuestions(ctx, qs)
	must(t, err)
	contest := func(id string, questions ...string) store.Contest {
		c := store.Contest{ID: id, CreatedBy: "org", CreatedAt: clock, UpdatedAt: clock, StartTime: clock, EndTime: clock}
		for _, q := range questions {
			c.Questions = append(c.Questions, store.ContestQuestion{QuestionID: q, PointsMilli: 1})
		}
		return c
	}
	watched := func(what string, stem string, want bool) {
		t.Helper()
		must(t, w.follow(ctx))
		if got := len(w.index.Candidates(excerpt.Of(stem), 5)) > 0; got != want {
			t.Errorf("%s: watched %v", what, got)
		}
	}
	later := func() { clock = clock.Add(watchEvery) }

	watched("without contests", stems[0], false)
	_, err = db.CreateContest(ctx, contest("c1", "q0"))
	must(t, err)
	watched("within the second", stems[0], false)
	later()
	watched("a second later", stems[0], true)
	looks, reads := s.looks, s.reads
	for range 5 {
		watched("asked often", stems[0], true)
	}
	later()
	watched("unchanged", stems[0], true)
	if s.looks != looks+1 || s.reads != reads {
		t.Errorf("looked %d times, read %d contests for nothing", s.looks-looks, s.reads-reads)
	}
	_, err = db.CreateContest(ctx, contest("c2", "q0", "q1"))
	must(t, err)
	_, err = db.UpdateContest(ctx, contest("c1", "q1"), 1)
	must(t, err)
	later()
	watched("in another contest", stems[0], true)
	watched("put into a contest", stems[1], true)
	q, err := db.Question(ctx, "q0")
	must(t, err)
	q.Stem = "How many wings have 6 beetles and 11 bats together?"
	_, err = db.UpdateQuestion(ctx, q, q.Version)
	must(t, err)
	_, err = db.FreezeContest(ctx, store.Freeze{ContestID: "c2", At: clock, Questions: []store.Question{q}}, 1)
	must(t, err)
	later()
	watched("changed until it was frozen", q.Stem, true)
	watched("as it was before", stems[0], false)
	_, err = db.CancelContest(ctx, "c2", clock)
	must(t, err)
	s.fails = store.ErrInvalid
	later()
	if err := w.follow(ctx); err == nil {
		t.Error("a store that fails was believed")
	}
	s.fails = nil
	watched("called off", q.Stem, false)
	watched("still in the other", stems[1], true)
	_, err = db.CloseContest(ctx, "c1", clock, "head", 1)
	must(t, err)
	later()
	watched("over", stems[1], false)
	if len(w.seen)+len(w.uses)+w.index.Len() != 0 {
		t.Errorf("kept %v, %v, %d", w.seen, w.uses, w.index.Len())
	}
}

// TestStartReadsAhead: a node knows the contests' questions before the first call,
// and closes while it reads.
func TestStartReadsAhead(t *testing.T) {
	db, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	must(t, err)
	defer func() { must(t, db.Close()) }()
	s := &counted{DB: db}
	bus := memory.NewBus(memory.Options{})
	defer bus.Close()
	service := New(Config{Store: s, Bus: bus, Bank: itembank.New()})
	service.Start()
	service.work.Wait()
	if s.looks != 1 || !service.watch.fresh() {
		t.Errorf("looked %d times", s.looks)
	}
	service.Close()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
