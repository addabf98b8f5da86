package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/coder/websocket"

	"prepwire/gemini/geminitest"
	"prepwire/schema"
)

// call runs prepwire call against the gateway, with settings that no gateway
// would start with.
func (r *running) call(args ...string) (code int, stdout, stderr string) {
	r.t.Helper()
	return offlineRun(r.t, nil, append([]string{"call", "--url", r.url}, args...)...)
}

func TestCallPrintsTheResult(t *testing.T) {
	r := start(t, t.TempDir())
	code, out, errs := r.call("question.generate", `{"examType":"SAT","subject":"math","count":2}`)
	var made schema.QuestionGenerateResult
	if err := json.Unmarshal([]byte(out), &made); err != nil || code != 0 || errs != "" || len(made.Questions) != 2 || strings.Count(out, "\n") != 1 {
		t.Fatalf("ended with %d, %v\nstdout: %s\nstderr: %s", code, err, out, errs)
	}
	id := string(made.Questions[0].ID)
	for name, c := range map[string]struct {
		stdin string
		args  []string
		holds string
		lines int
	}{
		"by position":   {"", []string{"question.get", `["` + id + `"]`}, `{"id":"` + id + `"`, 1},
		"stdin":         {"\n {\"questionId\": \"" + id + "\"}\n", []string{"question.get", "-"}, `{"id":"` + id + `"`, 1},
		"no params":     {"", []string{"session.resume"}, `"userId":"dev"`, 1},
		"another user":  {"", []string{"session.resume", "--user", "alice"}, `"userId":"alice"`, 1},
		"for reading":   {"", []string{"system.ping", "--pretty"}, "{\n  \"serverTime\": ", 3},
		"no time limit": {"", []string{"system.ping", "--timeout", "0"}, `{"serverTime":`, 1},
		"a token":       {"", []string{"session.resume", "--token", tokenFor(t, r.dir, nil, "--user", "bob")}, `"userId":"bob"`, 1},
	} {
		code, out, errs := offlineRun(t, []byte(c.stdin), append([]string{"call", "--url", r.url}, c.args...)...)
		if code != 0 || errs != "" || !strings.Contains(out, c.holds) || strings.Count(out, "\n") != c.lines {
			t.Errorf("%s: ended with %d\nstdout: %s\nstderr: %s", name, code, out, errs)
		}
	}
	r.stop()
}

func TestCallPrintsRefusals(t *testing.T) {
	r := start(t, t.TempDir())
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"question.generate", `{"subject":7,"count":11}`}, "prepwire: question.generate: -32602 invalid_params: Invalid params\n" +
			"  /subject: must be a string\n  /count: must be a whole number from 1 to 10\n  /examType: is required\n"},
		{[]string{"question.get", `["none"]`}, "prepwire: question.get: -32003 not_found: Not found\n"},
		{[]string{"question.genrate"}, "prepwire: question.genrate: -32601 method_not_found: Method not found\n  did you mean question.generate?\n"},
		{[]string{"ping"}, "did you mean system.ping?\n"},
		{[]string{"something"}, "prepwire call --list shows all methods\n"},
		{[]string{"system.ping", `{"_meta":{"progressToken":true}}`}, "  /_meta/progressToken: "},
	} {
		code, out, errs := r.call(c.args...)
		if code != 1 || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%v ended with %d\nstdout: %s\nstderr: %s\nwant %s", c.args, code, out, errs, c.says)
		}
	}
	r.stop()
}

