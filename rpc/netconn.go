package rpc

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
)

// smallBuffer is the least that bufio accepts. coder/websocket keeps the
// buffers it is given for the life of a connection, so they are made as small
// as they can be; netConn does the real buffering, and only while there is
// something to buffer.
const smallBuffer = 16

const (
	sendPiece = 64 << 10
	// sendBuffer bounds what the system holds for a reader that does not keep
	// up. Without it that is megabytes, which also come before the next ping.
	sendBuffer = 128 << 10
)

// readBuffers hold what has arrived and was not read yet.
var readBuffers = sync.Pool{New: func() any { b := make([]byte, 4096); return &b }}

// netConn is a network connection that owns no memory while it is idle: it
// waits for data without a buffer, and gathers writes while corked.
type netConn struct {
	net.Conn
	raw syscall.RawConn // nil when the connection cannot wait without a buffer (TLS)

	in         *[]byte // from readBuffers; nil while nothing is buffered
	start, end int
	early      []byte // read by net/http before the hijack

	moved atomic.Int64 // counts what the system took in pieces of sendPiece

	mu     sync.Mutex // guards what follows; held while writing
	corked bool
	out    []byte
}

func newNetConn(c net.Conn, early []byte) *netConn {
	n := &netConn{Conn: c, early: early}
	if b, ok := c.(interface{ SetWriteBuffer(bytes int) error }); ok {
		_ = b.SetWriteBuffer(sendBuffer)
	}
	if sc, ok := c.(syscall.Conn); ok {
		n.raw, _ = sc.SyscallConn()
	}
	return n
}

// Read is called by one goroutine at a time.
func (n *netConn) Read(p []byte) (int, error) {
	if len(n.early) > 0 {
		k := copy(p, n.early)
		n.early = n.early[k:]
		return k, nil
	}
	if n.in == nil {
		if n.raw == nil || len(p) >= 4096 {
			return n.Conn.Read(p)
		}
		if err := n.fill(); err != nil {
			return 0, err
		}
	}
	k := copy(p, (*n.in)[n.start:n.end])
	if n.start += k; n.start == n.end {
		readBuffers.Put(n.in)
		n.in = nil
	}
	return k, nil
}

// fill waits for data and reads it into a buffer taken only then.
func (n *netConn) fill() error {
	var size int
	var failure error
	err := n.raw.Read(func(fd uintptr) bool {
		buf := readBuffers.Get().(*[]byte)
		size, failure = syscall.Read(int(fd), *buf)
		for failure == syscall.EINTR {
			size, failure = syscall.Read(int(fd), *buf)
		}
		if failure != nil || size <= 0 {
			readBuffers.Put(buf)
			return failure != syscall.EAGAIN
		}
		n.in, n.start, n.end = buf, 0, size
		return true
	})
	switch {
	case err != nil:
		return err
	case failure != nil:
		return failure
	case size == 0:
		return io.EOF
	}
	return nil
}

// Write sends p, or gathers it while corked.
func (n *netConn) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.corked {
		n.out = append(n.out, p...)
		return len(p), nil
	}
	return n.send(p)
}

// send writes p piece by piece, so that it shows whether anything moves.
func (n *netConn) send(p []byte) (sent int, err error) {
	for sent < len(p) && err == nil {
		var k int
		k, err = n.Conn.Write(p[sent:min(len(p), sent+sendPiece)])
		sent += k
		n.moved.Add(1)
	}
	return sent, err
}

// cork begins to gather writes in buf.
func (n *netConn) cork(buf []byte) {
	n.mu.Lock()
	n.corked, n.out = true, buf[:0]
	n.mu.Unlock()
}

// uncork sends what was gathered in one write and gives the buffer back.
func (n *netConn) uncork() ([]byte, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	buf := n.out
	n.corked, n.out = false, nil
	if len(buf) == 0 {
		return buf, nil
	}
	_, err := n.send(buf)
	return buf, err
}

// hijacker hands coder/websocket a netConn with the smallest buffers.
type hijacker struct {
	http.ResponseWriter
	conn *netConn
}

// Hijack takes the connection over from net/http.
func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if err := rw.Flush(); err != nil {
		_ = c.Close()
		return nil, nil, err
	}
	early := make([]byte, rw.Reader.Buffered())
	if _, err := io.ReadFull(rw.Reader, early); err != nil {
		_ = c.Close()
		return nil, nil, err
	}
	h.conn = newNetConn(c, early)
	return h.conn, bufio.NewReadWriter(bufio.NewReaderSize(h.conn, smallBuffer), bufio.NewWriterSize(h.conn, smallBuffer)), nil
}
