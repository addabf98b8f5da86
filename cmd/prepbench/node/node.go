// Package node runs the gateway as others run it: the built program, in a
// process of its own, with the embedded store in a directory.
package node

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"prepwire/auth"
	"prepwire/store/porttest"
)

// Build builds the gateway into a directory and returns the program's path. It
// needs the go command, and to be called within the module.
func Build(ctx context.Context, dir string, flags ...string) (string, error) {
	program := filepath.Join(dir, "prepwire")
	cmd := exec.CommandContext(ctx, "go", append(append([]string{"build"}, flags...), "-o", program, "prepwire/cmd/prepwire")...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the gateway: %w\n%s", err, out)
	}
	return program, nil
}

// Config says how a node runs.
type Config struct {
	Program string
	DataDir string
	Secret  auth.Secret // of the tokens
	Addr    string      // empty: a free port of this machine
	Admin   string      // the same, of /metrics and pprof
	Procs   int         // GOMAXPROCS; 0 leaves it
	Env     []string    // NAME=value; over everything else
}

// unlimited is the environment of a node that one machine may load with
// thousands of users. Calls of a user are still counted, but never refused.
var unlimited = []string{"LIMIT_CONNS_PER_ADDRESS=0", "LIMIT_CONNECTS=0", "LIMIT_CONNECTS_PER_ADDRESS=0", "LIMIT_CALLS_PER_USER=1000000/s"}

// Unlimited says so to whoever reads figures.
const Unlimited = "limits by address off, 1,000,000 calls/s a user"

// Node is a running gateway.
type Node struct {
	Addr, Admin string

	cmd     *exec.Cmd
	config  Config
	reading sync.WaitGroup
	ready   chan struct{} // closed when both addresses are known

	mu     sync.Mutex // guards what follows
	faults []string   // log lines of level WARN and above, as many as are kept
	lines  int        // how many there were
}

// startWithin bounds how long a node may take to open its port.
const startWithin = 3 * time.Minute

// Start runs a node and waits until its port is open.
func Start(ctx context.Context, c Config) (*Node, error) {
	cmd := exec.Command(c.Program)
	cmd.Dir = c.DataDir // no .env of whoever measures
	cmd.Env = append(withoutSettings(os.Environ()), unlimited...)
	cmd.Env = append(cmd.Env, "DATA_DIR="+c.DataDir, "JWT_SECRET="+string(c.Secret), "LOG_FORMAT=json",
		"ADDR="+or(c.Addr, "127.0.0.1:0"), "ADMIN_ADDR="+or(c.Admin, "127.0.0.1:0"))
	if c.Procs > 0 {
		cmd.Env = append(cmd.Env, fmt.Sprintf("GOMAXPROCS=%d", c.Procs))
	}
	cmd.Env = append(cmd.Env, c.Env...) // of two values the later counts
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	n := &Node{cmd: cmd, config: c, ready: make(chan struct{})}
	opened := make(chan string, 1)
	n.reading.Go(func() { readAddr(stdout, opened) })
	n.reading.Go(func() { n.readLog(stderr) })
	timer := time.NewTimer(startWithin)
	defer timer.Stop()
	select {
	case n.Addr = <-opened:
	case <-timer.C:
	case <-ctx.Done():
	}
	if n.Addr == "" {
		n.Kill()
		return nil, errors.Join(fmt.Errorf("the gateway opened no port\n%s", strings.Join(n.Faults(), "\n")), ctx.Err())
	}
	<-n.ready
	return n, nil
}

// FreeAddr is an address of this machine that nobody listens on. No connection of
// the system's and no server of another test takes its port while a node is down
// that is to come back there.
func FreeAddr() (string, error) {
	port, err := porttest.Take()
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), err
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// withoutSettings leaves out what would set the gateway up in another way.
func withoutSettings(environ []string) []string {
	var kept []string
	for _, e := range environ {
		switch name, _, _ := strings.Cut(e, "="); name {
		case "PATH", "HOME", "TMPDIR", "GOTRACEBACK", "GORACE", "GODEBUG", "GOGC", "GOMAXPROCS":
			kept = append(kept, e)
		}
	}
	return kept
}

// readAddr finds the address in the program's first line; "" if there is none.
func readAddr(r io.Reader, opened chan<- string) {
	lines := bufio.NewReader(r)
	line, _ := lines.ReadString('\n')
	_, addr, _ := strings.Cut(strings.TrimSpace(line), "ws://")
	addr, _, _ = strings.Cut(addr, "/")
	opened <- addr
	_, _ = io.Copy(io.Discard, lines)
}

const keptFaults = 50

// readLog keeps what a log says of trouble, and the admin address.
func (n *Node) readLog(r io.Reader) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	known := false
	for lines.Scan() {
		var line struct{ Level, Msg, Addr string }
		plain := json.Unmarshal(lines.Bytes(), &line) != nil // such as a panic's
		if line.Msg == "admin" && !known {
			n.Admin, known = line.Addr, true
			close(n.ready)
		}
		if plain || line.Level == "WARN" || line.Level == "ERROR" {
			n.fault(lines.Text())
		}
	}
	if !known {
		close(n.ready)
	}
}

func (n *Node) fault(line string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines++
	if len(n.faults) < keptFaults {
		n.faults = append(n.faults, line)
	}
}

// Faults are the warnings and errors of the node's log, the first of many.
func (n *Node) Faults() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]string(nil), n.faults...)
}

// Kill ends the node as kill -9 does, and waits until it is gone.
func (n *Node) Kill() {
	_ = n.cmd.Process.Kill()
	n.gone()
}

// stopWithin bounds how long a node may take to stop.
const stopWithin = 3 * time.Minute

// Stop ends the node as an operator does. It is harmless after Kill.
func (n *Node) Stop() error {
	if n.cmd.ProcessState != nil {
		return nil
	}
	_ = n.cmd.Process.Signal(syscall.SIGTERM)
	timer := time.AfterFunc(stopWithin, func() { _ = n.cmd.Process.Kill() })
	defer timer.Stop()
	if err := n.gone(); err != nil {
		return fmt.Errorf("stop the gateway: %w\n%s", err, strings.Join(n.Faults(), "\n"))
	}
	return nil
}

func (n *Node) gone() error {
	n.reading.Wait()
	return n.cmd.Wait()
}

// Again starts the killed node anew: the same directory, the same ports.
func (n *Node) Again(ctx context.Context) (*Node, error) {
	c := n.config
	c.Addr, c.Admin = n.Addr, n.Admin
	return Start(ctx, c)
}

// Export writes a contest's log as prepwire export does, beside the running
// node.
func (n *Node) Export(ctx context.Context, contestID string, w io.Writer) error {
	cmd := exec.CommandContext(ctx, n.config.Program, "export", "--contest", contestID, "--data-dir", n.config.DataDir)
	cmd.Dir = n.config.DataDir
	cmd.Env = withoutSettings(os.Environ())
	var stderr strings.Builder
	cmd.Stdout, cmd.Stderr = w, &stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("export: %w\n%s", err, stderr.String())
	}
	return nil
}

// Up says whether the node's port takes connections.
func (n *Node) Up() bool {
	conn, err := net.DialTimeout("tcp", n.Addr, time.Second)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}