func TestCallThatCannotBeMade(t *testing.T) {
	r := start(t, t.TempDir(), "JWT_SECRET="+secret())
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "which METHOD?"},
		{[]string{"question.list", "nojson"}, "params: "},
		{[]string{"question.list", `"text"`}, "params: must be an object or an array"},
		{[]string{"question.list", `{"a":1}{}`}, "params: "},
		{[]string{"question.list", `[1,2,3,4,5,6,7,8,9,10,11,12,13]`, "--progress"}, "params: --progress needs them by name"},
		{[]string{"question.list", `{"_meta":1}`, "--progress"}, "params: _meta must be an object"},
		{[]string{"question.list", "--bogus"}, "unknown flag --bogus"},
		{[]string{"question.list", "--timeout", "soon"}, "--timeout"},
		{[]string{"question.list", "{}", "{}"}, "unexpected argument"},
		{[]string{"--list", "nothing."}, `no method begins with "nothing."`},
		{[]string{"question.list"}, "this gateway gives no tokens: set PREPWIRE_TOKEN"},
		{[]string{"question.list", "--token", "not a token"}, "answers 401 Unauthorized: "},
		{[]string{"question.list", "--url", "http://127.0.0.1/ws"}, "--url: must look like ws://"},
		{[]string{"question.list", "--url", strings.TrimSuffix(r.url, "ws") + "nowhere", "--token", "x"}, "answers 404 Not Found"},
		{[]string{"question.list", "--url", "ws://127.0.0.1:1/ws"}, "is the gateway running there?"},
	} {
		code, out, errs := r.call(c.args...)
		if code != 2 || out != "" || !strings.Contains(errs, c.says) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v ended with %d\nstdout: %s\nstderr: %s\nwant %s", c.args, code, out, errs, c.says)
		}
	}
	// What anyone may call needs no token.
	if code, out, errs := r.call("system.ping"); code != 0 || !strings.Contains(out, "serverTime") {
		t.Errorf("system.ping ended with %d: %s%s", code, out, errs)
	}
	r.stop()
}

func TestCallListsTheContract(t *testing.T) {
	code, out, errs := offlineRun(t, nil, "call", "--list")
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if code != 0 || errs != "" || len(lines) != len(schema.Methods()) {
		t.Fatalf("ended with %d, %d lines for %d methods: %s", code, len(lines), len(schema.Methods()), errs)
	}
	for i, spec := range schema.Methods() {
		if f := strings.Fields(lines[i]); len(f) < 4 || f[0] != spec.Name || f[1] != spec.Access.String() || !strings.HasSuffix(lines[i], "]") {
			t.Errorf("%s: %s", spec.Name, lines[i])
		}
	}
	if _, out, _ := offlineRun(t, nil, "call", "--list", "contest.sub"); strings.Count(out, "\n") != 1 || !strings.Contains(out, "[contestId, questionId, answer, timeSpentMs]") {
		t.Errorf("contest.sub: %s", out)
	}
}

// follow is prepwire call while it runs.
func (r *running) follow(args ...string) *child {
	r.t.Helper()
	return launch(r.t, command(r.t, r.t.TempDir(), nil, append([]string{"call", "--url", r.url}, args...)...))
}

func TestCallListens(t *testing.T) {
	r := start(t, t.TempDir())
	for _, flag := range []string{"--listen", "--follow"} {
		f := r.follow("session.resume", flag)
		if line := f.line(); !strings.Contains(line, `"userId":"dev"`) {
			t.Fatal(line)
		}
		if code, _, errs := r.call("question.generate", anyMath); code != 0 {
			t.Fatal(errs)
		}
		if m := decodeMessage(t, []byte(f.line())); m.Method != "question.generated" || len(m.Params) == 0 {
			t.Errorf("came %+v", m)
		}
		f.signal(os.Interrupt)
		if code, rest := f.wait(); code != 0 || rest != "" || f.stderr.String() != "" {
			t.Errorf("ended with %d\nstdout: %s\nstderr: %s", code, rest, f.stderr)
		}
	}
	f := r.follow("session.resume", "--listen")
	f.line()
	r.signal(syscall.SIGTERM)
	if code, rest := f.wait(); code != 2 || !strings.Contains(rest, "session.draining") || !strings.Contains(f.stderr.String(), "the gateway closed the connection: 1001") {
		t.Errorf("the gateway stopped: %d\nstdout: %s\nstderr: %s", code, rest, f.stderr)
	}
	if code, _ := r.wait(); code != 0 {
		t.Errorf("the gateway ended with %d", code)
	}
}

// slowModel is a gateway whose model writes only when it is told to.
func slowModel(t *testing.T) (r *running, release chan struct{}) {
	t.Helper()
	fake := geminitest.New(t)
	release = make(chan struct{})
	reply := func(x *geminitest.Exchange) {
		x.Await(release)
		geminitest.Text(written)(x)
	}
	fake.Script(reply, reply)
	r = start(t, t.TempDir(), "GEMINI_BASE_URL="+fake.URL(), "GEMINI_API_KEY="+strings.Repeat("k", 39), "QUESTION_CHECKS=off")
	return r, release
}

