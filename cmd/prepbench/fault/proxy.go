// Package fault puts a bad network between a program and the server it needs.
//
//	client ─► Proxy.Addr() ─► mode: pass, stall, slow, lose, refuse ─► target
//
// A proxy never changes the bytes of a connection that goes on: what loses some
// ends once the network is good again, as TCP connections do.
package fault

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// Mode is how the network is.
type Mode uint8

// How the network may be.
const (
	Pass     Mode = iota
	Stall         // connections stay open, nothing passes; it passes later
	Slow          // everything comes later
	LoseUp        // what goes to the server is lost
	LoseDown      // what comes from the server is lost
	Refuse        // every connection, old or new, is reset
)

// String names the mode.
func (m Mode) String() string {
	return [...]string{"pass", "stall", "slow", "lose what is sent", "lose what is received", "refuse"}[m]
}

// Proxy passes TCP connections on to a server, as well as its mode allows. All
// methods may be called concurrently.
type Proxy struct {
	listener net.Listener
	work     sync.WaitGroup

	mu      sync.Mutex // guards what follows
	target  string
	mode    Mode
	delay   time.Duration // with Slow
	changed chan struct{} // closed when the mode changes
	lines   map[*line]struct{}
	closed  bool
}

// line is a connection of a client with the one to the server.
type line struct {
	proxy          *Proxy
	client, server net.Conn
	torn           bool          // bytes of it are lost; guarded by the proxy's mutex
	over           chan struct{} // closed when it is to end
	once           sync.Once
}

// Listen opens a proxy before a server, on a free port of this machine.
func Listen(target string) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	p := &Proxy{listener: l, target: target, changed: make(chan struct{}), lines: map[*line]struct{}{}}
	p.work.Go(p.accept)
	return p, nil
}

// Addr is where the proxy listens.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Set makes the network so; delay counts with Slow.
func (p *Proxy) Set(m Mode, delay time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mode, p.delay = m, delay
	close(p.changed)
	p.changed = make(chan struct{})
	for l := range p.lines {
		if m == Refuse || l.torn && m != LoseUp && m != LoseDown {
			l.end()
		}
	}
}

// Cut resets every open connection; new ones pass.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cutLocked()
}

func (p *Proxy) cutLocked() {
	for l := range p.lines {
		l.end()
	}
}

// Aim sends new connections to another server, and resets those to the old one.
func (p *Proxy) Aim(target string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target = target
	p.cutLocked()
}

// Close resets everything and waits until it is gone.
func (p *Proxy) Close() error {
	err := p.listener.Close()
	p.mu.Lock()
	p.closed = true
	p.cutLocked()
	p.mu.Unlock()
	p.work.Wait()
	return err
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			p.work.Go(func() { p.serve(client) })
		}
	}
}

// dialWithin bounds how long the server may take to accept.
const dialWithin = 5 * time.Second

func (p *Proxy) serve(client net.Conn) {
	p.mu.Lock()
	target, refused := p.target, p.mode == Refuse || p.closed
	p.mu.Unlock()
	if refused {
		reset(client)
		return
	}
	server, err := net.DialTimeout("tcp", target, dialWithin)
	if err != nil {
		reset(client)
		return
	}
	l := &line{proxy: p, client: client, server: server, over: make(chan struct{})}
	if !p.enter(l) {
		l.end()
		return
	}
	var both sync.WaitGroup
	both.Go(func() { l.pass(client, server, LoseUp) })
	both.Go(func() { l.pass(server, client, LoseDown) })
	both.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.lines, l)
}

func (p *Proxy) enter(l *line) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.mode == Refuse || p.closed {
		return false
	}
	p.lines[l] = struct{}{}
	return true
}

// end resets both sides. It never waits.
func (l *line) end() {
	l.once.Do(func() {
		close(l.over)
		reset(l.client)
		reset(l.server)
	})
}

func reset(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}

// pieceBytes is how much passes at once.
const pieceBytes = 32 << 10

// pass copies one way; lost is the mode that loses it.
func (l *line) pass(from, to net.Conn, lost Mode) {
	defer l.end()
	buf := make([]byte, pieceBytes)
	for {
		n, err := from.Read(buf)
		// The end of a connection does not pass a network that nothing passes.
		send := l.wait(lost, n > 0)
		if n > 0 && send {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// wait waits until a piece, or the end of the connection, may pass, and reports
// whether it does: it may be lost instead.
func (l *line) wait(lost Mode, piece bool) bool {
	for {
		mode, delay, changed := l.look(lost, piece)
		switch {
		case mode == Stall, mode == lost && !piece:
			select {
			case <-changed:
			case <-l.over:
				return false
			}
		case mode == lost:
			return false
		case mode == Slow:
			timer := time.NewTimer(delay)
			defer timer.Stop()
			select {
			case <-timer.C:
				return true
			case <-l.over:
				return false
			}
		default:
			return true
		}
	}
}

func (l *line) look(lost Mode, piece bool) (Mode, time.Duration, chan struct{}) {
	p := l.proxy
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.mode == lost && piece {
		l.torn = true
	}
	return p.mode, p.delay, p.changed
}
