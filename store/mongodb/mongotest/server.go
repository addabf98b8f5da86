// Package mongotest runs a MongoDB-protocol server for tests: the module
// ferretdb beside it, built once, on an address of its own.
package mongotest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"prepwire/store/porttest"
)

// Server is a server that a test may stop and start again. What it keeps stays.
type Server struct {
	dir  string
	addr string
	args []string
	cmd  *exec.Cmd
	in   io.Closer
}

// Start starts a server that ends with the test. It handles one message at a
// time, and so keeps what MongoDB promises of operations on one document.
func Start(t testing.TB) *Server { t.Helper(); return start(t) }

// StartParallel starts one that does not.
func StartParallel(t testing.TB) *Server { t.Helper(); return start(t, "-serial=false") }

func start(t testing.TB, args ...string) *Server {
	t.Helper()
	s := &Server{dir: directory(t), args: args}
	t.Cleanup(s.Stop)
	for tries := 1; ; tries++ {
		port, err := porttest.Take() // it must be free again when the server comes back
		if err != nil {
			t.Fatal(err)
		}
		s.addr = fmt.Sprintf("127.0.0.1:%d", port)
		if err = s.run(t); err == nil {
			return s
		}
		if tries == 20 { // others than tests may take the port between the look and the start
			t.Fatal(err)
		}
	}
}

// directory is in memory where the machine has such a place: tests wait for the
// disk a hundred thousand times otherwise.
func directory(t testing.TB) string {
	dir, err := os.MkdirTemp("/dev/shm", "prepwire-test-*")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// URI is the address of a database.
func (s *Server) URI(database string) string { return "mongodb://" + s.addr + "/" + database }

// Run starts the server, again on the address it had before.
func (s *Server) Run(t testing.TB) {
	t.Helper()
	if err := s.run(t); err != nil {
		t.Fatal(err)
	}
}

// run starts the server and waits until it says that it listens, or ends.
func (s *Server) run(t testing.TB) error {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	s.cmd = exec.Command(program, append([]string{"-dir", s.dir, "-addr", s.addr}, s.args...)...)
	s.cmd.Stderr = io.MultiWriter(os.Stderr, &said)
	in, err := s.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.in = in
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		s.Stop()
		return fmt.Errorf("the server said no address: %w: %s", err, &said)
	}
	s.addr = strings.TrimSpace(line)
	return nil
}

// Stop kills the server, as a crash would, and waits for its end. A stopped
// server stays stopped.
func (s *Server) Stop() {
	if s.cmd == nil {
		return
	}
	_ = s.in.Close()
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	s.cmd = nil
}

// build answers the server's program. It is built once for each state of its
// source, and kept in the user's cache.
var build = sync.OnceValues(func() (string, error) {
	_, here, _, _ := runtime.Caller(0)
	source := filepath.Join(filepath.Dir(filepath.Dir(here)), "ferretdb")
	sum := sha256.New()
	for _, name := range []string{"go.mod", "go.sum", "main.go", "serial.go"} {
		content, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			return "", fmt.Errorf("source of the server: %w", err)
		}
		sum.Write(content)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	program := filepath.Join(cache, "prepwire", fmt.Sprintf("ferretdb-%s-%x", runtime.Version(), sum.Sum(nil)[:8]))
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	return program, compile(source, program)
})

// compile builds beside the program and moves it there, so that packages that
// are tested at the same time do not meet half of it. It has no flags of its own, so
// that what go vet has compiled of that module is not compiled again.
func compile(source, program string) error {
	if err := os.MkdirAll(filepath.Dir(program), 0o700); err != nil {
		return err
	}
	half, err := os.MkdirTemp(filepath.Dir(program), "build-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(half)
	cmd := exec.CommandContext(context.Background(), "go", "build", "-o", filepath.Join(half, "ferretdb"), ".")
	cmd.Dir = source
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOWORK=off")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the server: %w: %s", err, said)
	}
	return os.Rename(filepath.Join(half, "ferretdb"), program)
}