func TestCallShowsProgress(t *testing.T) {
	for _, params := range []string{anyMath, `["SAT","math",null]`} {
		r, release := slowModel(t)
		f := r.follow("question.generate", params, "--progress")
		f.stderr.await(t, " of 100 ", 1)
		close(release)
		if code, out := f.wait(); code != 0 || !strings.HasPrefix(out, `{"requestId":`) || strings.Count(out, "\n") != 1 {
			t.Errorf("%s: ended with %d: %s\n%s", params, code, out, f.stderr)
		}
		r.stop()
	}
}

func TestCallIsInterrupted(t *testing.T) {
	r, _ := slowModel(t)
	f := r.follow("question.generate", anyMath, "--progress")
	f.stderr.await(t, " of 100 ", 1)
	f.signal(os.Interrupt)
	if code, out := f.wait(); code != 1 || out != "" || !strings.Contains(f.stderr.String(), "-32800 cancelled") {
		t.Errorf("ended with %d: %s\n%s", code, out, f.stderr)
	}
	r.stop()
}

func TestCallIsLate(t *testing.T) {
	r, _ := slowModel(t)
	code, out, errs := r.call("question.generate", anyMath, "--timeout", "200ms")
	if code != 2 || out != "" || !strings.Contains(errs, "question.generate: no reply within 200ms") && !strings.Contains(errs, "deadline exceeded") {
		t.Errorf("ended with %d: %s\n%s", code, out, errs)
	}
	r.stop()
}

// The time may be over in the midst of the answer that holds the token.
func TestCallIsLateForItsToken(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done() // until it goes
	}))
	defer server.Close()
	code, out, errs := offlineRun(t, nil, "call", "--url", "ws"+strings.TrimPrefix(server.URL, "http"), "--timeout", "200ms", "x")
	if code != 2 || out != "" || !strings.Contains(errs, "deadline exceeded") {
		t.Errorf("ended with %d: %s\n%s", code, out, errs)
	}
}

// Whoever answers instead of a gateway gets a plain word.
func TestCallOfSomethingElse(t *testing.T) {
	for reply, says := range map[string]string{
		"hello":                        "does not speak JSON-RPC",
		`{"jsonrpc":"2.0","id":1}`:     "does not speak JSON-RPC",
		`[]`:                           "does not speak JSON-RPC",
		`{"id":1,"error":{"code":-1}}`: "prepwire: x: -1 : \n",
		`{"id":1,"error":{"code":-1,"message":"\u001b[31mred\u202e","data":{"reason":"a\nb"}}}`: "prepwire: x: -1 ab: [31mred\n",
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ws, err := websocket.Accept(w, r, nil)
			if err != nil {
				return // the test sees it
			}
			defer ws.CloseNow()
			if _, _, err := ws.Read(r.Context()); err == nil {
				_ = ws.Write(r.Context(), websocket.MessageText, []byte(reply))
				_, _, _ = ws.Read(r.Context()) // until it goes
			}
		}))
		_, out, errs := offlineRun(t, nil, "call", "--url", "ws"+strings.TrimPrefix(server.URL, "http"), "--token", "t", "x")
		if out != "" || !strings.Contains(errs, says) {
			t.Errorf("%s: %q, want %q", reply, errs, says)
		}
		server.Close()
	}
}

func TestNearestMethod(t *testing.T) {
	for method, want := range map[string]string{
		"question.Generate": "question.generate", "contest.submit_answer": "contest.submitAnswer", "generate": "question.generate",
		"sesion.start": "session.start", "": "", "zzzzzzzzzz": "",
	} {
		if got := nearest(method); got != want {
			t.Errorf("%q: %q, want %q", method, got, want)
		}
	}
	if a, b := edits("kitten", "sitting"), edits("", "abc"); a != 3 || b != 3 {
		t.Errorf("distances %d and %d", a, b)
	}
}

func TestPrinterPassesErrorsOn(t *testing.T) {
	p := printer{process: process{stdout: failing{}, stderr: new(bytes.Buffer)}}
	if err := p.json([]byte(`{}`)); err == nil || !errors.As(err, new(unusable)) {
		t.Errorf("%v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }
