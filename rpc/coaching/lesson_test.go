package coaching_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"prepwire/rpc/coaching"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live"
)

const (
	goodHints = `{"hint1":"What undoes the subtraction?","hint2":"Add to both sides first.","hint3":"Now the unknown stands with a factor: undo that, too."}`
	goodWay   = `{"strategy":"Peel the unknown, layer by layer.","steps":["Add first.","Then divide."],"pitfalls":["Dividing only one side."]}`
	ownAlg1   = "An equation stays true"
)

// bare keeps q0 without hints of its own.
func bare(t *testing.T, h *house) {
	t.Helper()
	h.asked(t, 1, func(q *store.Question) { q.Hints = nil })
}

func hintOf(t *testing.T, r json.RawMessage) (h schema.Hint) {
	t.Helper()
	if err := json.Unmarshal(r, &h); err != nil {
		t.Fatal(err)
	}
	return h
}

// A question without hints gets three from the model, which is asked once for
// all students and is not told the key.
func TestHintsByTheModel(t *testing.T) {
	model := &script{turns: []turn{{text: goodHints}}}
	h := open(t, model)
	bare(t, h)
	for _, user := range []string{"bob", "cyd"} {
		c := h.As(t, user)
		for _, want := range []string{"What undoes the subtraction?", "Add to both sides first.", "Now the unknown stands with a factor: undo that, too."} {
			if got := hintOf(t, c.Call("coaching.hint", `{"questionId":"q0"}`).Result); got.Hint != want || got.Levels != 3 {
				t.Errorf("%s got %+v", user, got)
			}
		}
	}
	asked := model.requests()
	if len(asked) != 1 || asked[0].Task != coaching.TaskHint || len(asked[0].Object) != 3 || strings.Contains(asked[0].Prompt, "Add and then halve") {
		t.Errorf("asked %+v", asked)
	}
}

// What a student had stays, also when the model has another answer, or its first
// one, by now. A question that has changed is another.
func TestHintsHadStay(t *testing.T) {
	down := turn{err: &coaching.ModelError{Reason: schema.AIUnavailable}}
	db := openStore(t)
	first := openOn(t, db, &script{turns: []turn{down}})
	bare(t, first)
	general := hintOf(t, first.As(t, "bob").Call("coaching.hint", `{"questionId":"q0"}`).Result)
	if !strings.HasPrefix(general.Hint, ownAlg1) || general.Levels != 3 {
		t.Fatalf("without the model: %+v", general)
	}
	model := &script{turns: []turn{{text: goodHints}, {text: strings.ReplaceAll(goodHints, "What", "Which step")}}}
	second := openOn(t, db, model)
	c := second.As(t, "bob")
	if again := hintOf(t, c.Call("coaching.hint", `{"questionId":"q0","level":1}`).Result); again != general || len(model.requests()) != 0 {
		t.Errorf("then %+v after %d requests", again, len(model.requests()))
	}
	if next := hintOf(t, c.Call("coaching.hint", `{"questionId":"q0"}`).Result); next.Level != 2 || next.Hint != "Add to both sides first." {
		t.Errorf("next %+v", next)
	}
	q, err := db.Question(t.Context(), "q0")
	if err != nil {
		t.Fatal(err)
	}
	q.Stem, q.Version = "Solve 4x − 8 = 160 for x.", q.Version+1
	if _, err := db.UpdateQuestion(t.Context(), q, q.Version-1); err != nil {
		t.Fatal(err)
	}
	if changed := hintOf(t, c.Call("coaching.hint", `{"questionId":"q0","level":1}`).Result); !strings.HasPrefix(changed.Hint, "Which step") {
		t.Errorf("of the changed question %+v", changed)
	}
}

