package question_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"prepwire/rpc/question"
	"prepwire/schema"
)

// gated is a script that says when it is asked, and then waits to be let go on.
type gated struct {
	script
	begun chan<- struct{}
	goOn  <-chan struct{}
}

func (g *gated) Write(ctx context.Context, r question.ModelRequest, on func(question.ModelEvent)) (string, error) {
	g.begun <- struct{}{}
	select {
	case <-g.goOn:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	return g.script.Write(ctx, r, on)
}

func decode(t testing.TB, raw json.RawMessage, into any) {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Error(err)
	}
}

func ids(r schema.QuestionGenerateResult) []schema.ID {
	var all []schema.ID
	for _, q := range r.Questions {
		all = append(all, q.ID)
	}
	return all
}

func TestGenerateRepeats(t *testing.T) {
	h := open(t, nil)
	c := h.as(t, "alice", "author")
	params := `{"examType":"SAT","subject":"math","count":3,"_meta":{"idempotencyKey":"k1"}}`
	first := generate(t, c, params)
	again := generate(t, h.as(t, "alice"), params) // another device
	if !slices.Equal(ids(first), ids(again)) || first.RequestID != again.RequestID || again.Provider != "itembank" {
		t.Errorf("got %+v, then %+v", first, again)
	}
	if n := len(h.events(t, "alice")); n != 1 {
		t.Errorf("%d events, want 1: a repeat makes nothing new", n)
	}
	c.Must("question.delete", schema.QuestionRef{QuestionID: first.Questions[1].ID}, nil)
	if again := generate(t, c, params); !slices.Equal(ids(first), ids(again)) {
		t.Errorf("after a delete: %v, then %v", ids(first), ids(again))
	}
	for _, other := range []string{
		`{"examType":"SAT","subject":"math","count":2,"_meta":{"idempotencyKey":"k1"}}`,
		`{"examType":"SAT","subject":"math","count":10,"_meta":{"idempotencyKey":"k1"}}`,
		`{"examType":"SAT","subject":"math","count":3,"difficulty":"hard","_meta":{"idempotencyKey":"k1"}}`,
	} {
		refused(t, c.Call("question.generate", other), schema.Conflict, schema.IdempotencyMismatch)
	}
	if theirs := generate(t, h.as(t, "bob"), params); slices.Equal(ids(first), ids(theirs)) {
		t.Error("another user's key is the same key")
	}
	for _, q := range first.Questions {
		c.Call("question.delete", schema.QuestionRef{QuestionID: q.ID})
	}
	if again := generate(t, c, params); !slices.Equal(ids(first), ids(again)) {
		t.Errorf("after all were deleted: %v, then %v", ids(first), ids(again))
	}
}

func TestGenerateRepeatsAtOnce(t *testing.T) {
	h := open(t, nil)
	params := `{"examType":"SAT","subject":"math","count":5,"_meta":{"idempotencyKey":"k"}}`
	results := make([]schema.QuestionGenerateResult, 8)
	var wg sync.WaitGroup
	for i := range results {
		c := h.as(t, "alice")
		wg.Go(func() {
			if r := c.Call("question.generate", params); r.Error != nil {
				t.Errorf("got %+v", r.Error)
			} else {
				decode(t, r.Result, &results[i])
			}
		})
	}
	wg.Wait()
	for _, r := range results {
		if len(r.Questions) != 5 || !slices.Equal(ids(r), ids(results[0])) {
			t.Errorf("got %v and %v", ids(results[0]), ids(r))
		}
	}
	if n := len(h.events(t, "alice")); n != 1 {
		t.Errorf("%d events, want 1: what was made once is told once", n)
	}
}

