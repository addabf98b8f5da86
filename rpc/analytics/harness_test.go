package analytics_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"go.uber.org/goleak"

	"prepwire/rpc"
	"prepwire/rpc/analytics"
	"prepwire/rpc/recommendations/students"
	"prepwire/rpc/rpctest"
	"prepwire/rpc/session"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// today is when everything here happens.
var today = time.Date(2026, 3, 10, 15, 0, 0, 0, time.UTC)

// house is a gateway that serves the namespace on a store of its own.
type house struct {
	*rpctest.Gateway
	store *sqlite.DB
	facts *rpc.Facts
}

func open(t testing.TB) *house {
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
	h := &house{store: db, facts: rpc.NewFacts(nil)}
	h.Gateway = rpctest.Start(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
		rpc.Handle(mux, schema.SystemPing, func(context.Context, schema.Empty) (schema.Pong, error) { return schema.Pong{}, nil })
		analytics.New(analytics.Config{
			Store: db, Bus: g.Bus, Keeper: students.New(students.Config{Store: db}), Facts: h.facts,
			Named: func(skill string) analytics.Topic {
				if skill == "alg1" || skill == "ALG1" {
					return analytics.Topic{Exam: "SAT", Subject: "math", Skill: "ALG1"}
				}
				return analytics.Topic{Skill: skill}
			},
			Now: func() time.Time { return today },
			Log: slog.New(slog.NewTextHandler(g.Log, nil)),
		}).Register(mux)
	})
	h.Server.Topics("user", session.New(session.Config{}).UserTopics())
	h.facts.Start()
	t.Cleanup(h.facts.Close)
	return h
}

// as connects a user and makes one call, after which notifications may come.
func (h *house) as(t testing.TB, user string) *rpctest.Client {
	t.Helper()
	c := h.As(t, user)
	c.Must("system.ping", "{}", nil)
	return c
}

// answered keeps the n-th answer of a user.
func (h *house) answered(t testing.TB, user string, n int, edit func(*store.Attempt)) store.Attempt {
	t.Helper()
	a := store.Attempt{ID: fmt.Sprintf("%s%d", user, n), UserID: user, QuestionID: fmt.Sprintf("q%d", n), Answer: "A", Correct: true,
		TimeSpentMs: 1000, ExpectedMs: 2000, ExamType: "SAT", Subject: "math", Skill: "ALG1", DifficultyLevel: 3,
		At: today.Add(time.Duration(n-1000) * time.Second)}
	edit(&a)
	kept, err := h.store.RecordAttempt(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

// studies starts a session of a user.
func (h *house) studies(t testing.TB, user, id string) {
	t.Helper()
	if _, err := h.store.StartSession(t.Context(), store.Session{ID: id, UserID: user, Kind: "practice", State: []byte("{}"), StartedAt: today.Add(-time.Hour)}); err != nil {
		t.Fatal(err)
	}
}
