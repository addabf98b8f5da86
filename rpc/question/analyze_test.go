package question_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	_ "image/jpeg"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/question"
	"prepwire/schema"
	"prepwire/store/live"
)

func TestAnalyzeText(t *testing.T) {
	model := &script{turns: []turn{{text: told()}}}
	h := open(t, model)
	c := h.as(t, "alice")
	a := analyze(t, c, `{"text":"If 2x + 3 = 11,\r\nwhat\u0000 is x?"}`)
	if a.Skill != "ALG1" || a.Subject != "math" || a.Difficulty != "easy" || len(a.Options) != 2 || a.Options[1] != (schema.Option{ID: "B", Text: "4"}) {
		t.Errorf("got %+v", a)
	}
	asked := model.requests()[0]
	if asked.Prompt != `{"text":"If 2x + 3 = 11,\nwhat is x?"}` || strings.Contains(asked.System, "11") || asked.Images != nil {
		t.Errorf("asked %s", asked.Prompt)
	}
	if !strings.Contains(asked.System, "ALG1 Linear equations in one variable") {
		t.Error("the taxonomy is not in the instructions")
	}
	if n := len(h.events(t, "alice")); n != 1 {
		t.Errorf("%d events", n)
	}
}

func TestAnalyzeImage(t *testing.T) {
	model := &script{turns: []turn{{text: told()}, {text: told()}}}
	h := open(t, model)
	c := h.as(t, "alice")
	analyze(t, c, map[string]any{"image": "data:image/png;base64," + screen(t, 2000, 1000), "text": "Number 7"})
	analyze(t, c, map[string]any{"image": screen(t, 200, 100)})
	for i, want := range []image.Point{{X: 1536, Y: 768}, {X: 200, Y: 100}} {
		asked := model.requests()[i]
		if len(asked.Images) != 1 || asked.Images[0].MIME != "image/jpeg" {
			t.Fatalf("asked with %d images", len(asked.Images))
		}
		got, kind, err := image.DecodeConfig(bytes.NewReader(asked.Images[0].Data))
		if err != nil || kind != "jpeg" || got.Width != want.X || got.Height != want.Y {
			t.Errorf("sent %s of %d by %d, error %v", kind, got.Width, got.Height, err)
		}
	}
	if p := model.requests()[0].Prompt; p != `{"text":"Number 7","picture":"before this text"}` {
		t.Errorf("asked %s", p)
	}
}

// TestAnalyzeKnown: of a question of the bank the model does not learn the key,
// and what we know of it counts.
func TestAnalyzeKnown(t *testing.T) {
	model := &script{turns: []turn{{text: toldOfKnown("Undo the addition first.", "Subtract.", "Divide.")}}}
	h := open(t, model)
	author := h.as(t, "ann", "author")
	var q schema.Question
	author.Must("question.create", `{"examType":"SAT","subject":"math","skill":"ALG1","difficulty":"hard","questionType":"short-answer","passage":"On a train.","stem":"If 2x + 3 = 11, what is x?","correctAnswer":"KEY-4","explanation":"SECRET way","hints":["SECRET hint"]}`, &q)
	author.Must("question.verify", map[string]any{"questionId": q.ID}, nil)
	a := analyze(t, h.as(t, "alice"), map[string]any{"questionId": q.ID})
	if a.Stem != q.Stem || a.Skill != "ALG1" || a.Difficulty != "hard" || a.Strategy != "Undo the addition first." || len(a.Steps) != 2 || a.Pitfalls == nil {
		t.Errorf("got %+v", a)
	}
	asked := model.requests()[0]
	if text := asked.Prompt + asked.System; strings.Contains(text, "KEY-4") || strings.Contains(text, "SECRET") || !strings.Contains(text, "On a train.") {
		t.Errorf("asked %s", asked.Prompt)
	}
	// That nothing was found is no answer about what we have found ourselves.
	model.turns = []turn{{text: `{"found":"none",` + toldOfKnown("Undo it.", "Subtract.")[1:]}}
	analyze(t, h.as(t, "alice"), map[string]any{"questionId": q.ID})
	// Of a private one nobody else learns anything, and nothing is asked.
	var private schema.Question
	author.Must("question.create", `{"examType":"SAT","subject":"math","difficulty":"hard","questionType":"true-false","stem":"1 = 1.","correctAnswer":"true","explanation":"Look."}`, &private)
	refused(t, h.as(t, "bob").Call("question.analyze", map[string]any{"questionId": private.ID}), schema.NotFound, schema.ReasonNotFound)
	if n := len(model.requests()); n != 2 {
		t.Errorf("asked %d times", n)
	}
}

