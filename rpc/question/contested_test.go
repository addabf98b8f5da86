package question_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"prepwire/rpc/question"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store"
)

const ride = "A train leaves the station at 9 in the morning and travels at a steady speed of 80 kilometers an hour. How many kilometers has it travelled after 3 hours on the line?"

// contested keeps a question of ann's in a private contest of org's.
func contested(t *testing.T, h *house) (id schema.ID) {
	t.Helper()
	var q schema.Question
	h.as(t, "ann", "author").Must("question.create", map[string]any{"examType": "SAT", "subject": "math", "difficulty": "easy",
		"questionType": "short-answer", "stem": ride, "correctAnswer": "240", "explanation": "Multiply."}, &q)
	_, err := h.store.CreateContest(t.Context(), store.Contest{ID: "hidden-cup", Title: "Hidden Cup", CreatedBy: "org", CreatedAt: time.Now(),
		StartTime: time.Now(), EndTime: time.Now(), Questions: []store.ContestQuestion{{QuestionID: string(q.ID), PointsMilli: 1000}}})
	if err != nil {
		t.Fatal(err)
	}
	return q.ID
}

// Whoever types a question of a contest off gets no help with it, from whatever
// account; its author, the organizer and admins do. The refusal tells nothing of
// the contest.
func TestContestedTextsAreRefused(t *testing.T) {
	for user, helped := range map[string]bool{"eve student": false, "bob author": false, "oda organizer": false, "ann author": true, "org organizer": true, "root admin": true} {
		model := &script{turns: []turn{{text: told(func(a map[string]any) { a["stem"] = "What is x?" })}}}
		h := open(t, model)
		contested(t, h)
		name, role, _ := strings.Cut(user, " ")
		c := h.as(t, name, role)
		r := c.Call("question.analyze", map[string]any{"text": "pls help!! " + strings.Replace(strings.ToLower(ride), "station", "statoin", 1)})
		if helped {
			if r.Error != nil {
				t.Errorf("%s: %+v", user, r.Error)
			}
			continue
		}
		if d := refused(t, r, schema.WrongState, schema.ContestRunning); strings.Contains(fmt.Sprintf("%+v %+v", r.Error, d), "idden") || d.RetryAfterMs != 0 {
			t.Errorf("%s was told %+v", user, r.Error)
		}
		refused(t, c.Call("question.generate", map[string]any{"examType": "SAT", "subject": "math", "context": "One like this: " + ride}), schema.WrongState, schema.ContestRunning)
		if n := len(model.requests()); n != 0 {
			t.Errorf("%s: the model was asked %d times", user, n)
		}
	}
}

// Other numbers are another question.
func TestContestedTextWithOtherNumbers(t *testing.T) {
	model := &script{turns: []turn{{text: told(func(a map[string]any) { a["stem"] = strings.Replace(ride, "80", "90", 1) })}}}
	h := open(t, model)
	contested(t, h)
	analyze(t, h.as(t, "eve"), map[string]any{"text": strings.Replace(ride, "80", "90", 1)})
}

// reader is a model that reads a question off a picture, and then writes until it
// is stopped.
type reader struct {
	stem    string
	stopped chan struct{}
}

func (r *reader) Name() string { return "reader-1" }

func (r *reader) Write(ctx context.Context, _ question.ModelRequest, on func(question.ModelEvent)) (string, error) {
	on(question.ModelEvent{Kind: question.ModelStarted})
	whole := told(func(a map[string]any) { a["stem"], a["options"] = r.stem, []string{} })
	at := strings.Index(whole, `"subject"`)
	on(question.ModelEvent{Kind: question.ModelText, Text: whole[:at]})
	on(question.ModelEvent{Kind: question.ModelText, Text: whole[at:]})
	<-ctx.Done()
	close(r.stopped)
	return "", fmt.Errorf("write: %w", ctx.Err())
}

// What the model has read off a picture is looked at before anything is told of
// it, and a model that has read such a question is stopped.
func TestContestedPictures(t *testing.T) {
	model := &reader{stem: ride, stopped: make(chan struct{})}
	h := open(t, model)
	contested(t, h)
	c := h.as(t, "eve")
	c.Send(fmt.Sprintf(`{"jsonrpc":"2.0","id":"p","method":"question.analyze","params":{"image":"%s","_meta":{"progressToken":1}}}`, screen(t, 40, 30)))
	for {
		var f struct {
			ID     string
			Method string
			Error  *struct{ Data schema.ErrorData }
		}
		frame := c.Receive()
		if err := json.Unmarshal(frame, &f); err != nil {
			t.Fatal(err)
		}
		if f.Method == "question.insight" || strings.Contains(string(frame), "Undo") {
			t.Errorf("told %s", frame)
		}
		if f.ID == "p" {
			if f.Error == nil || f.Error.Data.Reason != schema.ContestRunning {
				t.Errorf("got %s", frame)
			}
			break
		}
	}
	<-model.stopped
	if n := len(h.events(t, "eve")); n != 0 {
		t.Errorf("%d events of a call that was refused", n)
	}
}

// A model that reads the question in one piece, too late to be stopped, is not
// heard either; nor one that reads the second half beside a typed first.
func TestContestedPicturesReadAtOnce(t *testing.T) {
	half := strings.Index(ride, "How many")
	for name, c := range map[string]struct{ text, stem, passage string }{
		"the stem":              {"", ride, ""},
		"as a passage":          {"", ride[half:], ride[:half]},
		"in a text of no words": {"QSB0cmFpbiBsZWF2ZXM", ride, ""},
	} {
		model := &script{turns: []turn{{text: told(func(a map[string]any) { a["stem"], a["passage"] = c.stem, c.passage })}}}
		h := open(t, model)
		contested(t, h)
		params := map[string]any{"image": screen(t, 40, 30)}
		if c.text != "" {
			params = map[string]any{"text": c.text}
		}
		r := h.as(t, "eve").Call("question.analyze", params)
		if r.Error == nil || r.Error.Data.Reason != schema.ContestRunning {
			t.Errorf("%s: got %s %+v", name, r.Result, r.Error)
		}
	}
}

// A copy of a locked question under another id is locked, too, for answers and
// for help.
func TestCopiesOfContestedQuestions(t *testing.T) {
	h := open(t, &script{turns: []turn{{text: toldOfKnown("Multiply.", "Do it.")}}})
	id := contested(t, h)
	var own schema.Question
	bob := h.as(t, "bob", "author")
	create := func(c *rpctest.Client, stem string, into *schema.Question) {
		c.Must("question.create", map[string]any{"examType": "SAT", "subject": "math", "difficulty": "easy",
			"questionType": "short-answer", "stem": stem, "correctAnswer": "1", "explanation": "So."}, into)
	}
	create(bob, strings.ToUpper(ride)+" ", &own)
	refused(t, bob.Call("question.answer", map[string]any{"questionId": own.ID, "answer": "240"}), schema.WrongState, schema.ContestRunning)
	refused(t, bob.Call("question.analyze", map[string]any{"questionId": own.ID}), schema.WrongState, schema.ContestRunning)
	create(bob, strings.Replace(ride, "80", "81", 1), &own)
	bob.Must("question.answer", map[string]any{"questionId": own.ID, "answer": "243"}, nil)
	if _, err := h.store.CancelContest(t.Context(), "hidden-cup", time.Now()); err != nil {
		t.Fatal(err)
	}
	h.as(t, "ann", "author").Must("question.answer", map[string]any{"questionId": id, "answer": "240"}, nil)
}
