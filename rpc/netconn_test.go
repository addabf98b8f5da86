package rpc

import (
	"io"
	"net"
	"runtime"
	"testing"
	"time"
)

// tcpPair is a connection as the gateway holds it, and its other end.
func tcpPair(t *testing.T) (*netConn, net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	there, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	here, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	w := newWorkers()
	n := newNetConn(here, nil)
	n.started, n.run = time.Now(), w.run
	t.Cleanup(func() { _ = n.shut(); _ = there.Close(); w.close() })
	return n, there
}

// On a real socket a peer that reads shows while one large write still waits,
// and one that does not read shows nothing.
func TestAcknowledged(t *testing.T) {
	const size = 32 << 20
	n, peer := tcpPair(t)
	n.cork(make([]byte, 0, size))
	if _, err := n.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := n.uncork()
		done <- err
	}()
	stalled := func() int64 { // waits until nothing moves
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for last := int64(-1); ; {
			<-tick.C
			if now := n.acknowledged(); now > 0 && now == last {
				return now
			} else {
				last = now
			}
		}
	}
	before := stalled()
	if before >= size || n.written.Load() != size {
		t.Fatalf("%d of %d bytes have arrived at a peer that does not read", before, n.written.Load())
	}
	for i := range 3 {
		if _, err := io.CopyN(io.Discard, peer, 7<<20); err != nil {
			t.Fatal(err)
		}
		now := stalled()
		if now <= before || len(done) > 0 {
			t.Errorf("read %d: %d bytes have arrived, %d before, %d writes ended", i, now, before, len(done))
		}
		before = now
	}
	if _, err := io.CopyN(io.Discard, peer, 11<<20); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	for got := int64(0); got != size; { // its system acknowledges the last ones a little later
		if got = stalled(); got > size {
			t.Fatalf("%d of %d bytes have arrived", got, size)
		}
	}
}

// Control frames that are written while something large is sent do not wait,
// and come after it, in their order; a flood of them waits.
func TestControlFramesDoNotWait(t *testing.T) {
	const size = 32 << 20
	n, peer := tcpPair(t)
	n.cork(nil)
	_, _ = n.Write(make([]byte, size))
	done := make(chan error, 1)
	go func() {
		_, err := n.uncork()
		done <- err
	}()
	for n.sent.Load() == 0 {
		runtime.Gosched()
	}
	for range 100 { // none of these waits
		if _, err := n.Write([]byte("0123456789")); err != nil {
			t.Fatal(err)
		}
	}
	flooded := make(chan struct{})
	go func() {
		defer close(flooded)
		for range 10_000 {
			if _, err := n.Write([]byte("0123456789")); err != nil {
				return
			}
		}
	}()
	n.mu.Lock()
	for len(n.out) <= gatherBytes && n.sent.Load() < size {
		n.mu.Unlock()
		n.mu.Lock()
	}
	if len(n.out) > gatherBytes+10 {
		t.Errorf("%d bytes wait", len(n.out))
	}
	n.mu.Unlock()
	if _, err := io.CopyN(io.Discard, peer, size); err != nil {
		t.Fatal(err)
	}
	text := make([]byte, 10_100*10)
	if _, err := io.ReadFull(peer, text); err != nil {
		t.Fatal(err)
	}
	for i, b := range text {
		if b != byte('0'+i%10) {
			t.Fatalf("byte %d is %q", i, b)
		}
	}
	<-flooded
	if err := <-done; err != nil {
		t.Error(err)
	}
}
