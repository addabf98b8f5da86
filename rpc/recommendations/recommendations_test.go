package recommendations_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store"
)

func TestConversations(t *testing.T) {
	rpctest.Conversations(t, "testdata", func(t *testing.T) *rpctest.Gateway { return open(t).Gateway })
}

// A student who does what is recommended is never left without something to do,
// is asked nothing twice, and is asked no two isomorphs at once.
func TestThereIsAlwaysSomethingNew(t *testing.T) {
	h := open(t)
	c := h.as(t, "ann")
	seen := map[schema.ID]bool{}
	stems := map[string]bool{}
	skills := map[schema.Code64]bool{}
	for round := range 12 {
		var got schema.Recommendations
		c.Must("recommendations.request", `{"limit":5}`, &got)
		if len(got.Questions) != 5 || got.ModelVersion == "" {
			t.Fatalf("round %d: %d questions", round, len(got.Questions))
		}
		families := map[string]bool{}
		for i, r := range got.Questions {
			q := r.Question
			text := q.Passage + q.Stem + fmt.Sprint(q.Options)
			if seen[q.ID] || stems[text] {
				t.Fatalf("round %d: %s again", round, q.Stem)
			}
			family := q.Tags[len(q.Tags)-1]
			if families[family] {
				t.Errorf("round %d: two of family %s", round, family)
			}
			families[family], seen[q.ID], stems[text], skills[q.Skill] = true, true, true, true
			if !(r.PredictedSuccess > 0.1 && r.PredictedSuccess < 1) || r.Reason == "" || r.ExpectedTimeMs < 1000 {
				t.Errorf("%+v", r)
			}
			h.answer(t, c, q, i%2 == 0)
		}
	}
	if len(skills) < 8 {
		t.Errorf("60 answers touched only %d skills", len(skills))
	}
}

// What was made for a student and not answered is offered again, rather than
// made anew each time.
func TestWhatWaitsIsOfferedAgain(t *testing.T) {
	h := open(t)
	c := h.as(t, "ann")
	for range 5 {
		c.Must("recommendations.request", `{"limit":5}`, nil)
	}
	kept, err := h.store.ListQuestions(t.Context(), store.QuestionFilter{CreatedBy: "ann", VisibleTo: "ann"}, store.Page{Limit: 100})
	if err != nil || len(kept.Items) > 10 {
		t.Errorf("%d questions were made for five requests of five, %v", len(kept.Items), err)
	}
}

func TestMasteryFollowsTheAnswer(t *testing.T) {
	h := open(t)
	c := h.as(t, "ann")
	var got schema.Recommendations
	c.Must("recommendations.request", `{"limit":2}`, &got)
	first := h.answer(t, c, got.Questions[0].Question, true)
	if first.Mastery == nil || first.Mastery.Skill != string(got.Questions[0].Question.Skill) || first.Mastery.Answers != 1 || first.Mastery.Sd <= 0 {
		t.Errorf("%+v", first.Mastery)
	}
	second := h.answer(t, c, got.Questions[1].Question, false)
	if second.Mastery == nil || second.Mastery.Mean >= first.Mastery.Mean {
		t.Errorf("%+v after a wrong answer, %+v after a right one", second.Mastery, first.Mastery)
	}
}

// A filter that leaves nothing is named.
func TestTheFilterThatEmptiesTheChoiceIsNamed(t *testing.T) {
	h := open(t)
	h.share(t, "h1")
	h.service.Start()
	t.Cleanup(h.service.Close)
	c := h.as(t, "ann")
	history := func(more string) rpctest.Reply {
		return c.Call("recommendations.request", `{"preferences":{"subjects":["history"]`+more+`}}`)
	}
	listed(t, func() bool { return history("").Error == nil })
	for _, f := range []struct{ filter, params string }{
		{"subjects", `{"preferences":{"subjects":["alchemy"]}}`},
		{"difficulty", `{"preferences":{"subjects":["history"],"difficulty":5}}`},
		{"timeLimitMs", `{"preferences":{"subjects":["history"],"timeLimitMs":1000}}`},
	} {
		r := c.Call("recommendations.request", f.params)
		if r.Error == nil || r.Error.Data.Scope != f.filter || strings.Contains(r.Error.Message, "{") {
			t.Errorf("%s: %+v", f.params, r)
		}
	}
	c.Must("question.answer", `{"questionId":"h1","answer":"true"}`, nil)
	if r := history(""); r.Error == nil || r.Error.Data.Scope != "answered" {
		t.Errorf("all answered: %+v", r)
	}
}

// listed waits until the catalogue has been read.
func listed(t testing.TB, there func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(rpctest.Patience); !there(); {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("the shared questions were never read")
		}
	}
}

// A variant of the item bank that was shared is not offered to who answered it,
// although the model does not tell variants apart.
func TestASharedVariantIsOfferedOnce(t *testing.T) {
	h := open(t)
	for i := range 3 {
		h.share(t, fmt.Sprint("h", i), func(q *store.Question) {
			q.Provider, q.Origin = "itembank", fmt.Sprintf("itembank:family%d:3:%d", i, i)
		})
	}
	h.service.Start()
	t.Cleanup(h.service.Close)
	c := h.as(t, "ann")
	ask := func() (got schema.Recommendations, r rpctest.Reply) {
		r = c.Call("recommendations.request", `{"preferences":{"subjects":["history"]},"limit":10}`)
		if r.Error == nil {
			if err := json.Unmarshal(r.Result, &got); err != nil {
				t.Fatal(err)
			}
		}
		return got, r
	}
	listed(t, func() bool { _, r := ask(); return r.Error == nil })
	for left := 3; left > 0; left-- {
		got, _ := ask()
		if len(got.Questions) != left {
			t.Fatalf("%d questions, want %d", len(got.Questions), left)
		}
		c.Must("question.answer", fmt.Sprintf(`{"questionId":%q,"answer":"true"}`, got.Questions[0].Question.ID), nil)
	}
	if _, r := ask(); r.Error == nil || r.Error.Data.Scope != "answered" {
		t.Errorf("all answered: %+v", r)
	}
}

