package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
	"prepwire/rpc/question"
	"prepwire/schema"
)

const written = `{"questions":[{"stem":"What is 3 + 4?","options":["5","6","7","8"],"correctIndex":2,` +
	`"explanation":"Counting on from 3 by 4 gives 7.","skill":"ALG1","hints":["Count on.","Begin at the larger number.","4, 5, 6, and one more."]}]}`

func TestModelWritesQuestions(t *testing.T) {
	fake := geminitest.New(t)
	fake.Script(geminitest.Text(written), geminitest.QuotaExceeded("36s", geminitest.Violation{
		ID: geminitest.PerMinute, Metric: geminitest.Metric, Value: "15", Model: gemini.DefaultModel,
	}))
	dir := t.TempDir()
	key := strings.Repeat("k", 39)
	r := start(t, dir, "GEMINI_BASE_URL="+fake.URL(), "GEMINI_API_KEY="+key, "LIMIT_AI_PER_USER=0", "QUESTION_CHECKS=static")
	c := r.dial(tokenFor(t, dir, nil, "--user", "root", "--roles", "admin"))
	var made struct {
		Questions       []schema.Question
		Provider, Model string
	}
	c.result("question.generate", `{"examType":"SAT","subject":"math"}`, &made)
	if made.Provider != "gemini" || made.Model != gemini.DefaultModel || len(made.Questions) != 1 || made.Questions[0].Stem != "What is 3 + 4?" {
		t.Errorf("made %+v", made)
	}
	begun := time.Now()
	for range 2 { // the second time nobody is asked
		m := c.call("question.generate", `{"examType":"SAT","subject":"math"}`)
		if m.Error == nil || m.Error.Code != int(schema.QuotaExhausted) || m.Error.Data.RetryAfterMs < 35_900-time.Since(begun).Milliseconds() || m.Error.Data.RetryAfterMs > 37_000 {
			t.Errorf("with the quota used up: %+v", m.Error)
		}
	}
	var ai schema.AIStats
	c.result("admin.ai", "[]", &ai)
	if ai.Calls["ok"] != 1 || ai.Calls["busy"] != 2 || len(ai.Keys) != 1 || ai.Keys[0].Calls != 2 || ai.Keys[0].Errors != 1 ||
		ai.Keys[0].State != "rate_minute" || len(ai.Quotas) != 1 || ai.Quotas[0].Rpm != 15 || ai.Quotas[0].ReadyInMs < 35_900-time.Since(begun).Milliseconds() {
		t.Errorf("stats %+v", ai)
	}
	c.ws.CloseNow()
	r.stop()
	if text := r.stderr.String(); strings.Contains(text, key) {
		t.Errorf("the log holds the key:\n%s", text)
	}
}

func TestFailuresOfTheModel(t *testing.T) {
	for class, want := range map[gemini.Class]question.ModelError{
		gemini.ClassKeyDead:      {Failure: question.ModelUnavailable, RetryAfter: time.Second},
		gemini.ClassNoQuota:      {Failure: question.ModelUnavailable, RetryAfter: time.Second},
		gemini.ClassOverloaded:   {Failure: question.ModelUnavailable, RetryAfter: time.Second},
		gemini.ClassTransport:    {Failure: question.ModelUnavailable, RetryAfter: time.Second},
		gemini.ClassModelMissing: {Failure: question.ModelUnavailable, RetryAfter: time.Second},
		gemini.ClassRateMinute:   {Failure: question.ModelQuota, RetryAfter: time.Second},
		gemini.ClassRateTokens:   {Failure: question.ModelQuota, RetryAfter: time.Second},
		gemini.ClassRateUnknown:  {Failure: question.ModelQuota, RetryAfter: time.Second},
		gemini.ClassRateDay:      {Failure: question.ModelQuota, RetryAfter: time.Second},
		gemini.ClassBusy:         {Failure: question.ModelQuota, RetryAfter: time.Second},
		gemini.ClassTruncated:    {Failure: question.ModelBadOutput, RetryAfter: time.Second},
		gemini.ClassMalformed:    {Failure: question.ModelBadOutput, RetryAfter: time.Second},
		gemini.ClassMaxTokens:    {Failure: question.ModelBadOutput, RetryAfter: time.Second},
		gemini.ClassTimeout:      {Failure: question.ModelTimeout, RetryAfter: time.Second},
		gemini.ClassBlocked:      {Failure: question.ModelBlocked, RetryAfter: time.Second},
	} {
		var got *question.ModelError
		err := failure(fmt.Errorf("ask: %w", &gemini.Error{Class: class, RetryAfter: time.Second}))
		if !errors.As(err, &got) || got.Failure != want.Failure || got.RetryAfter != want.RetryAfter {
			t.Errorf("%v becomes %v", class, err)
		}
	}
	for _, class := range []gemini.Class{gemini.ClassBadRequest, gemini.ClassCanceled, gemini.ClassDeadline} {
		var got *question.ModelError
		if err := failure(&gemini.Error{Class: class}); errors.As(err, &got) {
			t.Errorf("%v becomes %v", class, err)
		}
	}
}