// TestNodesRepeatAtOnce: the same call reaches two nodes, and both ask the
// model before either has kept anything. Whoever kept nothing tells nothing.
func TestNodesRepeatAtOnce(t *testing.T) {
	both := make(chan struct{}, 2)
	go1, go2 := make(chan struct{}), make(chan struct{})
	one := open(t, &gated{script{turns: []turn{{text: paper(2)}}}, both, go1})
	two := openOn(t, one.store, &gated{script{turns: []turn{{text: paper(3)}}}, both, go2})
	params := `{"examType":"SAT","subject":"math","_meta":{"idempotencyKey":"k"}}`
	results := make([]schema.QuestionGenerateResult, 2)
	var wg sync.WaitGroup
	for i, h := range []*house{one, two} {
		c := h.as(t, "alice")
		wg.Go(func() {
			if r := c.Call("question.generate", params); r.Error != nil {
				t.Errorf("got %+v", r.Error)
			} else {
				decode(t, r.Result, &results[i])
			}
		})
	}
	<-both
	<-both
	close(go1)
	close(go2)
	wg.Wait()
	if len(results[0].Questions) != 1 || len(results[1].Questions) != 1 || results[0].Questions[0].Stem != results[1].Questions[0].Stem {
		t.Fatalf("got %+v", results)
	}
	if n := len(one.events(t, "alice")) + len(two.events(t, "alice")); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
}

// TestRepeatsAskTheModelOnce: on one node the second of two calls at once waits.
func TestRepeatsAskTheModelOnce(t *testing.T) {
	begun, goOn := make(chan struct{}, 2), make(chan struct{})
	model := &gated{script{turns: []turn{{text: paper(2)}, {text: paper(3)}}}, begun, goOn}
	h := open(t, model)
	params := `{"examType":"SAT","subject":"math","_meta":{"idempotencyKey":"k"}}`
	var wg sync.WaitGroup
	for range 2 {
		c := h.as(t, "alice")
		wg.Go(func() {
			if r := c.Call("question.generate", params); r.Error != nil {
				t.Errorf("got %+v", r.Error)
			}
		})
	}
	<-begun
	close(goOn)
	wg.Wait()
	if n := len(model.requests()); n != 1 {
		t.Errorf("the model was asked %d times", n)
	}
}

// TestRepeatOfAShortAnswer: a model that made fewer than asked makes no more
// when it is asked again.
func TestRepeatOfAShortAnswer(t *testing.T) {
	model := &script{turns: []turn{{text: paper(2, 3)}, {text: paper(0)}}}
	h := open(t, model)
	c := h.as(t, "alice")
	params := `{"examType":"SAT","subject":"math","count":5,"_meta":{"idempotencyKey":"k"}}`
	first, again := generate(t, c, params), generate(t, c, params)
	if len(first.Questions) != 2 || !slices.Equal(ids(first), ids(again)) || again.Model != "script-1" || again.Provider != "gemini" {
		t.Errorf("got %+v, then %+v", first, again)
	}
	if n := len(model.requests()); n != 2 {
		t.Errorf("the model was asked %d times", n)
	}
}

func TestCreateRepeats(t *testing.T) {
	h := open(t, nil)
	c := h.as(t, "alice", "author")
	params := func(stem string) string {
		return `{"examType":"SAT","subject":"math","difficulty":"easy","questionType":"short-answer","stem":"` + stem +
			`","correctAnswer":"4","explanation":"It is 4.","_meta":{"idempotencyKey":"k"}}`
	}
	var first, again schema.Question
	c.Must("question.create", params("2 + 2?"), &first)
	c.Must("question.create", params("2 + 2?"), &again)
	if first.ID != again.ID {
		t.Errorf("got %s, then %s", first.ID, again.ID)
	}
	refused(t, c.Call("question.create", params("3 + 1?")), schema.Conflict, schema.IdempotencyMismatch)
}

// What the node that made questions told nobody of, because it died, a repeat on
// another one tells, once.
func TestRepeatTellsWhatADeadNodeDidNot(t *testing.T) {
	dead := open(t, nil)
	h := openOn(t, dead.store, nil) // with a log of its own: nothing was told in it
	params := `{"examType":"SAT","subject":"math","count":2,"_meta":{"idempotencyKey":"k"}}`
	first := generate(t, dead.as(t, "alice"), params)
	c := h.as(t, "alice")
	for range 2 {
		if again := generate(t, c, params); !slices.Equal(ids(first), ids(again)) {
			t.Errorf("%v, then %v", ids(first), ids(again))
		}
	}
	events := h.events(t, "alice")
	if len(events) != 1 || events[0].Name != "question.generated" || !strings.Contains(string(events[0].Params), string(first.Questions[0].ID)) {
		t.Errorf("%d events, want one of %v", len(events), ids(first))
	}
}
