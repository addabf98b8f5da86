package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"prepwire/auth"
	"prepwire/gemini/geminitest"
	"prepwire/schema"
)

// binary is the program, built once with the race detector.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "prepwire-test-*")
	if err != nil {
		fail(err)
	}
	binary = filepath.Join(dir, "prepwire")
	build := exec.Command("go", "build", "-race", "-o", binary, ".")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fail(fmt.Errorf("build the program: %w", err))
	}
	code := m.Run()
	http.DefaultClient.CloseIdleConnections()
	if err := os.RemoveAll(dir); err != nil {
		fail(err)
	}
	if code == 0 {
		if err := leak(); err != nil {
			fail(err)
		}
	}
	os.Exit(code)
}

// leak names the goroutines that are left and do not end by themselves.
func leak() (err error) {
	for limit := time.Now().Add(patience); time.Now().Before(limit); {
		if err = goleak.Find(geminitest.IgnoreSDK()); err == nil {
			return nil
		}
	}
	return err
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// running is a gateway: in its own process, or in that of the test.
type running struct {
	*child // nil in the test's process
	t      *testing.T
	dir    string
	url    string // ws://…/ws
	stderr *lines
}

// start runs a gateway until its first line; it is killed with the test.
func start(t *testing.T, dir string, env ...string) *running {
	t.Helper()
	c := launch(t, command(t, dir, env))
	line := c.line()
	url, ok := strings.CutPrefix(line, "listening on ")
	if !ok {
		t.Fatalf("the first line is %q\n%s", line, c.stderr)
	}
	return &running{child: c, t: t, dir: dir, url: url, stderr: c.stderr}
}

// stop ends the gateway politely and fails the test when it does not go well.
func (r *running) stop() {
	r.t.Helper()
	r.signal(syscall.SIGTERM)
	if code, stdout := r.wait(); code != 0 || stdout != "" {
		r.t.Fatalf("exit code %d, stdout %q\n%s", code, stdout, r.stderr)
	}
}

// admin is the address of the admin port, as the log tells it.
func (r *running) admin() string {
	r.t.Helper()
	return r.stderr.find(r.t, `msg=admin addr=(\S+)`)[1]
}

// base is the address of the HTTP side.
func (r *running) base() string {
	return "http" + strings.TrimSuffix(strings.TrimPrefix(r.url, "ws"), "/ws")
}

// get asks for a path over HTTP.
func (r *running) get(path string, edit ...func(*http.Request)) (*http.Response, string) {
	r.t.Helper()
	return fetch(r.t, r.base()+path, edit...)
}

func fetch(t *testing.T, url string, edit ...func(*http.Request)) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range edit {
		f(req)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

// tokenFor asks the program for a token as an operator would.
func tokenFor(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	code, out, errs := finish(t, command(t, dir, env, append([]string{"token"}, args...)...))
	text, ok := strings.CutSuffix(out, "\n")
	if code != 0 || !ok || strings.ContainsAny(text, " \n") || strings.Count(text, ".") != 2 || errs != "" {
		t.Fatalf("token ended with %d, printed %q, stderr %q", code, out, errs)
	}
	return text
}

// caller is one WebSocket connection.
type caller struct {
	t  *testing.T
	ws *websocket.Conn
	n  int

	passed []message // notifications that came before the last reply
}

func (r *running) dial(token string) *caller {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	options := &websocket.DialOptions{Subprotocols: []string{"prepwire.v1"}}
	if token != "" {
		options.HTTPHeader = http.Header{"Authorization": {"Bearer " + token}}
	}
	ws, _, err := websocket.Dial(ctx, r.url, options)
	if err != nil {
		r.t.Fatalf("dial: %v\n%s", err, r.stderr)
	}
	r.t.Cleanup(func() { _ = ws.CloseNow() })
	ws.SetReadLimit(8 << 20)
	return &caller{t: r.t, ws: ws}
}

// message is a reply or a notification.
type message struct {
	ID     int
	Method string
	Params json.RawMessage
	Result json.RawMessage
	Error  *struct {
		Code    int
		Message string
		Data    struct {
			Reason       string
			Scope        string
			RetryAfterMs int64
			Errors       []schema.ParamError
		}
	}
}

// call makes a call and returns its reply. Notifications may come before it; next
// answers them.
func (c *caller) call(method, params string) message {
	c.t.Helper()
	c.n++
	c.passed = nil
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	frame := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, c.n, method, params)
	if err := c.ws.Write(ctx, websocket.MessageText, []byte(frame)); err != nil {
		c.t.Fatal(err)
	}
	for {
		m, err := c.read()
		if err != nil {
			c.t.Fatal(err)
		}
		if m.ID == c.n {
			return m
		}
		c.passed = append(c.passed, m)
	}
}

// next answers what came before the last reply, and then what comes after it.
func (c *caller) next() (message, error) {
	if len(c.passed) == 0 {
		return c.read()
	}
	m := c.passed[0]
	c.passed = c.passed[1:]
	return m, nil
}

func (c *caller) read() (message, error) {
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	var m message
	_, data, err := c.ws.Read(ctx)
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(data, &m)
}

// result makes a call that must go well.
func (c *caller) result(method, params string, into any) {
	c.t.Helper()
	m := c.call(method, params)
	if m.Error != nil {
		c.t.Fatalf("%s %s: %+v", method, params, *m.Error)
	}
	if err := json.Unmarshal(m.Result, into); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}

// secret is a good JWT_SECRET, made for one test.
func secret() string { return string(auth.NewSecret()) }
