package redistest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/redis/rueidis"

	"prepwire/store/porttest"
)

// Option adds settings of redis.conf to a server.
type Option func() []string

// Durable makes a server write every change to disk before it answers, so that
// it has all of it after Kill and Restart.
func Durable() Option { return With("--appendonly", "yes", "--appendfsync", "always") }

// With adds settings as they stand on redis-server's command line.
func With(settings ...string) Option { return func() []string { return settings } }

// Server is one Redis server. Its address and directory stay the same over
// restarts. Its methods must not be called concurrently.
type Server struct {
	host, port string
	place, dir string // dir is within place
	settings   []string

	cmd  *exec.Cmd
	said *log          // of the process
	gone chan struct{} // closed when the process has ended
}

// readyWithin bounds how long a server takes to start or to do one command.
const readyWithin = 3 * time.Minute

// Start starts a server on a free port of this machine. It keeps nothing over
// a restart unless it is Durable or given a snapshot.
func Start(ctx context.Context, options ...Option) (*Server, error) {
	return startIn(ctx, "", options)
}

// startIn starts a server whose directory is made within another, "" for the
// system's.
func startIn(ctx context.Context, place string, options []Option) (*Server, error) {
	dir, err := os.MkdirTemp(place, "redistest-*")
	if err != nil {
		return nil, err
	}
	s := &Server{host: "127.0.0.1", place: place, dir: dir}
	for _, o := range options {
		s.settings = append(s.settings, o()...)
	}
	for range 20 { // others than tests may take the port between the look and the start
		var port int
		if port, err = porttest.Take(); err != nil {
			break
		}
		s.port = strconv.Itoa(port)
		if err = s.Restart(ctx); err == nil {
			return s, nil
		}
		if !errors.Is(err, errEnded) {
			break
		}
	}
	return nil, errors.Join(err, os.RemoveAll(dir))
}

// errEnded says that the process ended before it took connections.
var errEnded = errors.New("it ended")

// Addr is the server's host and port.
func (s *Server) Addr() string { return net.JoinHostPort(s.host, s.port) }

// URL is the server's address as REDIS_URL takes it.
func (s *Server) URL() string { return "redis://" + s.Addr() }

// Pid is the id of the server's process.
func (s *Server) Pid() int { return s.cmd.Process.Pid }

// Restart starts the server again, in its directory, after Stop or Kill.
func (s *Server) Restart(ctx context.Context) error { return s.restart(ctx) }

func (s *Server) restart(ctx context.Context, settings ...string) error {
	args := append([]string{"--bind", s.host, "--port", s.port, "--dir", s.dir,
		"--save", "", "--appendonly", "no", "--protected-mode", "no", "--repl-diskless-sync-delay", "0"}, append(slices.Clone(s.settings), settings...)...)
	cmd := exec.Command(program, args...)
	cmd.SysProcAttr = orphaned()
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("redistest: %w", err)
	}
	s.cmd, s.said, s.gone = cmd, newLog(), make(chan struct{})
	go func(said *log, gone chan struct{}) { // ends with the process, which Kill and Close wait for
		defer close(gone)
		said.read(out)
		_ = cmd.Wait()
	}(s.said, s.gone)
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	select {
	case <-s.said.ready:
		return nil
	case <-s.gone:
		err = errEnded
	case <-ctx.Done():
		err = ctx.Err()
	}
	s.Kill()
	return fmt.Errorf("redistest: start %s: %w\n%s", s.Addr(), err, s.said)
}

// Kill ends the process at once, as kill -9 does, and waits for it.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill()
	<-s.gone
}

// Stop ends the process as SIGTERM does, and waits for it.
func (s *Server) Stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	<-s.gone
}

// Pause stops the process where it is, with its connections open; Continue
// lets it go on. On Windows, where that cannot be, both are errors.
func (s *Server) Pause() error { return pause(s.cmd.Process) }

