package contest_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/rpc/contest"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store"
)

// countingStore counts how often the answers of one participant are read, and
// the questions of a contest.
type countingStore struct {
	contest.Store
	reads, papers atomic.Int64
}

func (s *countingStore) QuestionsByID(ctx context.Context, ids []string) ([]store.Question, error) {
	s.papers.Add(1)
	return s.Store.QuestionsByID(ctx, ids)
}

func (s *countingStore) EntriesOf(ctx context.Context, contestID, participant string) ([]store.ContestEntry, error) {
	s.reads.Add(1)
	return s.Store.EntriesOf(ctx, contestID, participant)
}

// A repeat that comes soon after costs no reading of all that its participant
// has answered, also after a restart. Either way it gets the same bytes.
func TestRepeatIsRemembered(t *testing.T) {
	bubble(t, func(t *testing.T) {
		db := newDB(t)
		counted := countingStore{Store: db} // of all nodes
		count := func(contest.Store) contest.Store { return &counted }
		h := openOn(t, db, count)
		h.questions(2)
		c := h.contest(2, nil)
		bob := h.player(c, "bob")
		until(c.StartTime)
		_, first := bob.mustAnswer(c, "q1", "B")
		bob.mustAnswer(c, "q2", "A")
		check := func(when string, bob *user, reads int64) {
			t.Helper()
			if _, again := bob.mustAnswer(c, "q1", "b"); again != first {
				t.Errorf("%s: repeat got %s, want %s", when, again, first)
			}
			refused(t, bob.answer(c, "q1", "C"), schema.AlreadyAnswered)
			if got := counted.reads.Swap(0); got != reads {
				t.Errorf("%s: read %d times, want %d", when, got, reads)
			}
		}
		check("soon", bob, 0)
		second := openOn(t, h.db, count)
		check("elsewhere", second.player(c, "bob"), 0)
		forgetful := newShared(t)
		forgetful.recalled = 1
		third := openWith(t, rpctest.StartInMemory, h.db, count, forgetful)
		check("when it is forgotten", third.player(c, "bob"), 2)
		until(c.EndTime)
		time.Sleep(time.Second)
		check("after the end", bob, 0)
	})
}

// Whoever registers is no reason to read all questions again, unless the
// contest has changed: then its new authors count.
func TestRegisteringReadsQuestionsOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var counted countingStore
		h := openOn(t, newDB(t), func(s contest.Store) contest.Store { counted.Store = s; return &counted })
		h.questions(2)
		c := h.contest(1, map[string]any{"startTime": at(time.Hour)})
		counted.papers.Store(0)
		for _, name := range []string{"bob", "eve", "cem"} {
			h.user(name).Must("contest.register", ref(c), nil)
		}
		if n := counted.papers.Load(); n != 1 {
			t.Errorf("read the questions %d times", n)
		}
		refused(t, h.user("ann").Call("contest.register", ref(c)), schema.KeyHolder)
		if _, err := h.db.CreateQuestions(t.Context(), []store.Question{{ID: "own", ExamType: "SAT", Subject: "math", DifficultyLevel: 2, QuestionType: "true-false",
			Stem: "Is it?", CorrectAnswer: "true", Explanation: "It is.", Visibility: store.Shared, Provider: "author", CreatedBy: "dan", CreatedAt: time.Now()}}); err != nil {
			t.Fatal(err)
		}
		h.user("oscar", "organizer").Must("contest.update", map[string]any{"contestId": c.ID, "version": c.Version,
			"questions": []map[string]any{{"questionId": "own"}}}, nil)
		refused(t, h.user("dan").Call("contest.register", ref(c)), schema.KeyHolder)
	})
}
