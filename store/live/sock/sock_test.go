package sock

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// setQuick has the scheduler not told, also where it is told else.
func setQuick(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("on Linux only")
	}
	before := quick
	quick = true
	t.Cleanup(func() { quick = before })
}

// pair returns both ends of a connection; ours is of this package.
func pair(t *testing.T) (ours net.Conn, theirs *net.TCPConn) {
	t.Helper()
	setQuick(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	dialled, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	ours = Conn(dialled)
	if _, ok := ours.(*conn); !ok {
		t.Fatalf("a TCP connection came back as %T", ours)
	}
	t.Cleanup(func() { _, _ = ours.Close(), accepted.Close() })
	return ours, accepted.(*net.TCPConn)
}

// More than the system takes at once arrives whole, in both directions.
func TestConnCarriesMuch(t *testing.T) {
	ours, theirs := pair(t)
	for name, ends := range map[string][2]net.Conn{"write": {ours, theirs}, "read": {theirs, ours}} {
		sent := make([]byte, 8<<20)
		_, _ = rand.Read(sent)
		written := make(chan error, 1)
		go func() {
			n, err := ends[0].Write(sent)
			if err == nil && n != len(sent) {
				err = io.ErrShortWrite
			}
			written <- err
		}()
		got := make([]byte, len(sent))
		if _, err := io.ReadFull(ends[1], got); err != nil || !bytes.Equal(got, sent) {
			t.Errorf("%s: %v, equal %v", name, err, bytes.Equal(got, sent))
		}
		if err := <-written; err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// It ends as one of package net does.
func TestConnEnds(t *testing.T) {
	ours, theirs := pair(t)
	if n, err := ours.Read(nil); n != 0 || err != nil {
		t.Errorf("reading nothing: %d, %v", n, err)
	}
	_ = ours.SetReadDeadline(time.Now().Add(time.Millisecond))
	if _, err := ours.Read(make([]byte, 8)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("after the deadline: %v", err)
	}
	_ = ours.SetReadDeadline(time.Time{})
	_ = theirs.CloseWrite()
	if n, err := ours.Read(make([]byte, 8)); n != 0 || err != io.EOF {
		t.Errorf("at the end: %d, %v", n, err)
	}
	_ = theirs.SetLinger(0)
	_ = theirs.Close()
	var err error
	for err == nil { // until the reset has arrived
		_, err = ours.Write([]byte("x"))
	}
	var op *net.OpError
	if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, syscall.EPIPE) || !errors.As(err, &op) || op.Op != "write" {
		t.Errorf("after a reset: %v", err)
	}
}

// Close ends a Read that waits, and what comes after.
func TestConnCloses(t *testing.T) {
	ours, _ := pair(t)
	ended := make(chan error)
	go func() {
		_, err := ours.Read(make([]byte, 8))
		ended <- err
	}()
	_ = ours.Close()
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("reading: %v", err)
	}
	if _, err := ours.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
		t.Errorf("writing: %v", err)
	}
}

// Whether something has come is told without reading it, the end of the
// connection too.
func TestQuiet(t *testing.T) {
	ours, theirs := pair(t)
	raw, err := ours.(*conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	quiet := func() (is bool) {
		if err := raw.Control(func(fd uintptr) { is = Quiet(fd) }); err != nil {
			t.Fatal(err)
		}
		return is
	}
	if !quiet() {
		t.Error("nothing was sent")
	}
	if _, err := theirs.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	for quiet() { // until it has come
		runtime.Gosched()
	}
	var b [1]byte
	if n, err := ours.Read(b[:]); n != 1 || err != nil || b[0] != 'x' {
		t.Errorf("read %d, %v, %q", n, err, b)
	}
	if !quiet() {
		t.Error("everything was read")
	}
	_ = theirs.Close()
	for quiet() {
		runtime.Gosched()
	}
}

// What is no TCP connection is left as it is.
func TestConnOfPipe(t *testing.T) {
	setQuick(t)
	a, b := net.Pipe()
	defer func() { _, _ = a.Close(), b.Close() }()
	if Conn(a) != a {
		t.Error("a pipe came back as something else")
	}
}