// Continue lets a paused process go on.
func (s *Server) Continue() error { return resume(s.cmd.Process) }

// Close kills the process and removes its directory.
func (s *Server) Close() error {
	s.Kill()
	return os.RemoveAll(s.dir)
}

// Snapshot returns the server's data as it is now.
func (s *Server) Snapshot(ctx context.Context) ([]byte, error) {
	if _, err := s.Do(ctx, "SAVE"); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(s.dir, "dump.rdb"))
}

// RestartFrom kills the server and starts it with the data of a snapshot, nil
// for none.
func (s *Server) RestartFrom(ctx context.Context, snapshot []byte) error {
	s.Kill()
	dump, log := filepath.Join(s.dir, "dump.rdb"), filepath.Join(s.dir, "appendonlydir")
	err := errors.Join(os.RemoveAll(dump), os.RemoveAll(log))
	if err == nil && snapshot != nil {
		err = os.WriteFile(dump, snapshot, 0o600)
	}
	if err != nil {
		return err
	}
	if !slices.Contains(s.settings, "--appendonly") {
		return s.Restart(ctx)
	}
	// With a log of changes Redis does not look at the snapshot.
	if err := s.restart(ctx, "--appendonly", "no"); err != nil {
		return err
	}
	if _, err := s.Do(ctx, "CONFIG", "SET", "appendonly", "yes"); err != nil {
		return err
	}
	return s.until(ctx, "aof_rewrite_in_progress:0", "INFO", "persistence")
}

// Flush removes everything.
func (s *Server) Flush(ctx context.Context) error {
	_, err := s.Do(ctx, "FLUSHALL")
	return err
}

// Do sends one command on a connection of its own and returns its answer as
// text; nil is "".
func (s *Server) Do(ctx context.Context, words ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	client, err := rueidis.NewClient(rueidis.ClientOption{InitAddress: []string{s.Addr()}, ForceSingleClient: true,
		DisableCache: true, DisableRetry: true, AlwaysRESP2: true, Password: s.password(),
		Dialer: net.Dialer{Timeout: time.Minute}, ConnWriteTimeout: time.Minute})
	if err != nil {
		return "", fmt.Errorf("redistest: %s: %w", s.Addr(), err)
	}
	defer client.Close()
	reply, err := client.Do(ctx, client.B().Arbitrary(words...).Build()).ToMessage()
	switch {
	case rueidis.IsRedisNil(err):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("redistest: %s: %w", words[0], err)
	case reply.IsInt64():
		n, err := reply.ToInt64()
		return strconv.FormatInt(n, 10), err
	case reply.IsString():
		return reply.ToString()
	default:
		return reply.String(), nil
	}
}

// password is what the settings require of clients.
func (s *Server) password() string {
	for i, word := range s.settings[:max(0, len(s.settings)-1)] {
		if word == "--requirepass" {
			return s.settings[i+1]
		}
	}
	return ""
}

// until asks until the answer has a text in it.
func (s *Server) until(ctx context.Context, text string, words ...string) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		answer, err := s.Do(ctx, words...)
		if err == nil && strings.Contains(answer, text) {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("redistest: %s has no %q in %.2000s: %w", strings.Join(words, " "), text, answer, errors.Join(err, ctx.Err()))
		}
	}
}

// log keeps the last lines that a server wrote.
type log struct {
	ready chan struct{} // closed when it takes connections
	mu    sync.Mutex
	lines []string
}

func newLog() *log { return &log{ready: make(chan struct{})} }

func (l *log) read(r io.Reader) {
	isReady := false
	for lines := bufio.NewScanner(r); lines.Scan(); {
		l.mu.Lock()
		l.lines = append(l.lines[max(0, len(l.lines)-50):], lines.Text())
		l.mu.Unlock()
		if !isReady && strings.Contains(lines.Text(), "eady to accept connections") {
			isReady = true
			close(l.ready)
		}
	}
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "\n")
}
