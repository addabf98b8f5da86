package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"prepwire/schema"
	"prepwire/store"
)

// state is what the model knows of a user on a node, bit for bit.
func (h *house) state(node int, user string) []byte {
	h.t.Helper()
	s, err := h.parts[node].students.Student(h.t.Context(), user)
	if err != nil {
		h.t.Fatal(err)
	}
	return append([]byte(s.Params.Version()), s.Params.AppendState(nil, &s.State)...)
}

// agree fails unless all nodes know the same of a user.
func (h *house) agree(user string) {
	h.t.Helper()
	for node := range h.parts {
		if !bytes.Equal(h.state(node, user), h.state(0, user)) {
			h.t.Errorf("node %d knows something else of %s than node 0", node, user)
		}
	}
}

// practise makes a question for the caller and answers it.
func (c *caller) practise(skill string, right bool, answered *schema.QuestionAnswerResult, find func(id schema.ID) store.Question) {
	c.t.Helper()
	var made struct{ Questions []schema.Question }
	c.result("question.generate", fmt.Sprintf(`{"examType":"SAT","subject":"math","skill":%q}`, skill), &made)
	q := find(made.Questions[0].ID)
	answer := q.CorrectAnswer
	if !right {
		i := slices.IndexFunc(q.Options, func(o store.Option) bool { return o.ID != q.CorrectAnswer })
		answer = q.Options[i].ID
	}
	c.result("question.answer", fmt.Sprintf(`{"questionId":%q,"answer":%q,"timeSpentMs":41000}`, q.ID, answer), answered)
}

func (h *house) question(id schema.ID) store.Question {
	h.t.Helper()
	q, err := h.store.Question(h.t.Context(), string(id))
	if err != nil {
		h.t.Fatal(err)
	}
	return q
}

