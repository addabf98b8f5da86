package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
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
		if err := goleak.Find(geminitest.IgnoreSDK()); err != nil {
			fail(err)
		}
	}
	os.Exit(code)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// patience is how long a test waits for what should happen at once.
const patience = time.Minute

// command returns the program, to run in a fresh directory with these settings
// and nothing of the test's own environment.
func command(t *testing.T, dir string, env []string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir = dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "ADMIN_ADDR=off", "ADDR=127.0.0.1:0", "GORACE=halt_on_error=1"}, env...)
	return cmd
}

// running is a gateway in its own process.
type running struct {
	t      *testing.T
	cmd    *exec.Cmd
	dir    string
	url    string // ws://…/ws
	stderr *lines
	stdout *bufio.Reader
	ended  bool
}

// start runs a gateway until its first line; it is killed with the test.
func start(t *testing.T, dir string, env ...string) *running {
	t.Helper()
	r := &running{t: t, cmd: command(t, dir, env), dir: dir, stderr: newLines()}
	r.cmd.Stderr = r.stderr
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.kill)
	r.stdout = bufio.NewReader(out)
	line, err := r.stdout.ReadString('\n')
	if err != nil {
		t.Fatalf("no first line: %v\n%s", err, r.stderr)
	}
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !ok {
		t.Fatalf("the first line is %q", line)
	}
	r.url = url
	return r
}

func (r *running) kill() {
	if !r.ended {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait()
	}
}

func (r *running) signal(s os.Signal) {
	r.t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
}

// wait returns the exit code and what else was on stdout.
func (r *running) wait() (code int, stdout string) {
	r.t.Helper()
	defer time.AfterFunc(patience, func() { _ = r.cmd.Process.Kill() }).Stop()
	rest, err := io.ReadAll(r.stdout)
	if err != nil {
		r.t.Fatal(err)
	}
	r.ended = true
	_ = r.cmd.Wait()
	return r.cmd.ProcessState.ExitCode(), string(rest)
}

// stop ends the gateway politely and fails the test when it does not go well.
func (r *running) stop() {
	r.t.Helper()
	r.signal(syscall.SIGTERM)
	if code, stdout := r.wait(); code != 0 || stdout != "" {
		r.t.Fatalf("exit code %d, stdout %q\n%s", code, stdout, r.stderr)
	}
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
	cmd := command(t, dir, env, append([]string{"token"}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("token: %v\n%s", err, &stderr)
	}
	text, ok := strings.CutSuffix(string(out), "\n")
	if !ok || strings.ContainsAny(text, " \n") || strings.Count(text, ".") != 2 || stderr.Len() > 0 {
		t.Fatalf("token printed %q, stderr %q", out, &stderr)
	}
	return text
}

// caller is one WebSocket connection.
type caller struct {
	t  *testing.T
	ws *websocket.Conn
	n  int
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

// call makes a call and returns its reply; notifications before it are passed over.
func (c *caller) call(method, params string) message {
	c.t.Helper()
	c.n++
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	frame := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, c.n, method, params)
	if err := c.ws.Write(ctx, websocket.MessageText, []byte(frame)); err != nil {
		c.t.Fatal(err)
	}
	for {
		if m, err := c.read(); err != nil {
			c.t.Fatal(err)
		} else if m.ID == c.n {
			return m
		}
	}
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

// lines collects what a process writes and lets a test wait for a line.
type lines struct {
	mu      sync.Mutex
	buf     bytes.Buffer
	changed chan struct{} // closed and replaced at each write
}

func newLines() *lines { return &lines{changed: make(chan struct{})} }

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.changed)
	l.changed = make(chan struct{})
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// await waits until the text holds what is wanted n times.
func (l *lines) await(t *testing.T, want string, n int) {
	t.Helper()
	limit := time.After(patience)
	for {
		l.mu.Lock()
		enough, changed := strings.Count(l.buf.String(), want) >= n, l.changed
		l.mu.Unlock()
		if enough {
			return
		}
		select {
		case <-changed:
		case <-limit:
			t.Fatalf("%q never came in\n%s", want, l)
		}
	}
}

// secret is a good JWT_SECRET, made for one test.
func secret() string { return string(auth.NewSecret()) }
