package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"prepwire/gemini/geminitest"
	"prepwire/schema"
)

// Unless told otherwise, the gateway has every question of the model solved by
// the model, which is asked as the API wants it and sees no key.
func TestQuestionsAreSolvedBeforeTheyAreShown(t *testing.T) {
	fake := geminitest.New(t)
	var solved atomic.Int64
	right := "7"
	fake.Handle(func(c *geminitest.Call) geminitest.Reply {
		if !strings.Contains(string(c.Raw), "sit an exam") {
			return geminitest.Text(written)
		}
		solved.Add(1)
		if strings.Contains(string(c.Raw), "Counting on") || !strings.Contains(string(c.Raw), "solutions") {
			t.Errorf("asked %s", c.Raw)
		}
		return geminitest.Text(solutionOf(t, c.Body.Contents[0].Parts[0].Text, right))
	})
	dir := t.TempDir()
	r := start(t, dir, "GEMINI_BASE_URL="+fake.URL(), "GEMINI_API_KEY="+strings.Repeat("k", 39), "LIMIT_AI_PER_USER=0")
	c := r.dial(tokenFor(t, dir, nil, "--user", "alice"))
	var made struct{ Questions []schema.Question }
	c.result("question.generate", `{"examType":"SAT","subject":"math"}`, &made)
	if len(made.Questions) != 1 || solved.Load() != 1 {
		t.Errorf("made %+v after %d solutions", made, solved.Load())
	}
	right = "8"
	bob := r.dial(tokenFor(t, dir, nil, "--user", "bob"))
	if m := bob.call("question.generate", `{"examType":"SAT","subject":"math"}`); m.Error == nil || m.Error.Data.Reason != string(schema.AIBadOutput) || solved.Load() != 5 {
		t.Errorf("with a key that nobody comes to: %+v after %d solutions", m.Error, solved.Load())
	}
}

// solutionOf solves the one question of a prompt with that option.
func solutionOf(t *testing.T, prompt, right string) string {
	var sheet struct {
		Questions []struct{ Options []schema.Option }
	}
	if err := json.Unmarshal([]byte(prompt), &sheet); err != nil || len(sheet.Questions) != 1 {
		t.Errorf("prompt %s, error %v", prompt, err)
		return ""
	}
	for _, o := range sheet.Questions[0].Options {
		if o.Text == right {
			return fmt.Sprintf(`{"solutions":[{"question":1,"work":"Counting.","right":[%q]}]}`, o.ID)
		}
	}
	return ""
}