// A student who answers now here, now there is known alike on every node, also
// on one that starts later, and also when the parameters are made anew. What
// clients are shown is the same.
func TestNodesKnowTheSameOfAStudent(t *testing.T) {
	h := newHouse(t, "", 2, "LIMIT_CALLS_PER_USER=0")
	var here [2]*caller
	for node := range here {
		here[node], _ = h.as(node, "ann", "[]")
	}
	for n := range 24 {
		var got schema.QuestionAnswerResult
		here[n%2].practise(fmt.Sprint("ALG", n%3+1), n%4 != 0, &got, h.question)
		if want := int64(n/3 + 1); got.Mastery == nil || got.Mastery.Answers != want {
			t.Fatalf("answer %d: %+v, want %d answers", n, got.Mastery, want)
		}
		if n%5 == 0 {
			var now schema.Analytics
			here[(n+1)%2].result("analytics.recordAnswer", fmt.Sprintf(`{"ref":"paper-%d","skill":"juggling","correct":true}`, n), &now)
		}
		h.agree("ann")
	}
	h.open("")
	h.agree("ann")

	var others []store.Attempt
	for n := range 500 {
		others = append(others, store.Attempt{ID: fmt.Sprint("other", n), UserID: fmt.Sprint("user", n%25), QuestionID: fmt.Sprint("q", n%40),
			Answer: "A", Correct: n%3 != 0, Skill: "ALG1", DifficultyLevel: n%5 + 1, TimeSpentMs: 40_000, At: time.Now().Add(-time.Hour + time.Duration(n)*time.Second)})
	}
	if _, err := h.store.RecordAttempts(t.Context(), others); err != nil {
		t.Fatal(err)
	}
	before := h.state(0, "ann")
	for _, g := range h.parts {
		if err := g.students.Refit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := h.parts[2].students.Params().Number(); n != 1 || bytes.Equal(before, h.state(0, "ann")) {
		t.Errorf("the parameters were not made anew: number %d", n)
	}
	h.open("")
	h.agree("ann")
	shown := make([]schema.Analytics, len(h.nodes))
	for node := range h.nodes {
		c, _ := h.as(node, "ann", "[]")
		c.result("analytics.get", "{}", &shown[node])
		if !reflect.DeepEqual(shown[node], shown[0]) || shown[node].Overall.Answered != 29 || len(shown[node].Mastery) != 4 {
			t.Errorf("node %d shows %+v, node 0 %+v", node, shown[node], shown[0])
		}
	}
}

// updated reads until analytics.updated has come with that version, and fails
// when one comes that says less than the last.
func (c *caller) updated(version int64) schema.Analytics {
	c.t.Helper()
	for last := int64(0); ; {
		m, err := c.next()
		if err != nil {
			c.t.Fatalf("waiting for analytics.updated: %v", err)
		}
		if m.Method != "analytics.updated" {
			continue
		}
		var p schema.AnalyticsUpdatedParams
		if err := json.Unmarshal(m.Params, &p); err != nil {
			c.t.Fatal(err)
		}
		if p.Version < last || p.Version > version || p.Version != p.Analytics.Overall.Answered {
			c.t.Fatalf("version %d after %d, want %d: %+v", p.Version, last, version, p.Analytics.Overall)
		}
		if last = p.Version; last == version {
			return p.Analytics
		}
	}
}

// Answers in practice, in a contest and elsewhere feed one model, each once, and
// those of the contest not before its end.
func TestAnswersOfAllKindsCountOnce(t *testing.T) {
	h := newHouse(t, "", 1, "LIMIT_CALLS_PER_USER=0")
	olga, _ := h.as(0, "olga", "[]")
	var questions []string
	for n := range 3 {
		var q schema.Question
		olga.result("question.create", fmt.Sprintf(`{"examType":"SAT","subject":"math","skill":"GEO1","difficulty":"medium","questionType":"true-false",
			"stem":"Is it so in case %d?","correctAnswer":"true","explanation":"It is."}`, n), &q)
		questions = append(questions, string(q.ID))
	}
	ann, _ := h.as(0, "ann", "[]")
	var got schema.QuestionAnswerResult
	ann.practise("ALG1", true, &got, h.question)
	ann.updated(1)

	var made schema.Contest
	olga.result("contest.create", fmt.Sprintf(`{"title":"A contest","questions":[{"questionId":%q},{"questionId":%q},{"questionId":%q}],"startTime":%q,"durationMs":3600000}`,
		questions[0], questions[1], questions[2], h.inAnHour()), &made)
	in := fmt.Sprintf(`{"contestId":%q`, made.ID)
	var ignored any
	ann.result("contest.register", in+`}`, &ignored)
	ann.result("contest.join", in+`}`, &ignored)
	h.advance(time.Hour)
	ann.told("contest.started")
	submit := func(i int, answer string) string {
		return string(ann.call("contest.submitAnswer", fmt.Sprintf(`%s,"questionId":%q,"answer":%q,"timeSpentMs":30000}`, in, questions[i], answer)).Result)
	}
	first := submit(0, "true")
	submit(1, "false")
	var now schema.Analytics
	ann.result("analytics.get", "{}", &now)
	if now.Overall.Answered != 1 || len(now.Mastery) != 1 {
		t.Errorf("before the end the contest shows: %+v", now)
	}
	if m := ann.call("question.answer", fmt.Sprintf(`{"questionId":%q,"answer":"true"}`, questions[2])); m.Error == nil || m.Error.Data.Reason != "contest_running" {
		t.Errorf("a question of the contest in practice: %+v", m)
	}
	h.advance(time.Hour)
	ended := ann.updated(3)
	skill := func(a schema.Analytics, code string) (m schema.Mastery) {
		for _, m = range a.Mastery {
			if m.Skill == code {
				return m
			}
		}
		t.Fatalf("no %s in %+v", code, a.Mastery)
		return m
	}
	if ended.Overall.Correct != 2 || skill(ended, "GEO1").Answers != 2 || skill(ended, "ALG1").Answers != 1 {
		t.Errorf("after the end: %+v", ended)
	}
	state := h.state(0, "ann")

	if again := submit(0, "true"); again != first || first == "" {
		t.Errorf("repeated: %s, first %s", again, first)
	}
	ann.result("question.answer", fmt.Sprintf(`{"questionId":%q,"answer":"false"}`, questions[0]), &got)
	if got.Attempt != 2 || skill(ended, "GEO1").Answers != got.Mastery.Answers {
		t.Errorf("answered again in practice: %+v", got)
	}
	if !bytes.Equal(state, h.state(0, "ann")) {
		t.Error("what had counted counted again")
	}
	for range 3 {
		ann.result("analytics.recordAnswer", `{"ref":"page 7","skill":"geo1","correct":false}`, &now)
	}
	if now.Overall.Answered != 4 || skill(now, "GEO1").Answers != 3 {
		t.Errorf("an answer given elsewhere, told three times: %+v", now)
	}
	h.open("") // as after a restart: the contest is not recorded again
	h.agree("ann")
}