// TestAnalysisNeverTellsTheKey: what says the answer of a question of the bank is
// asked for again, then refused, and streamed only up to there.
func TestAnalysisNeverTellsTheKey(t *testing.T) {
	telling := toldOfKnown("Undo the addition first, so 2x = 8 and x = 4.", "The answer is 4.")
	model := &script{turns: []turn{{text: telling}, {text: telling}, {text: telling}, {text: toldOfKnown("Undo the addition first.", "Divide.")}}}
	h := open(t, model)
	author := h.as(t, "ann", "author")
	var q schema.Question
	author.Must("question.create", `{"examType":"SAT","subject":"math","skill":"ALG1","difficulty":"hard","questionType":"short-answer","stem":"If 2x + 3 = 11, what is x?","correctAnswer":"4","explanation":"So."}`, &q)
	author.Must("question.verify", map[string]any{"questionId": q.ID}, nil)
	c := h.as(t, "alice")
	refused(t, c.Call("question.analyze", map[string]any{"questionId": q.ID}), schema.Unavailable, schema.AIBadOutput)
	if p := model.requests()[1].Prompt; !strings.Contains(p, "must not say what the answer is") {
		t.Errorf("asked again with %s", p)
	}
	analyze(t, c, map[string]any{"questionId": q.ID})
	for _, n := range insights(t, c) {
		if strings.Contains(n.Text, "x = 4") || strings.Contains(n.Text, "is 4") {
			t.Errorf("told %+v", n)
		}
	}
}

// TestInsightsWaitForTheSentence: the first piece of the answer ends within the
// key, when nobody can see yet that it tells it.
func TestInsightsWaitForTheSentence(t *testing.T) {
	text := toldOfKnown("The answer is photosynthesis.")
	model := &script{turns: []turn{{text: text}, {text: text}}}
	h := open(t, model)
	author := h.as(t, "ann", "author")
	var q schema.Question
	author.Must("question.create", `{"examType":"SAT","subject":"math","skill":"ALG1","difficulty":"hard","questionType":"short-answer","stem":"What do leaves do?","correctAnswer":"photosynthesis","explanation":"So."}`, &q)
	author.Must("question.verify", map[string]any{"questionId": q.ID}, nil)
	c := h.as(t, "alice")
	refused(t, c.Call("question.analyze", map[string]any{"questionId": q.ID}), schema.Unavailable, schema.AIBadOutput)
	c.Send(`{"jsonrpc":"2.0","method":"system.ping","id":"end"}`)
	for frame := ""; !strings.Contains(frame, `"end"`); {
		if frame = string(c.Receive()); strings.Contains(frame, "photos") {
			t.Errorf("told %s", frame)
		}
	}
}

// insights are the notifications that came before the last reply and the event
// that follows it.
func insights(t *testing.T, c interface{ Receive() []byte }) []schema.QuestionInsightParams {
	t.Helper()
	var all []schema.QuestionInsightParams
	for {
		var n struct {
			Method string
			Params schema.QuestionInsightParams
		}
		frame := c.Receive()
		if err := json.Unmarshal(frame, &n); err != nil {
			t.Fatal(err)
		}
		if n.Method != "question.insight" {
			return all
		}
		all = append(all, n.Params)
	}
}

// TestInsights: each part is told to the calling connection, always its whole so
// far, and at last what the reply says.
func TestInsights(t *testing.T) {
	model := &script{turns: []turn{{text: told()}}}
	h := open(t, model)
	other := h.as(t, "alice")
	c := h.as(t, "alice")
	a := analyze(t, c, `{"text":"If 2x + 3 = 11, what is x?"}`)
	last := map[string]string{}
	for _, n := range insights(t, c) {
		if !strings.HasPrefix(n.Text, last[n.Part]) {
			t.Errorf("%s was %q and is %q", n.Part, last[n.Part], n.Text)
		}
		last[n.Part] = n.Text
	}
	want := map[string]string{"stem": a.Stem, "options": "A) 3\nB) 4", "strategy": a.Strategy, "steps": strings.Join(a.Steps, "\n"), "pitfalls": strings.Join(a.Pitfalls, "\n")}
	if fmt.Sprint(last) != fmt.Sprint(want) {
		t.Errorf("told %v, want %v", last, want)
	}
	if frame := string(other.Receive()); !strings.Contains(frame, "question.analyzed") {
		t.Errorf("another device heard %s", frame)
	}
}

// TestURLIsNeverFetched, nor told to the model: it may hold the key of a session.
func TestURLIsNeverFetched(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s was fetched", r.URL) }))
	defer page.Close()
	model := &script{turns: []turn{{text: told()}}}
	analyze(t, open(t, model).as(t, "alice"), map[string]any{"text": "What is x?", "url": page.URL + "/?session=1"})
	if p := model.requests()[0].Prompt + model.requests()[0].System; strings.Contains(p, "session") || strings.Contains(p, page.URL) {
		t.Errorf("asked %s", p)
	}
}