// The model's hints and strategies are refused when they tell the answer, then
// asked for once more; what was refused is neither streamed nor kept.
func TestLessonsMustNotTellTheKey(t *testing.T) {
	for name, leak := range map[string]string{
		"as the answer":   strings.Replace(goodHints, "Add to both", "So the answer is 42. Add to both", 1),
		"as a result":     strings.Replace(goodHints, "undo that", "so x = 42, undo that", 1),
		"its value below": strings.Replace(goodHints, "Add to both", "Think of 84/2. Or of 42 apples. Add to both", 1),
		"the letter":      strings.Replace(goodHints, "Add to both", "Look at option C. Add to both", 1),
		"nothing at all":  strings.Replace(goodHints, "Add to both sides first.", " \u0000 ", 1),
		"no object":       "What undoes the subtraction?",
	} {
		model := &script{turns: []turn{{text: leak}, {text: goodHints}}}
		h := open(t, model)
		bare(t, h)
		c := h.As(t, "bob")
		c.Must("coaching.hint", `{"questionId":"q0"}`, nil)
		got := hintOf(t, c.Call("coaching.hint", `{"questionId":"q0"}`).Result)
		if got.Hint != "Add to both sides first." || len(model.requests()) != 2 || !strings.Contains(model.requests()[1].Prompt, "faultOfTheLastAnswer") {
			t.Errorf("%s: got %+v after %d requests", name, got, len(model.requests()))
		}
	}
	leak := strings.Replace(goodWay, "Then divide.", "Then divide, which gives 42.", 1)
	model := &script{turns: []turn{{text: leak}, {text: leak}}}
	h := open(t, model)
	bare(t, h)
	frames := progressed(t, h, "coaching.strategy", `{"questionId":"q0","_meta":{"progressToken":1}}`)
	if all := strings.Join(frames, "\n"); strings.Contains(all, "42") || !strings.Contains(frames[len(frames)-1], ownAlg1) || len(model.requests()) != 2 {
		t.Errorf("got %s after %d requests", all, len(model.requests()))
	}
}

// A word or number of the question itself, and short words, are no answer told.
func TestHonestHintsPass(t *testing.T) {
	model := &script{turns: []turn{{text: strings.Replace(goodHints, "both sides", "both sides 84, and not to is", 1)}}}
	h := open(t, model)
	h.asked(t, 1, func(q *store.Question) {
		q.Hints, q.CorrectAnswer = nil, "C" // 84, which the stem has
	})
	if got := hintOf(t, h.As(t, "bob").Call("coaching.hint", `{"questionId":"q0","level":2}`).Result); !strings.Contains(got.Hint, "84") {
		t.Errorf("got %+v", got)
	}
}

// progressed are the frames of a call up to its reply.
func progressed(t *testing.T, h *house, method, params string) (frames []string) {
	t.Helper()
	c := h.As(t, "bob")
	c.Must("coaching.list", `{}`, nil) // notifications come after the first reply
	c.Send(`{"jsonrpc":"2.0","id":"s","method":"` + method + `","params":` + params + `}`)
	for {
		frame := string(c.Receive())
		frames = append(frames, frame)
		if strings.Contains(frame, `"id":"s"`) {
			return frames
		}
	}
}

// A model that does not answer in order costs nobody the help, and is let rest.
func TestLessonsWithoutTheModel(t *testing.T) {
	model := &script{turns: []turn{{err: &coaching.ModelError{Reason: schema.AIQuota, Err: errors.New("secret detail")}}}}
	h := open(t, model)
	bare(t, h)
	for _, user := range []string{"bob", "cyd"} {
		if got := hintOf(t, h.As(t, user).Call("coaching.hint", `{"questionId":"q0"}`).Result); !strings.HasPrefix(got.Hint, ownAlg1) {
			t.Errorf("%s got %+v", user, got)
		}
	}
	if n := len(model.requests()); n != 1 {
		t.Errorf("the model was asked %d times", n)
	}
	if n := strings.Count(h.Log.String(), "texts of ours"); n != 1 {
		t.Errorf("%d lines in the log:\n%s", n, h.Log)
	}
}

