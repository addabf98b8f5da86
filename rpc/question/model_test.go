package question_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"prepwire/rpc/question"
	"prepwire/schema"
)

const three = `{"examType":"SAT","subject":"math","count":3}`

func TestModelWrites(t *testing.T) {
	model := &script{turns: []turn{{text: paper(2, 3, 4, 5)}}} // one too many
	h := open(t, model)
	r := generate(t, h.as(t, "alice"), `{"examType":"SAT","subject":"math","count":3,"context":"about trains","requestId":"r-1"}`)
	if r.Provider != "gemini" || r.Model != "script-1" || len(r.Questions) != 3 || r.RequestID != "r-1" {
		t.Fatalf("got %+v", r)
	}
	for _, q := range r.Questions {
		kept := h.stored(t, q.ID)
		if kept.Provenance.PromptVersion == "" || len(kept.Provenance.Checks) == 0 || kept.Model != "script-1" || kept.Origin != "" {
			t.Errorf("kept %+v", kept)
		}
		var text string
		for _, o := range kept.Options {
			if o.ID == kept.CorrectAnswer {
				text = o.Text
			}
		}
		if text == "" || !strings.Contains(kept.Explanation, "exactly "+text+".") {
			t.Errorf("the key %s is %q, and: %s", kept.CorrectAnswer, text, kept.Explanation)
		}
		if q.Skill != "ALG1" || q.Difficulty != "medium" || q.TimeLimitMs == 0 || len(q.Tags) == 0 || q.Tags[0] != "algebra" {
			t.Errorf("got %+v", q)
		}
	}
	if asked := model.requests(); !strings.Contains(asked[0].Prompt, "about trains") || strings.Contains(asked[0].System, "trains") {
		t.Errorf("asked %+v", asked)
	}
}

// TestModelIsAskedOnceMore: what passes the checks is kept, and only the rest
// is asked for again.
func TestModelIsAskedOnceMore(t *testing.T) {
	model := &script{turns: []turn{{text: paper(2, 0, 2)}, {text: paper(5, 6)}}}
	h := open(t, model)
	r := generate(t, h.as(t, "alice"), three)
	if len(r.Questions) != 3 {
		t.Fatalf("got %d questions", len(r.Questions))
	}
	asked := model.requests()
	if len(asked) != 2 || !strings.Contains(asked[1].Prompt, `"count":2`) || !strings.Contains(asked[1].Prompt, "came twice") {
		t.Errorf("asked %+v", asked)
	}
}

func TestModelCutOnce(t *testing.T) {
	model := &script{turns: []turn{{err: &question.ModelError{Failure: question.ModelBadOutput}}, {text: paper(5)}}}
	h := open(t, model)
	if r := generate(t, h.as(t, "alice"), three); len(r.Questions) != 1 {
		t.Errorf("got %+v", r)
	}
}

// TestModelGoodThenGone: good questions are not thrown away because more could
// not be had.
func TestModelGoodThenGone(t *testing.T) {
	model := &script{turns: []turn{{text: paper(5)}, {err: &question.ModelError{Failure: question.ModelQuota}}}}
	h := open(t, model)
	if r := generate(t, h.as(t, "alice"), three); len(r.Questions) != 1 {
		t.Errorf("got %+v", r)
	}
}

func TestModelFails(t *testing.T) {
	bad := turn{err: &question.ModelError{Failure: question.ModelBadOutput}}
	for name, c := range map[string]struct {
		turns  []turn
		code   schema.Code
		reason schema.Reason
		after  int64
		asked  int
	}{
		"dead keys":        {[]turn{{err: &question.ModelError{Failure: question.ModelUnavailable, Err: errors.New("secret")}}}, schema.Unavailable, schema.AIUnavailable, 0, 1},
		"quota":            {[]turn{{err: &question.ModelError{Failure: question.ModelQuota, RetryAfter: 1500 * time.Millisecond}}}, schema.QuotaExhausted, schema.AIQuota, 1500, 1},
		"stalled":          {[]turn{{err: &question.ModelError{Failure: question.ModelTimeout}}}, schema.TimedOut, schema.AITimeout, 0, 1},
		"blocked":          {[]turn{{err: &question.ModelError{Failure: question.ModelBlocked}}}, schema.Blocked, schema.AIBlocked, 0, 1},
		"cut twice":        {[]turn{bad, bad}, schema.Unavailable, schema.AIBadOutput, 0, 2},
		"no JSON":          {[]turn{{text: "Here you are:"}, {text: paper(1)[:50]}}, schema.Unavailable, schema.AIBadOutput, 0, 2},
		"checks twice":     {[]turn{{text: paper(0)}, {text: paper(0)}}, schema.Unavailable, schema.AIBadOutput, 0, 2},
		"a fault of ours":  {[]turn{{err: errors.New("secret of the house")}}, schema.Internal, schema.ReasonInternal, 0, 1},
		"checks, then cut": {[]turn{{text: paper(0)}, bad}, schema.Unavailable, schema.AIBadOutput, 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			model := &script{turns: c.turns}
			h := open(t, model)
			client := h.as(t, "alice")
			d := refused(t, client.Call("question.generate", three), c.code, c.reason)
			if d.RetryAfterMs != c.after {
				t.Errorf("retry after %d, want %d", d.RetryAfterMs, c.after)
			}
			if n := len(model.requests()); n != c.asked {
				t.Errorf("asked %d times, want %d", n, c.asked)
			}
			if n := len(h.events(t, "alice")); n != 0 {
				t.Errorf("%d events of a call that failed", n)
			}

			// The item bank steps in when it may, and only where it can.
			model.turns = append([]turn{}, c.turns...)
			r := generate(t, client, `{"examType":"SAT","subject":"math","count":3,"fallback":true}`)
			if r.Provider != "itembank" || len(r.Questions) != 3 || r.Model != "" {
				t.Errorf("fallback: got %+v", r)
			}
			model.turns = append([]turn{}, c.turns...)
			refused(t, client.Call("question.generate", `{"examType":"Abitur","subject":"Latein","fallback":true}`), c.code, c.reason)
		})
	}
}

func TestModelServesFreeNames(t *testing.T) {
	model := &script{turns: []turn{{text: strings.ReplaceAll(paper(2), "ALG1", "Ablativus  absolutus")}, {text: strings.ReplaceAll(paper(3), `"ALG1"`, `""`)}}}
	h := open(t, model)
	c := h.as(t, "alice")
	params := `{"examType":"Abitur","subject":"Latein"}`
	if q := generate(t, c, params).Questions[0]; q.ExamType != "Abitur" || q.Subject != "Latein" || q.Skill != "Ablativus absolutus" {
		t.Errorf("got %+v", q)
	}
	if q := generate(t, c, params).Questions[0]; q.Skill != "Latein" {
		t.Errorf("got %+v", q)
	}
}
