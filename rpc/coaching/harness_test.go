package coaching_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"prepwire/rpc"
	"prepwire/rpc/coaching"
	"prepwire/rpc/question"
	"prepwire/rpc/question/itembank"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live"
	"prepwire/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clocked is a store whose clock the test moves.
type clocked struct {
	*sqlite.DB
	mu  sync.Mutex
	now time.Time
}

func (c *clocked) Now(ctx context.Context) (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now, ctx.Err()
}

func (c *clocked) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// house is a gateway that serves the namespace, and questions, on a store.
type house struct {
	*rpctest.Gateway
	store *clocked
	heard chan string // attempts that the tutor has considered
}

func openStore(t testing.TB) *clocked {
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
	return &clocked{DB: db, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
}

func open(t testing.TB, model coaching.Model, edit ...func(*coaching.Config)) *house {
	t.Helper()
	return openOn(t, openStore(t), model, edit...)
}

func openOn(t testing.TB, db *clocked, model coaching.Model, edit ...func(*coaching.Config)) *house {
	t.Helper()
	return openLimited(t, db, model, live.Rate{}, edit...)
}

// openLimited is openOn with a LIMIT_AI_PER_USER.
func openLimited(t testing.TB, db *clocked, model coaching.Model, limit live.Rate, edit ...func(*coaching.Config)) *house {
	t.Helper()
	h := &house{store: db, heard: make(chan string, 100)}
	facts := rpc.NewFacts(nil)
	h.Gateway = rpctest.Start(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
		questions := question.New(question.Config{Store: db, Bus: g.Bus, Bank: itembank.New(), Facts: facts,
			Now: func() time.Time { now, _ := db.Now(context.Background()); return now }})
		questions.Register(mux)
		c := coaching.Config{Store: db, Bus: g.Bus, Questions: questions, Model: model, Facts: facts,
			Log: slog.New(slog.NewTextHandler(g.Log, nil))}
		for _, f := range edit {
			f(&c)
		}
		coaching.New(c).Register(mux)
		holdContests(mux, db)
	}, func(o *rpc.Options) {
		o.Engaged, o.AI, o.Limits.AIPerUser = db.Engaged, func() bool { return model != nil }, limit
	})
	facts.Listen(func(_ context.Context, a rpc.Answered) { h.heard <- a.AttemptID })
	facts.Start()
	t.Cleanup(facts.Close)
	return h
}

// holdContests serves what conversations need of contests: contest.create
// announces one with the title as its id.
func holdContests(mux *rpc.Mux, db *clocked) {
	rpc.Handle(mux, schema.ContestCreate, func(ctx context.Context, p schema.ContestCreateParams) (schema.Contest, error) {
		call, _ := rpc.FromContext(ctx)
		now, err := db.Now(ctx)
		c := store.Contest{ID: p.Title, CreatedBy: call.Identity().UserID, CreatedAt: now, StartTime: now, EndTime: now}
		for _, q := range p.Questions {
			c.Questions = append(c.Questions, store.ContestQuestion{QuestionID: string(q.QuestionID), PointsMilli: 1000})
		}
		if err == nil {
			_, err = db.CreateContest(ctx, c)
		}
		return schema.Contest{}, err
	})
}

// asked keeps shared questions q0, q1, … with four options, of which B, the
// number 42, is right; somebody well prepared takes a minute.
func (h *house) asked(t testing.TB, n int, edit ...func(*store.Question)) {
	t.Helper()
	var qs []store.Question
	for i := range n {
		q := store.Question{
			ID: fmt.Sprintf("q%d", i), ExamType: "SAT", Subject: "math", Skill: "ALG1", DifficultyLevel: 3,
			QuestionType: "multiple-choice", Stem: fmt.Sprintf("Solve 2x − %d = %d for x.", i, 84-i),
			Options:     []store.Option{{ID: "A", Text: "21"}, {ID: "B", Text: "42"}, {ID: "C", Text: "84"}, {ID: "D", Text: "7"}},
			TimeLimitMs: 90_000, Provider: "author", Visibility: store.Shared, Verified: true, CreatedBy: "ann",
			CreatedAt: h.store.now, CorrectAnswer: "B", Explanation: "Add and then halve: x = 42.",
			Hints: []string{"Undo the subtraction first.", "Then halve."},
		}
		for _, f := range edit {
			f(&q)
		}
		qs = append(qs, q)
	}
	if _, err := h.store.CreateQuestions(t.Context(), qs); err != nil {
		t.Fatal(err)
	}
}

// answer answers question i and waits until the tutor has thought about it.
func (h *house) answer(t testing.TB, c *rpctest.Client, i int, answer string, spentMs int) {
	t.Helper()
	c.Must("question.answer", fmt.Sprintf(`{"questionId":"q%d","answer":"%s","timeSpentMs":%d}`, i, answer, spentMs), nil)
	<-h.heard
}

// messages are a user's messages by the trigger or type of each, oldest first.
func (h *house) messages(t testing.TB, user string) (all []string) {
	t.Helper()
	list, err := h.store.MessagesOf(t.Context(), user, store.MessageFilter{}, store.Page{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for i := range list.Items {
		m := list.Items[len(list.Items)-1-i]
		if m.Trigger != "" {
			all = append(all, m.Trigger)
		} else {
			all = append(all, m.Type)
		}
	}
	return all
}

// events are the names of all events of a user's topic.
func (h *house) events(t testing.TB, user string) (events []live.Event) {
	t.Helper()
	head, err := h.Bus.Head(t.Context(), rpc.UserTopic(user))
	if err != nil {
		t.Fatal(err)
	}
	events, err = h.Bus.Read(t.Context(), rpc.UserTopic(user), live.Position{Epoch: head.Epoch}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// refused wants a reply with that code and reason.
func refused(t testing.TB, r rpctest.Reply, code schema.Code, reason schema.Reason) schema.ErrorData {
	t.Helper()
	if r.Error == nil {
		t.Fatalf("got %s, want %d %s", r.Result, code, reason)
	}
	if r.Error.Code != code || r.Error.Data.Reason != reason {
		t.Fatalf("got %+v, want %d %s", r.Error, code, reason)
	}
	return r.Error.Data
}

// script is a model that plays one turn a call.
type script struct {
	mu    sync.Mutex
	turns []turn
	asked []coaching.ModelRequest
}

// turn is what the model does when it is asked: say something, in pieces, or
// fail.
type turn struct {
	text string
	err  error
}

func (s *script) Say(ctx context.Context, r coaching.ModelRequest, on func(coaching.ModelEvent)) (string, error) {
	s.mu.Lock()
	s.asked = append(s.asked, r)
	if len(s.turns) == 0 {
		s.mu.Unlock()
		return "", errors.New("the script is over")
	}
	now := s.turns[0]
	s.turns = s.turns[1:]
	s.mu.Unlock()
	on(coaching.ModelEvent{Kind: coaching.ModelQueued, Wait: 3 * time.Second})
	on(coaching.ModelEvent{Kind: coaching.ModelStarted})
	for rest := now.text; rest != ""; {
		n := min(40, len(rest))
		on(coaching.ModelEvent{Kind: coaching.ModelText, Text: rest[:n]})
		rest = rest[n:]
	}
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("say: %w", err)
	}
	return now.text, now.err
}

// byTask are models by what they are asked for.
type byTask map[string]*script

func (b byTask) Say(ctx context.Context, r coaching.ModelRequest, on func(coaching.ModelEvent)) (string, error) {
	return b[r.Task].Say(ctx, r, on)
}

// requests are what the model was asked so far.
func (s *script) requests() []coaching.ModelRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}
