package rpc_test

import (
	"encoding/binary"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
)

// halves is an end of a connection in memory that closes in halves, as those
// of TCP do.
type halves struct {
	net.Conn // what it reads from
	out      net.Conn
}

func newHalves() (here, there *halves) {
	a, b := net.Pipe()
	c, d := net.Pipe()
	return &halves{a, d}, &halves{c, b}
}

func (h *halves) Write(p []byte) (int, error)         { return h.out.Write(p) }
func (h *halves) CloseWrite() error                   { return h.out.Close() }
func (h *halves) SetWriteDeadline(at time.Time) error { return h.out.SetWriteDeadline(at) }

func (h *halves) SetDeadline(at time.Time) error {
	_ = h.SetReadDeadline(at)
	return h.SetWriteDeadline(at)
}

func (h *halves) Close() error {
	_ = h.out.Close()
	return h.Conn.Close()
}

// single is a listener with one connection.
type single struct {
	conns chan net.Conn
	once  sync.Once
}

func newSingle(c net.Conn) *single {
	s := &single{conns: make(chan net.Conn, 1)}
	s.conns <- c
	return s
}

func (s *single) Accept() (net.Conn, error) {
	if c, ok := <-s.conns; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (s *single) Close() error {
	s.once.Do(func() { close(s.conns) })
	return nil
}

func (s *single) Addr() net.Addr { return &net.TCPAddr{} }

// Whoever goes on sending after the close frame is not cut off while bytes
// arrive: a reset could overtake the frame. That ends soon after they do, and
// after some seconds in any case.
func TestLingersWhileBytesArrive(t *testing.T) {
	const every = 250 * time.Millisecond
	for name, sent := range map[string]struct {
		first byte
		code  int
	}{
		"too big": {fin | text, 1009},
		"binary":  {fin | 2, 1003},
		"broken":  {fin | 0x40 | text, 1002},
	} {
		t.Run(name, func(t *testing.T) {
			for _, enough := range []time.Duration{4 * time.Second, time.Hour} {
				synctest.Test(t, func(t *testing.T) {
					g := rpctest.StartInMemory(t, serveAll, func(o *rpc.Options) { o.Limits.Frame = 10_000 })
					here, there := newHalves()
					h := &http.Server{Handler: g.Server}
					l := newSingle(there)
					served := make(chan error, 1)
					go func() { served <- h.Serve(l) }()
					defer func() { _ = h.Close(); <-served }()
					c := upgradeRaw(t, here, "Host: gateway", "Authorization: Bearer "+g.Token(t, "alice", 0))
					defer c.net.Close()
					code := make(chan int, 1)
					go func() {
						defer close(code)
						for {
							op, payload, err := c.read()
							if err != nil {
								return
							}
							if op == closes && len(payload) >= 2 {
								code <- int(binary.BigEndian.Uint16(payload))
							}
						}
					}()
					c.write(header(sent.first, 1<<20, true))
					began, last := time.Now(), time.Duration(0)
					piece := make([]byte, 20_000)
					for ; time.Since(began) < enough; piece = piece[:100] {
						if _, err := c.net.Write(piece); err != nil {
							break
						}
						last = time.Since(began)
						<-time.After(every)
					}
					if got := <-code; got != sent.code {
						t.Errorf("closed with %d, want %d", got, sent.code)
					}
					if last < 4*time.Second-every || last > 7*time.Second {
						t.Errorf("cut off after %v of sending", last)
					}
					settled(t, g, 0)
					if took := time.Since(began) - last; took > 2*time.Second {
						t.Errorf("ended %v after the last bytes", took)
					}
				})
			}
		})
	}
}