// late is a model that takes longer than it is given.
type late struct {
	asked time.Time
	left  time.Duration // then
}

func (l *late) Say(ctx context.Context, _ coaching.ModelRequest, _ func(coaching.ModelEvent)) (string, error) {
	end, _ := ctx.Deadline()
	l.asked = time.Now()
	l.left = end.Sub(l.asked)
	return "", context.DeadlineExceeded // as if it had come
}

// A model that is late leaves time for the texts that need none.
func TestLessonsDoNotWaitForLong(t *testing.T) {
	for method, within := range map[string]time.Duration{"coaching.hint": 13 * time.Second, "coaching.strategy": 18 * time.Second} {
		model := &late{}
		h := open(t, model)
		bare(t, h)
		c := h.As(t, "bob")
		began := time.Now()
		r := c.Call(method, `{"questionId":"q0"}`)
		whole := model.left + model.asked.Sub(began) // with what the machine took to ask it
		if r.Error != nil || !strings.Contains(string(r.Result), ownAlg1) || model.left > within || whole < within {
			t.Errorf("%s: %s, %+v with %v for the model", method, r.Result, r.Error, model.left)
		}
	}
}

// The model counts for the user when it is asked, and beyond the limit there
// are our texts.
func TestLessonsCountWhenTheModelIsAsked(t *testing.T) {
	model := &script{turns: []turn{{text: goodHints}, {text: goodWay}, {text: goodWay}}}
	h := openLimited(t, openStore(t), model, live.Rate{Events: 1, Per: time.Hour})
	bare(t, h)
	c := h.As(t, "bob")
	c.Must("coaching.strategy", `{"skill":"ALG1"}`, nil)                             // without the model
	for _, want := range []string{"What undoes", "Add to both", "Now the unknown"} { // written once
		if got := hintOf(t, c.Call("coaching.hint", `{"questionId":"q0"}`).Result); !strings.HasPrefix(got.Hint, want) {
			t.Errorf("within the limit: %+v", got)
		}
	}
	var way schema.Strategy
	if c.Must("coaching.strategy", `{"questionId":"q0"}`, &way); !strings.HasPrefix(way.Strategy, ownAlg1) || len(model.requests()) != 1 {
		t.Errorf("beyond the limit: %+v after %d requests", way, len(model.requests()))
	}
	refused(t, c.Call("coaching.send", `{"message":"Hello"}`), schema.Limited, schema.RateLimited)
	// A limit is nobody else's, and no failure of the model.
	if h.As(t, "cyd").Must("coaching.strategy", `{"questionId":"q0"}`, &way); !strings.HasPrefix(way.Strategy, "Peel") {
		t.Errorf("another user's: %+v", way)
	}
	if c.Must("coaching.strategy", `{"questionId":"q0"}`, &way); !strings.HasPrefix(way.Strategy, "Peel") {
		t.Errorf("once it is written: %+v", way)
	}
}

// Control characters go, and what is too long ends with a sentence.
func TestLessonsAreBounded(t *testing.T) {
	long := strings.Repeat("Look at both sides. ", 400)
	way := map[string]any{"strategy": "Peel\x1b it.\u202e " + long, "steps": strings.Split(strings.Repeat("Add first.|", 30), "|"), "pitfalls": []string{long}}
	text, err := json.Marshal(way)
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, &script{turns: []turn{{text: string(text)}}})
	bare(t, h)
	var got schema.Strategy
	h.As(t, "bob").Must("coaching.strategy", `{"questionId":"q0"}`, &got)
	if len(got.Steps) != 8 || len(got.Pitfalls) != 1 || len(got.Pitfalls[0]) > 500 || len(got.Strategy) > 1200 ||
		!strings.HasPrefix(got.Strategy, "Peel it. Look") || !strings.HasSuffix(got.Strategy, ".") {
		t.Errorf("got %+v", got)
	}
}
