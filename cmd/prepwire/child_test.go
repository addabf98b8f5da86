package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for what should happen at once, on however
// busy a machine.
const patience = 3 * time.Minute

// command returns the program, to run in a fresh directory with these settings
// and nothing of the test's own environment. The race detector would have it
// rest for a second before it ends.
func command(t *testing.T, dir string, env []string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir = dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "ADMIN_ADDR=off", "ADDR=127.0.0.1:0", "GORACE=halt_on_error=1 atexit_sleep_ms=0"}, env...)
	return cmd
}

// finish runs a command to its end and returns what it did.
func finish(t *testing.T, cmd *exec.Cmd) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	hurry := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait() // the exit code tells
	if !hurry.Stop() {
		t.Fatalf("%s did not end\nstdout: %s\nstderr: %s", cmd, &out, &errs)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// child is a process while it runs. It is killed with its test.
type child struct {
	t              *testing.T
	cmd            *exec.Cmd
	stdout, stderr *lines
	ended          chan struct{} // closed when it is gone and all that it wrote is here
	read           int           // lines of stdout
}

// launch starts a command.
func launch(t *testing.T, cmd *exec.Cmd) *child {
	t.Helper()
	c := &child{t: t, cmd: cmd, ended: make(chan struct{})}
	c.stdout, c.stderr = newLines(), newLines()
	c.stdout.ended, c.stderr.ended = c.ended, c.ended
	cmd.Stdout, cmd.Stderr = c.stdout, c.stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { // ends with the process, which kill waits for
		defer close(c.ended)
		_ = cmd.Wait() // the exit code tells
	}()
	t.Cleanup(c.kill)
	return c
}

// kill ends the process at once. It does nothing to one that has ended.
func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	<-c.ended
}

func (c *child) signal(s os.Signal) {
	c.t.Helper()
	if err := c.cmd.Process.Signal(s); err != nil {
		c.t.Fatalf("%v\n%s", err, c.stderr)
	}
}

// line is the next line of stdout.
func (c *child) line() string {
	c.t.Helper()
	c.read++
	err := c.stdout.reach(fmt.Sprint("line ", c.read), func(text string) bool { return strings.Count(text, "\n") >= c.read })
	if err != nil {
		c.t.Fatalf("%v\nstderr: %s", err, c.stderr)
	}
	return strings.Split(c.stdout.String(), "\n")[c.read-1]
}

// wait waits for the end of the process, and returns its exit code and what was
// left on stdout.
func (c *child) wait() (code int, stdout string) {
	c.t.Helper()
	select {
	case <-c.ended:
	case <-time.After(patience):
		c.kill()
		c.t.Fatalf("%s did not end\n%s", c.cmd, c.stderr)
	}
	return c.cmd.ProcessState.ExitCode(), strings.Join(strings.SplitAfter(c.stdout.String(), "\n")[c.read:], "")
}

// lines collects what is written and lets a test wait for a line.
type lines struct {
	ended <-chan struct{} // closed when nothing more comes; nil: unknown

	mu      sync.Mutex // guards what follows
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

// reach waits until the text is as wanted. It is an error when that takes too
// long, or cannot be any more because the writer has ended.
func (l *lines) reach(what string, wanted func(text string) bool) error {
	limit := time.After(patience)
	for over := false; ; {
		l.mu.Lock()
		text, changed := l.buf.String(), l.changed
		l.mu.Unlock()
		switch {
		case wanted(text):
			return nil
		case over:
			return fmt.Errorf("it has ended, and %s never came\n%s", what, text)
		}
		select {
		case <-changed:
		case <-l.ended:
			over = true
		case <-limit:
			return fmt.Errorf("%s never came\n%s", what, text)
		}
	}
}

// await waits until the text holds what is wanted n times.
func (l *lines) await(t *testing.T, want string, n int) {
	t.Helper()
	if err := l.reach(fmt.Sprintf("%q", want), func(text string) bool { return strings.Count(text, want) >= n }); err != nil {
		t.Fatal(err)
	}
}

// find waits until whole lines hold what a pattern describes, and returns it with
// its groups.
func (l *lines) find(t *testing.T, pattern string) (found []string) {
	t.Helper()
	re := regexp.MustCompile(pattern)
	err := l.reach(pattern, func(text string) bool {
		found = re.FindStringSubmatch(text[:strings.LastIndex(text, "\n")+1])
		return found != nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
