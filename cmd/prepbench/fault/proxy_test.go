package fault

import (
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// echo is a server that says what it hears, after its name.
func echo(t *testing.T, name string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			work.Go(func() {
				defer func() { _ = c.Close() }()
				_, _ = io.WriteString(c, name)
				_, _ = io.Copy(c, c)
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		work.Wait()
	})
	return l.Addr().String()
}

// patience is how long a test waits for what should happen at once.
const patience = 2 * time.Minute

type user struct {
	t *testing.T
	net.Conn
}

func dial(t *testing.T, p *Proxy) *user {
	t.Helper()
	c, err := net.Dial("tcp", p.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return &user{t, c}
}

func (u *user) say(s string) {
	u.t.Helper()
	if _, err := io.WriteString(u, s); err != nil {
		u.t.Fatal(err)
	}
}

func (u *user) hear(want string) {
	u.t.Helper()
	b := make([]byte, len(want))
	_ = u.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.ReadFull(u, b); err != nil || string(b) != want {
		u.t.Fatalf("heard %q, %v; want %q", b, err, want)
	}
}

// hearNothing gives the network a moment in which nothing may come.
func (u *user) hearNothing() {
	u.t.Helper()
	_ = u.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := u.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		u.t.Fatalf("heard %d bytes, %v", n, err)
	}
}

func (u *user) hearEnd() {
	u.t.Helper()
	_ = u.SetReadDeadline(time.Now().Add(patience))
	if n, err := u.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		u.t.Fatalf("heard %d bytes, %v; want the end", n, err)
	}
}

func open(t *testing.T) *Proxy {
	t.Helper()
	p, err := Listen(echo(t, "a"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// What is stalled or slow comes later, whole and in order.
func TestStallAndSlow(t *testing.T) {
	p := open(t)
	u := dial(t, p)
	u.hear("a")
	p.Set(Stall, 0)
	u.say("one")
	u.hearNothing()
	const delay = 60 * time.Millisecond
	set := time.Now()
	p.Set(Slow, delay)
	u.say("two")
	u.hear("onetwo")
	if took := time.Since(set); took < delay {
		t.Errorf("heard after %v, not %v", took, delay)
	}
	p.Set(Pass, 0)
	u.say("three")
	u.hear("three")
}

// loses waits until the proxy has lost something.
func loses(p *Proxy) {
	for lost := false; !lost; runtime.Gosched() {
		p.mu.Lock()
		for l := range p.lines {
			lost = lost || l.torn
		}
		p.mu.Unlock()
	}
}

// What is lost is lost, and its connection ends once the network is good: it
// must never look whole.
func TestLose(t *testing.T) {
	for _, mode := range []Mode{LoseUp, LoseDown} {
		p := open(t)
		u, idle := dial(t, p), dial(t, p)
		u.hear("a")
		idle.hear("a")
		p.Set(mode, 0)
		u.say("gone")
		loses(p)
		u.hearNothing()
		p.Set(Pass, 0)
		u.hearEnd()
		idle.say("b") // it has lost nothing
		idle.hear("b")
	}
}

func TestRefuseCutAim(t *testing.T) {
	p := open(t)
	u := dial(t, p)
	u.hear("a")
	p.Set(Refuse, 0)
	u.hearEnd()
	if c, err := net.Dial("tcp", p.Addr()); err == nil {
		(&user{t, c}).hearEnd()
		_ = c.Close()
	} else if !errors.Is(err, syscall.ECONNREFUSED) && !errors.Is(err, syscall.ECONNRESET) {
		t.Error(err)
	}
	p.Set(Pass, 0)
	u = dial(t, p)
	u.hear("a")
	p.Cut()
	u.hearEnd()
	u = dial(t, p)
	u.hear("a")
	p.Aim(echo(t, "b"))
	u.hearEnd()
	dial(t, p).hear("b")
}
