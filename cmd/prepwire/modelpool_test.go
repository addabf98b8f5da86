package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
	"prepwire/schema"
)

// frames makes one call and returns every frame up to its reply.
func (c *caller) frames(method, params string) []string {
	c.t.Helper()
	c.n++
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	frame := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, c.n, method, params)
	if err := c.ws.Write(ctx, 1, []byte(frame)); err != nil {
		c.t.Fatal(err)
	}
	var all []string
	for {
		_, data, err := c.ws.Read(ctx)
		if err != nil {
			c.t.Fatal(err)
		}
		all = append(all, string(data))
		var m message
		if err := json.Unmarshal(data, &m); err == nil && m.ID == c.n {
			return all
		}
	}
}

const anyMath = `{"examType":"SAT","subject":"math"}`

// Who has to wait for a key with room hears how long.
func TestQueuedCallsHearTheETA(t *testing.T) {
	fake := geminitest.New(t)
	fake.Handle(func(*geminitest.Call) geminitest.Reply { return geminitest.Text(written) })
	dir := t.TempDir()
	r := start(t, dir, "GEMINI_BASE_URL="+fake.URL(), "GEMINI_API_KEY="+strings.Repeat("k", 39), "LIMIT_AI_PER_USER=0", "QUESTION_CHECKS=off", "GEMINI_RPM=1", "GEMINI_WINDOW=10s", "GEMINI_MAX_WAIT=1m")
	c := r.dial(tokenFor(t, dir, nil, "--user", "alice"))
	eta := regexp.MustCompile(`"stage":"queued".*"etaMs":([0-9]+)`)
	first := strings.Join(c.frames("question.generate", anyMath), "\n")
	if eta.MatchString(first) {
		t.Errorf("the first call waited: %s", first)
	}
	// The next one has to wait, unless this machine took longer than the window.
	// Nobody waits for its end.
	for id := 900; id < 920; id++ {
		send(t, c, fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"question.generate","params":%s}`, id, anyMath))
		if c.hears(eta, id) {
			c.ws.CloseNow()
			r.stop()
			return
		}
	}
	t.Error("no call heard an ETA")
}

// hears reads until something comes that a pattern describes, or the reply with
// that id does.
func (c *caller) hears(pattern *regexp.Regexp, id int) bool {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	for {
		_, text, err := c.ws.Read(ctx)
		if err != nil {
			c.t.Fatal(err)
		}
		var m message
		if pattern.Match(text) {
			return true
		}
		if err := json.Unmarshal(text, &m); err == nil && m.ID == id {
			return false
		}
	}
}

// The first key turns the model on, without a restart.
func TestFirstKeyByHangup(t *testing.T) {
	fake := geminitest.New(t)
	fake.Handle(func(*geminitest.Call) geminitest.Reply { return geminitest.Text(written) })
	dir := t.TempDir()
	keys := filepath.Join(dir, "keys.txt")
	write(t, keys, "# none yet\n")
	r := start(t, dir, "GEMINI_BASE_URL="+fake.URL(), "GEMINI_API_KEYS_FILE="+keys, "LIMIT_AI_PER_USER=0", "QUESTION_CHECKS=off")
	c := r.dial(tokenFor(t, dir, nil, "--user", "root", "--roles", "admin"))
	provider := func() string {
		var made struct{ Provider string }
		c.result("question.generate", anyMath, &made)
		return made.Provider
	}
	if got := provider(); got != "itembank" {
		t.Errorf("without a key: %s", got)
	}
	var ai schema.AIStats
	if c.result("admin.ai", "{}", &ai); ai.Configured || ai.Model != "" {
		t.Errorf("without a key: %+v", ai)
	}
	write(t, keys, strings.Repeat("k", 39)+"\n")
	r.signal(syscall.SIGHUP)
	r.stderr.await(t, "msg=reloaded", 1)
	if got := provider(); got != "gemini" {
		t.Errorf("with a key: %s", got)
	}
	if c.result("admin.ai", "{}", &ai); !ai.Configured || ai.Keys[0].Calls != 1 {
		t.Errorf("with a key: %+v", ai)
	}
	c.ws.CloseNow()
	r.stop()
}

// safeID is how a key is told.
func safeID(t *testing.T, key string) string {
	t.Helper()
	k, err := gemini.ParseKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return k.ID()
}

// Whatever the model's server says, and it repeats keys, no key's text reaches a
// client, the log, the metrics or a file.
func TestNoKeyIsTold(t *testing.T) {
	fake := geminitest.New(t)
	one, two := strings.Repeat("k", 39), "AQ."+strings.Repeat("w", 36)
	say := func(x *geminitest.Exchange, code int, status string) {
		geminitest.Fail(code, status, "Key "+x.Call.Key+" is bad, and so is "+two, geminitest.ErrorInfo(x.Call.Key, map[string]string{"key": x.Call.Key}))(x)
	}
	fake.Script(
		geminitest.Suspended(), // of one or the other
		geminitest.Text(written),
		func(x *geminitest.Exchange) { say(x, 400, "INVALID_ARGUMENT") },
		func(x *geminitest.Exchange) { geminitest.Text("My key is " + x.Call.Key)(x) },
		func(x *geminitest.Exchange) { say(x, 500, x.Call.Key) },
		func(x *geminitest.Exchange) { say(x, 503, x.Call.Key) },
	)
	fake.Handle(func(*geminitest.Call) geminitest.Reply {
		return func(x *geminitest.Exchange) { say(x, 429, "RESOURCE_EXHAUSTED") }
	})
	dir := t.TempDir()
	r := start(t, dir, "GEMINI_BASE_URL="+fake.URL(), "GEMINI_API_KEYS="+one+","+two+"@blue", "LIMIT_AI_PER_USER=0", "QUESTION_CHECKS=off", "ADMIN_ADDR=127.0.0.1:0", "LOG_LEVEL=debug")
	c := r.dial(tokenFor(t, dir, nil, "--user", "root", "--roles", "admin"))
	var told strings.Builder
	for range 4 {
		told.WriteString(strings.Join(c.frames("question.generate", anyMath), "\n"))
	}
	told.WriteString(strings.Join(c.frames("admin.ai", "[]"), "\n"))
	_, metrics := fetch(t, "http://"+r.admin()+"/metrics")
	for _, name := range []string{`prepwire_ai_calls_total{class="key_dead"} 1`, "prepwire_ai_wait_seconds_count", "prepwire_ai_quota_used_ratio",
		`prepwire_ai_key_calls_total{key="` + safeID(t, one) + `",project=""}`, `prepwire_ai_key_errors_total{key="` + safeID(t, two) + `",project="blue"}`,
		`project="blue",state="`} {
		if !strings.Contains(metrics, name) {
			t.Errorf("no %s in the metrics", name)
		}
	}
	c.ws.CloseNow()
	r.stop()
	kept, err := os.ReadFile(filepath.Join(dir, "data", quotaFile))
	if err != nil {
		t.Error(err)
	}
	told.WriteString(metrics + r.stderr.String() + string(kept))
	for _, key := range []string{one, two} {
		if strings.Contains(told.String(), key) {
			t.Errorf("a key is told: %s", told.String())
		}
	}
	if !strings.Contains(told.String(), "model key refused") {
		t.Error("the log says nothing of the refused key")
	}
}