// A call that runs while the keys are replaced ends with its own key; the next
// one uses the new key.
func TestReplacedKeysLetCallsFinish(t *testing.T) {
	fake := geminitest.New(t)
	arrived, release := make(chan struct{}), make(chan struct{})
	fake.Script(func(x *geminitest.Exchange) {
		close(arrived)
		x.Await(release)
		geminitest.Text(written)(x)
	}, geminitest.Text(written))
	c := &config{
		gatewayConfig:  gatewayConfig{DataDir: t.TempDir()},
		questionConfig: questionConfig{GeminiAPIKeys: "first-key", GeminiBaseURL: fake.URL(), GeminiModel: "m"},
	}
	stats := newModelStats()
	m, err := newModel(c, nil, stats, c.logger(t.Output()))
	if err != nil {
		t.Fatal(err)
	}
	ask := func() error {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		text, err := m.Write(ctx, question.ModelRequest{Prompt: "?"}, func(question.ModelEvent) {})
		if err == nil && !json.Valid([]byte(text)) {
			err = errors.New("not what was written")
		}
		return err
	}
	slow := make(chan error, 1)
	go func() { slow <- ask() }()
	<-arrived
	next, err := gemini.ParseKeys("second-key")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.client.SetKeys(next); err != nil {
		t.Fatal(err)
	}
	if err := ask(); err != nil {
		t.Errorf("with the new key: %v", err)
	}
	close(release)
	if err := <-slow; err != nil {
		t.Errorf("with the old key: %v", err)
	}
	m.Close()
	if got := stats.stats(); len(got.Keys) != 1 || got.Keys[0].Calls != 1 || got.Calls["ok"] != 2 {
		t.Errorf("stats %+v", got)
	}
	if err := ask(); !isUnavailable(err) {
		t.Errorf("after Close: %v", err)
	}
}

func isUnavailable(err error) bool {
	var e *question.ModelError
	return errors.As(err, &e) && e.Failure == question.ModelUnavailable
}

// A question says which model wrote it, also when that was the fallback.
func TestFallbackModelIsNamed(t *testing.T) {
	fake := geminitest.New(t)
	fake.Script(geminitest.Fail(404, "NOT_FOUND", "models/first is not found"), geminitest.Text(written))
	dir := t.TempDir()
	r := start(t, dir, "GEMINI_BASE_URL="+fake.URL(), "GEMINI_API_KEY="+strings.Repeat("k", 39), "QUESTION_CHECKS=off", "GEMINI_MODEL=first", "GEMINI_FALLBACK_MODEL=second")
	c := r.dial(tokenFor(t, dir, nil, "--user", "alice"))
	var made schema.QuestionGenerateResult
	c.result("question.generate", anyMath, &made)
	if made.Model != "second" || made.Questions[0].Model != "second" {
		t.Errorf("made by %q and %q", made.Model, made.Questions[0].Model)
	}
	c.ws.CloseNow()
	r.stop()
}

func TestPrioritiesOfRequests(t *testing.T) {
	for want, r := range map[gemini.Priority]question.ModelRequest{
		gemini.Normal: {}, gemini.Bulk: {Bulk: true}, gemini.Interactive: {Bulk: true, Finishing: true},
	} {
		if got := priority(r); got != want {
			t.Errorf("%+v has %v, want %v", r, got, want)
		}
	}
}