// What is in an open contest is not recommended, nor what was deleted since the
// catalogue was read.
func TestNothingLockedOrGone(t *testing.T) {
	h := open(t)
	for i := range 4 {
		h.share(t, fmt.Sprint("h", i))
	}
	h.service.Start()
	t.Cleanup(h.service.Close)
	c := h.as(t, "ann")
	ask := func() (ids []string) {
		var got schema.Recommendations
		c.Must("recommendations.request", `{"preferences":{"subjects":["history"]},"limit":10}`, &got)
		for _, r := range got.Questions {
			ids = append(ids, string(r.Question.ID))
		}
		return ids
	}
	listed(t, func() bool {
		return c.Call("recommendations.request", `{"preferences":{"subjects":["history"]}}`).Error == nil
	})
	if ids := ask(); len(ids) != 4 {
		t.Fatalf("%v", ids)
	}
	now := time.Now()
	if _, err := h.store.CreateContest(t.Context(), store.Contest{ID: "c1", Title: "x", ExamType: "SAT", Difficulty: "mixed", Pacing: "free", Scoring: "accuracy",
		Feedback: "immediate", Questions: []store.ContestQuestion{{QuestionID: "h1", PointsMilli: 1000}}, StartTime: now.Add(time.Hour), EndTime: now.Add(2 * time.Hour),
		RegistrationDeadline: now.Add(2 * time.Hour), MaxParticipants: 10, IsPublic: true, CreatedBy: "carol", CreatedAt: now}); err != nil {
		t.Fatal(err)
	}
	if err := h.store.DeleteQuestion(t.Context(), "h2", now); err != nil {
		t.Fatal(err)
	}
	if ids := ask(); len(ids) != 2 || strings.Contains(fmt.Sprint(ids), "h1") || strings.Contains(fmt.Sprint(ids), "h2") {
		t.Errorf("%v", ids)
	}
}

// Who has subscribed hears on every device of what to do next after each answer,
// until nobody is subscribed any more.
func TestSubscribersHearAfterAnswers(t *testing.T) {
	h := open(t)
	phone, laptop := h.as(t, "ann"), h.as(t, "ann")
	var first schema.Recommendations
	phone.Must("recommendations.subscribe", `{"preferences":{"subjects":["Mathematics"]},"limit":3}`, &first)
	answered := map[schema.ID]bool{}
	next := first.Questions[0].Question
	for range 4 {
		h.answer(t, phone, next, true)
		answered[next.ID] = true
		here, there := updated(t, phone), updated(t, laptop)
		if len(here.Questions) != 3 || here.Meta.Offset != there.Meta.Offset || here.Questions[0].Question.ID != there.Questions[0].Question.ID {
			t.Fatalf("phone %+v\nlaptop %+v", here, there)
		}
		for _, r := range here.Questions {
			if answered[r.Question.ID] || r.Question.Subject != "math" {
				t.Errorf("%+v", r.Question)
			}
		}
		next = here.Questions[0].Question
	}
	laptop.Must("recommendations.unsubscribe", "{}", nil)
	laptop.Must("recommendations.unsubscribe", "{}", nil)
	h.answer(t, phone, next, true)
	phone.Must("recommendations.refresh", "{}", nil) // comes after anything an answer could have caused
	if got := updated(t, phone); len(got.Questions) != 5 {
		t.Errorf("%d questions: a subscription that has ended was served", len(got.Questions))
	}
}

// A measurement keeps to the exam's mix.
func TestMeasurementKeepsTheBlueprint(t *testing.T) {
	h := open(t)
	c := h.as(t, "ann")
	subjects := map[schema.Code64]int{}
	for range 4 {
		var got schema.Recommendations
		c.Must("recommendations.request", `{"mode":"measure","limit":5}`, &got)
		for i, r := range got.Questions {
			subjects[r.Question.Subject]++
			h.answer(t, c, r.Question, i%2 == 0)
		}
	}
	if subjects["math"] < 6 || subjects["reading-writing"] < 3 {
		t.Errorf("%v", subjects)
	}
}

// A measurement that is asked for again, as devices do, stays the same: asking
// shows nothing more, and uses up nothing.
func TestAskingForAMeasurementAgainChangesNothing(t *testing.T) {
	h := open(t)
	for i := range 20 {
		h.share(t, fmt.Sprint("h", i))
	}
	h.service.Start()
	t.Cleanup(h.service.Close)
	c := h.as(t, "ann")
	listed(t, func() bool {
		return c.Call("recommendations.request", `{"preferences":{"subjects":["history"]}}`).Error == nil
	})
	var first schema.ID
	var hour time.Time // chance is another in each
	for n := range 12 {
		var got schema.Recommendations
		now := time.Now().Truncate(time.Hour)
		c.Must("recommendations.request", `{"mode":"measure","preferences":{"subjects":["history"]},"limit":1}`, &got)
		id := got.Questions[0].Question.ID
		if first == "" || !now.Equal(hour) || !time.Now().Truncate(time.Hour).Equal(hour) {
			first, hour = id, time.Now().Truncate(time.Hour)
		}
		if id != first {
			t.Fatalf("asked %d times: %s after %s", n+1, id, first)
		}
	}
}
