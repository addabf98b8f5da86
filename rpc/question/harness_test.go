package question_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"prepwire/rpc"
	"prepwire/rpc/question"
	"prepwire/rpc/question/itembank"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live"
	"prepwire/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// house is a gateway that serves the namespace on a store of its own.
type house struct {
	*rpctest.Gateway
	store *sqlite.DB
}

func open(t testing.TB, model question.Model) *house {
	t.Helper()
	return openOn(t, openStore(t), model)
}

// openStore opens a store of its own.
func openStore(t testing.TB) *sqlite.DB {
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

// openOn is open on a store that others may use as well. The model's questions
// are not solved without their keys; see openChecked.
func openOn(t testing.TB, db *sqlite.DB, model question.Model, edit ...func(*rpc.Options)) *house {
	t.Helper()
	return openChecked(t, db, model, question.ChecksStatic, edit...)
}

// openChecked is openOn with checks of that level.
func openChecked(t testing.TB, db *sqlite.DB, model question.Model, checks question.Checks, edit ...func(*rpc.Options)) *house {
	t.Helper()
	h := &house{store: db}
	h.Gateway = rpctest.Start(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
		rpc.Handle(mux, schema.SystemPing, func(context.Context, schema.Empty) (schema.Pong, error) { return schema.Pong{}, nil })
		question.New(question.Config{Store: db, Bus: g.Bus, Bank: itembank.New(), Model: model, Checks: checks,
			Log: slog.New(slog.NewTextHandler(g.Log, nil))}).Register(mux)
		holdContests(mux, db)
	}, edit...)
	return h
}

// engagedIs says that the user named there is in a contest.
func engagedIs(user *string) func(context.Context, string) (bool, error) {
	return func(_ context.Context, id string) (bool, error) { return id == *user, nil }
}

// as connects a user and makes one call, after which notifications may come.
func (h *house) as(t testing.TB, user string, roles ...string) *rpctest.Client {
	t.Helper()
	c := h.As(t, user, roles...)
	c.Must("question.taxonomy", `{"examType":"GRE"}`, nil)
	return c
}

// stored is a question as the store has it.
func (h *house) stored(t testing.TB, id schema.ID) store.Question {
	t.Helper()
	q, err := h.store.Question(t.Context(), string(id))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// events are all events of a user's topic.
func (h *house) events(t testing.TB, user string) []live.Event {
	t.Helper()
	head, err := h.Bus.Head(t.Context(), rpc.UserTopic(user))
	if err != nil {
		t.Fatal(err)
	}
	events, err := h.Bus.Read(t.Context(), rpc.UserTopic(user), live.Position{Epoch: head.Epoch}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// generate calls question.generate and wants success.
func generate(t testing.TB, c *rpctest.Client, params string) schema.QuestionGenerateResult {
	t.Helper()
	var r schema.QuestionGenerateResult
	c.Must("question.generate", params, &r)
	if len(r.Questions) == 0 || r.RequestID == "" {
		t.Fatalf("generate %s: got %+v", params, r)
	}
	return r
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

// pointers are where the faults of a refusal are.
func pointers(d schema.ErrorData) string {
	var all []string
	for _, e := range d.Errors {
		all = append(all, e.Pointer)
	}
	return strings.Join(all, " ")
}

// script is a model that plays one turn a call.
type script struct {
	mu    sync.Mutex
	turns []turn
	asked []question.ModelRequest
}

// turn is what the model does when it is asked: write text, in pieces, or fail.
type turn struct {
	text string
	err  error
}

func (s *script) Name() string { return "script-1" }

func (s *script) Write(ctx context.Context, r question.ModelRequest, on func(question.ModelEvent)) (string, error) {
	s.mu.Lock()
	s.asked = append(s.asked, r)
	if len(s.turns) == 0 {
		s.mu.Unlock()
		return "", errors.New("the script is over")
	}
	now := s.turns[0]
	s.turns = s.turns[1:]
	s.mu.Unlock()
	on(question.ModelEvent{Kind: question.ModelStarted})
	for rest := now.text; rest != ""; {
		n := min(40, len(rest))
		on(question.ModelEvent{Kind: question.ModelText, Text: rest[:n]})
		rest = rest[n:]
	}
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("write: %w", err)
	}
	return now.text, now.err
}

// requests are what the model was asked so far.
func (s *script) requests() []question.ModelRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// paper is an answer of the model: one good question for each number. Number 0
// makes one whose key is out of range.
func paper(numbers ...int) string {
	var questions []map[string]any
	for _, n := range numbers {
		q := map[string]any{
			"stem":         fmt.Sprintf("What is %d + %d?", n, n),
			"options":      []string{fmt.Sprint(2*n + 1), fmt.Sprint(2 * n), fmt.Sprint(2*n - 1), fmt.Sprint(3*n + 5)},
			"correctIndex": 1,
			"explanation":  fmt.Sprintf("Adding %d to itself <gives> exactly %d.", n, 2*n),
			"skill":        "ALG1",
			"hints":        []string{"Count on.", "Double it.", "Write it down."},
		}
		if n == 0 {
			q["correctIndex"] = 7
		}
		questions = append(questions, q)
	}
	b, err := json.Marshal(map[string]any{"questions": questions})
	if err != nil {
		panic(err)
	}
	return string(b)
}
