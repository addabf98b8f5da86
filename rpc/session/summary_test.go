package session_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store"
)

// learner thinks more of a skill with every attempt that it has seen.
type learner struct {
	all  store.Attempts
	busy atomic.Bool
}

func (l *learner) Mastery(ctx context.Context, user string, skills []string, through store.Position) (map[string]float64, error) {
	if l.busy.Load() {
		return nil, errors.New("busy")
	}
	seen, err := l.all.AttemptsOf(ctx, user, store.Position{}, store.MaxLimit)
	know := map[string]float64{}
	for _, skill := range skills {
		if skill != "NEW1" || through.ID != "" { // at first it knows nothing of that one
			know[skill] = 0
		}
	}
	for _, a := range seen {
		place := a.Position()
		if _, wanted := know[a.Skill]; wanted && (place.At.Before(through.At) || place == through) {
			know[a.Skill]++
		}
	}
	return know, err
}

var start = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

// attempt is the n-th one of alice's.
func attempt(n int, session, skill string, correct bool) store.Attempt {
	return store.Attempt{ID: fmt.Sprint("a", n), UserID: "alice", QuestionID: fmt.Sprint("q", n), SessionID: session, Skill: skill,
		Correct: correct, TimeSpentMs: 1000, At: start.Add(time.Duration(n) * time.Second)}
}

func record(t *testing.T, s store.Attempts, as ...store.Attempt) {
	t.Helper()
	if _, err := s.RecordAttempts(t.Context(), as); err != nil {
		t.Fatal(err)
	}
}

func TestSummary(t *testing.T) {
	shared := ground(t)
	attempts := shared.Store.(store.Attempts)
	shared.Learner = &learner{all: attempts}
	c, _ := attach(t, serve(t, shared), "")
	id := begin(t, c)
	again := attempt(9, id, "ALG1", true)
	again.QuestionID = "q2" // answered before: judged, and does not count
	untimed := attempt(8, id, "", false)
	untimed.TimeSpentMs = 0
	record(t, attempts, attempt(0, "", "ALG1", true), attempt(1, id, "ALG1", true), attempt(2, id, "GEO1", false),
		attempt(3, id, "ALG1", true), attempt(4, "another", "ALG1", false), attempt(5, id, "ALG1", true),
		attempt(6, id, "ALG1", true), attempt(7, id, "ALG1", false), untimed, again)
	want := schema.SessionSummary{Answered: 7, Correct: 4, BestStreak: 3, TimeMs: 6000,
		MasteryChanges: []schema.MasteryChange{{Skill: "ALG1", Before: 1, After: 7}, {Skill: "GEO1", Before: 0, After: 1}}}
	for range 2 { // also the repeat
		var sum schema.SessionSummary
		c.Must("session.end", fmt.Sprintf(`{"sessionId":%q}`, id), &sum)
		if !reflect.DeepEqual(sum, want) {
			t.Fatalf("got %+v, want %+v", sum, want)
		}
		record(t, attempts, attempt(20, id, "ALG1", true)) // came too late
	}
	var s schema.Session
	c.Must("session.get", fmt.Sprintf(`{"sessionId":%q}`, id), &s)
	if s.Summary == nil || !reflect.DeepEqual(*s.Summary, want) {
		t.Errorf("kept %+v", s.Summary)
	}
}

// More attempts than are read at once are summed up, too.
func TestLongSession(t *testing.T) {
	shared := ground(t)
	attempts := shared.Store.(store.Attempts)
	c, _ := attach(t, serve(t, shared), "")
	id := begin(t, c)
	var all []store.Attempt
	for n := range 2*store.MaxLimit + 1 {
		all = append(all, attempt(n, id, "ALG1", true))
	}
	for len(all) > 0 {
		n := min(len(all), 500)
		record(t, attempts, all[:n]...)
		all = all[n:]
	}
	var sum schema.SessionSummary
	c.Must("session.end", `{}`, &sum)
	if sum.Answered != 2*store.MaxLimit+1 || sum.BestStreak != sum.Answered {
		t.Errorf("%+v", sum)
	}
}

// A learner that cannot tell costs the mastery for now, and nothing else.
func TestSummaryWithoutLearner(t *testing.T) {
	shared := ground(t)
	attempts := shared.Store.(store.Attempts)
	brain := &learner{all: attempts}
	brain.busy.Store(true)
	shared.Learner = brain
	c, _ := attach(t, serve(t, shared), "")
	id := begin(t, c)
	record(t, attempts, attempt(1, id, "NEW1", true), attempt(2, id, "ALG1", true))
	var sum schema.SessionSummary
	c.Must("session.end", `{}`, &sum)
	if sum.Answered != 2 || len(sum.MasteryChanges) != 0 {
		t.Errorf("%+v", sum)
	}
	brain.busy.Store(false)
	var s schema.Session
	c.Must("session.get", fmt.Sprintf(`{"sessionId":%q}`, id), &s)
	if want := []schema.MasteryChange{{Skill: "ALG1", Before: 0, After: 1}}; !reflect.DeepEqual(s.Summary.MasteryChanges, want) {
		t.Errorf("later %+v", s.Summary)
	}
}

func begin(t *testing.T, c *rpctest.Client) string {
	t.Helper()
	var s schema.Session
	c.Must("session.start", `{"kind":"practice"}`, &s)
	if e := nextEvent(t, c); e.Method != "session.updated" {
		t.Fatalf("%+v", e)
	}
	return string(s.ID)
}
