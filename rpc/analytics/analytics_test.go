package analytics_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store"
)

func TestConversations(t *testing.T) {
	rpctest.Conversations(t, "testdata", func(t *testing.T) *rpctest.Gateway { return open(t).Gateway })
}

func TestFiguresOfASession(t *testing.T) {
	h := open(t)
	h.studies(t, "ann", "s1")
	for n, right := range []bool{true, true, true, false, true, true} {
		h.answered(t, "ann", n, func(a *store.Attempt) { a.SessionID, a.Correct = "s1", right })
	}
	h.answered(t, "ann", 50, func(a *store.Attempt) { a.SessionID, a.QuestionID, a.Correct = "s1", "q3", true }) // again
	h.answered(t, "ann", 60, func(a *store.Attempt) { a.ExpectedMs = 0 })                                        // outside
	h.answered(t, "bob", 70, func(a *store.Attempt) { a.SessionID = "s1" })                                      // somebody else's
	c := h.as(t, "ann")
	var got schema.Analytics
	c.Must("analytics.get", "{}", &got)
	if want := (schema.SessionFigures{Answered: 6, Correct: 5, Streak: 2, BestStreak: 3, TimeMs: 6000, Pace: 0.5}); got.Session != want {
		t.Errorf("session %+v, want %+v", got.Session, want)
	}
	if want := (schema.OverallFigures{Answered: 7, Correct: 6, Accuracy: 0.857}); got.Overall != want {
		t.Errorf("overall %+v, want %+v", got.Overall, want)
	}
	if len(got.Mastery) != 1 || got.Mastery[0].Skill != "ALG1" || got.Mastery[0].Answers != 7 || got.Mastery[0].Sd <= 0 {
		t.Errorf("mastery %+v", got.Mastery)
	}
	if len(got.Prediction) != 2 || !(got.Prediction[1].Low < got.Prediction[1].Score && got.Prediction[1].Score < got.Prediction[1].High) {
		t.Errorf("prediction %+v", got.Prediction)
	}
	if r := c.Call("analytics.get", `{"sessionId":"s2"}`); r.Error == nil || r.Error.Data.Errors[0].Pointer != "/sessionId" {
		t.Errorf("an unknown session: %+v", r)
	}
	if r := h.as(t, "bob").Call("analytics.get", `{"sessionId":"s1"}`); r.Error == nil || r.Error.Data.Reason != schema.ReasonNotFound {
		t.Errorf("somebody else's session: %+v", r)
	}
}

func TestPerformanceGroupsTheWindow(t *testing.T) {
	h := open(t)
	for n := range 6 {
		h.answered(t, "ann", n, func(a *store.Attempt) { a.Correct, a.DifficultyLevel = n < 4, n%5+1 })
	}
	h.answered(t, "ann", 10, func(a *store.Attempt) { a.Subject, a.Skill, a.DifficultyLevel = "", "X9", 0 })
	h.answered(t, "ann", 11, func(a *store.Attempt) { a.At = today.Add(-8 * 24 * time.Hour) })
	var got schema.Performance
	h.as(t, "ann").Must("analytics.performance", `{"days":7}`, &got)
	want := schema.Performance{
		BySubject: []schema.PerformanceGroup{{Key: "math", Name: "math", Answered: 6, Correct: 4, Accuracy: 0.667, TimeMs: 6000}},
		BySkill: []schema.PerformanceGroup{
			{Key: "ALG1", Name: "Linear equations in one variable", Answered: 6, Correct: 4, Accuracy: 0.667, TimeMs: 6000},
			{Key: "X9", Name: "X9", Answered: 1, Correct: 1, Accuracy: 1, TimeMs: 1000}},
		ByDifficulty: []schema.PerformanceGroup{
			{Key: "easy", Name: "easy", Answered: 3, Correct: 2, Accuracy: 0.667, TimeMs: 3000},
			{Key: "hard", Name: "hard", Answered: 2, Correct: 1, Accuracy: 0.5, TimeMs: 2000},
			{Key: "medium", Name: "medium", Answered: 1, Correct: 1, Accuracy: 1, TimeMs: 1000}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestProgressHasALineADay(t *testing.T) {
	h := open(t)
	on := func(days, n int, right bool) {
		h.answered(t, "ann", n, func(a *store.Attempt) { a.At, a.Correct = today.Add(-time.Duration(days)*24*time.Hour), right })
	}
	for n := range 8 {
		on(9, n, false)
	}
	for n := range 8 {
		on(2, 10+n, true)
	}
	on(0, 30, true)
	c := h.as(t, "ann")
	var got []schema.ProgressDay
	c.Must("analytics.progress", `{"days":4}`, &got)
	if len(got) != 4 {
		t.Fatalf("%+v", got)
	}
	for i, want := range []struct {
		date     string
		answered int64
	}{{"2026-03-07", 0}, {"2026-03-08", 8}, {"2026-03-09", 0}, {"2026-03-10", 1}} {
		if got[i].Date != want.date || got[i].Answered != want.answered || got[i].Correct != want.answered {
			t.Errorf("day %d: %+v", i, got[i])
		}
	}
	if !(got[0].Mastery > 0 && got[1].Mastery > got[0].Mastery+0.05) {
		t.Errorf("mastery %v before and %v after eight right answers", got[0].Mastery, got[1].Mastery)
	}
	c.Must("analytics.progress", `{"days":366}`, &got)
	if len(got) != 10 || got[0].Date != "2026-03-01" {
		t.Errorf("%d days from %s on", len(got), got[0].Date)
	}
}

// Every device hears of an answer, with figures that hold it already; a further
// attempt at the same question changes nothing and is not told of.
func TestDevicesHearOfAnswers(t *testing.T) {
	h := open(t)
	devices := []*rpctest.Client{h.as(t, "ann"), h.as(t, "ann")}
	for n := range 3 {
		again := h.answered(t, "ann", 100+n, func(a *store.Attempt) { a.QuestionID = "q0" })
		if n > 0 {
			h.facts.Tell(t.Context(), rpc.Answered{AttemptID: again.ID, UserID: "ann"})
		}
		a := h.answered(t, "ann", n+1, func(*store.Attempt) {})
		h.facts.Tell(t.Context(), rpc.Answered{AttemptID: a.ID, UserID: "ann", Counts: true})
		for i, c := range devices {
			var got struct {
				Method string
				Params schema.AnalyticsUpdatedParams
			}
			if err := json.Unmarshal(c.Receive(), &got); err != nil {
				t.Fatal(err)
			}
			if got.Method != "analytics.updated" || got.Params.Version != int64(n+2) || got.Params.Analytics.Overall.Answered != int64(n+2) {
				t.Errorf("device %d after answer %d: %+v", i, n, got)
			}
		}
	}
}

// A flood of answers that nobody checked moves an estimate no further than a few
// that were judged.
func TestAFloodOfReportedAnswersIsBounded(t *testing.T) {
	h := open(t)
	c := h.as(t, "ann")
	var got schema.Analytics
	for n := range 300 {
		c.Must("analytics.recordAnswer", fmt.Sprintf(`{"ref":"r%d","skill":"alg1","correct":true}`, n), &got)
	}
	for n := range 12 {
		h.answered(t, "bob", n, func(*store.Attempt) {})
	}
	var judged schema.Analytics
	h.as(t, "bob").Must("analytics.get", "{}", &judged)
	if got.Mastery[0].Skill != "ALG1" || got.Mastery[0].Mean >= judged.Mastery[0].Mean {
		t.Errorf("300 reported: %+v; 12 judged: %+v", got.Mastery, judged.Mastery)
	}
}