func TestAnalyzeFindsSimilar(t *testing.T) {
	model := &script{turns: []turn{{text: told()}, {text: told(func(a map[string]any) { a["skill"], a["subject"] = "juggling", "circus" })}}}
	h := open(t, model)
	ann, bob := h.as(t, "ann", "author"), h.as(t, "bob", "author")
	create := func(c interface{ Must(string, any, any) }, stem, skill string, share bool) schema.ID {
		var q schema.Question
		c.Must("question.create", map[string]any{"examType": "SAT", "subject": "math", "skill": skill, "difficulty": "easy",
			"questionType": "true-false", "stem": stem, "correctAnswer": "true", "explanation": "So."}, &q)
		if share {
			c.Must("question.verify", map[string]any{"questionId": q.ID}, nil)
		}
		return q.ID
	}
	far := create(ann, "A train leaves at noon.", "ALG1", true)
	near := create(ann, "If 2x + 3 = 15, what is x?", "ALG1", true)
	create(ann, "If 2x + 3 = 11, what is x?", "ALG2", true)  // another skill
	create(bob, "If 2x + 3 = 13, what is x?", "ALG1", false) // another's own
	own := create(ann, "If 2x + 3 = 17, what is x?", "ALG1", false)
	a := analyze(t, ann, `{"text":"If 2x + 3 = 11, what is x?"}`)
	if got := fmt.Sprint(a.SimilarQuestionIDs); got != fmt.Sprint([]schema.ID{own, near, far}) && got != fmt.Sprint([]schema.ID{near, own, far}) {
		t.Errorf("got %s, want %s, %s, %s", got, near, own, far)
	}
	if a := analyze(t, ann, `{"text":"How many balls?"}`); a.Skill != "" || a.Subject != "" || len(a.SimilarQuestionIDs) != 0 {
		t.Errorf("got %+v", a)
	}
}

func TestAnalyzeFails(t *testing.T) {
	bad := turn{err: &question.ModelError{Failure: question.ModelBadOutput}}
	for name, c := range map[string]struct {
		turns  []turn
		code   schema.Code
		reason schema.Reason
		asked  int
	}{
		"dead keys":       {[]turn{{err: &question.ModelError{Failure: question.ModelUnavailable}}}, schema.Unavailable, schema.AIUnavailable, 1},
		"quota":           {[]turn{{err: &question.ModelError{Failure: question.ModelQuota}}}, schema.QuotaExhausted, schema.AIQuota, 1},
		"stalled":         {[]turn{{err: &question.ModelError{Failure: question.ModelTimeout}}}, schema.TimedOut, schema.AITimeout, 1},
		"blocked":         {[]turn{{err: &question.ModelError{Failure: question.ModelBlocked}}}, schema.Blocked, schema.AIBlocked, 1},
		"cut twice":       {[]turn{bad, bad}, schema.Unavailable, schema.AIBadOutput, 2},
		"no JSON":         {[]turn{{text: "Well:"}, {text: told()[:90]}}, schema.Unavailable, schema.AIBadOutput, 2},
		"no question":     {[]turn{{text: nothingFound}}, schema.InvalidParams, schema.ReasonInvalidParams, 1},
		"cut, then none":  {[]turn{bad, {text: nothingFound}}, schema.InvalidParams, schema.ReasonInvalidParams, 2},
		"a fault of ours": {[]turn{{err: fmt.Errorf("inside")}}, schema.Internal, schema.ReasonInternal, 1},
	} {
		t.Run(name, func(t *testing.T) {
			model := &script{turns: c.turns}
			h := open(t, model)
			refused(t, h.as(t, "alice").Call("question.analyze", `{"text":"What is x?"}`), c.code, c.reason)
			if n := len(model.requests()); n != c.asked {
				t.Errorf("asked %d times, want %d", n, c.asked)
			}
			if n := len(h.events(t, "alice")); n != 0 {
				t.Errorf("%d events of a call that failed", n)
			}
		})
	}
	model := &script{turns: []turn{bad, {text: told()}}}
	analyze(t, open(t, model).as(t, "alice"), `{"text":"What is x?"}`)
}

func TestAnalyzeLimits(t *testing.T) {
	model := &script{turns: []turn{{text: told()}}}
	engaged := ""
	h := openOn(t, openStore(t), model, func(o *rpc.Options) {
		o.AI, o.Limits.AIPerUser = func() bool { return true }, live.Rate{Events: 1, Per: time.Hour} // no machine takes so long
		o.Engaged = engagedIs(&engaged)
	})
	c := h.as(t, "alice")
	analyze(t, c, `{"text":"What is x?"}`)
	if d := refused(t, c.Call("question.analyze", `{"text":"What is x?"}`), schema.Limited, schema.RateLimited); d.Scope != "LIMIT_AI_PER_USER" || d.RetryAfterMs == 0 {
		t.Errorf("got %+v", d)
	}
	engaged = "bob"
	refused(t, h.as(t, "bob").Call("question.analyze", `{"text":"What is x?"}`), schema.WrongState, schema.ContestRunning)
	if n := len(model.requests()); n != 1 {
		t.Errorf("asked %d times", n)
	}
}
