package rpc

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"prepwire/store/live/sock"
)

const (
	// smallBuffer is the least that bufio accepts. coder/websocket keeps the
	// buffers it is given for the life of a connection, so they are made as
	// small as they can be; netConn does the real buffering, and only while
	// there is something to buffer.
	smallBuffer = 16
	// sendBuffer bounds what the system holds for a reader that does not keep
	// up. Without it that is megabytes, which also come before the next ping.
	sendBuffer = 128 << 10
	// sendPiece is how much is given at a time to a connection that does not
	// tell how much of it has gone.
	sendPiece = 16 << 10
	// gatherBytes bounds the control frames that wait behind what is being sent.
	gatherBytes = 4 << 10
)

// readBuffers hold what has arrived and was not read yet.
var readBuffers = sync.Pool{New: func() any { b := make([]byte, 4096); return &b }}

// netConn is a network connection that owns no memory while it is idle: it
// waits for data without a buffer, and gathers writes while corked.
//
// One writer at a time corks, writes whole frames and uncorks, which waits for
// the system to take them. Whatever is written besides are control frames:
// those never wait, but are gathered and sent after what is being sent.
type netConn struct {
	net.Conn
	raw     syscall.RawConn // nil when the connection cannot wait without a buffer (TLS, Windows)
	started time.Time       // what heard counts from
	run     func(job)       // in another goroutine

	in         *[]byte // from readBuffers; nil while nothing is buffered
	start, end int
	early      []byte // read by net/http before the hijack

	heard    atomic.Int64 // when something last arrived, ns since started
	received atomic.Int64 // bytes that have arrived
	written  atomic.Int64 // bytes that Write was given
	sent     atomic.Int64 // bytes that the system has taken

	rest    []byte             // of what send sends; whoever has set sending owns these three
	refused error              // by the system
	ready   func(uintptr) bool // takeRest, made once

	mu      sync.Mutex // guards what follows; never held while something is sent
	corked  bool
	sending bool
	waits   bool // the writer waits for the sending of control frames to end
	closed  bool // by coder/websocket, which writes nothing any more
	failure error
	out     []byte     // gathered
	change  *sync.Cond // of sending, out or failure; nil while nobody has waited
}

func newNetConn(c net.Conn, early []byte) *netConn {
	n := &netConn{Conn: c, early: early}
	if b, ok := c.(interface{ SetWriteBuffer(bytes int) error }); ok {
		_ = b.SetWriteBuffer(sendBuffer)
	}
	n.raw = rawOf(c)
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
			k, err := n.Conn.Read(p)
			n.hear(k)
			return k, err
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

// hear notes that the peer has sent something.
func (n *netConn) hear(bytes int) {
	if bytes > 0 {
		n.received.Add(int64(bytes))
		n.touch()
	}
}

// touch notes that the peer is alive and returns the time it noted.
func (n *netConn) touch() int64 {
	now := int64(time.Since(n.started)) | 1
	n.heard.Store(now)
	return now
}

// fill waits for data and reads it into a buffer taken only then.
func (n *netConn) fill() error {
	var size int
	var failure error
	err := n.raw.Read(func(fd uintptr) bool {
		buf := readBuffers.Get().(*[]byte)
		size, failure = sock.Read(fd, *buf)
		for failure == syscall.EINTR {
			size, failure = sock.Read(fd, *buf)
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
	n.hear(size)
	return nil
}

// hijacker hands coder/websocket a netConn with the smallest buffers.
type hijacker struct {
	http.ResponseWriter
	server *Server
	conn   *netConn
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
	h.conn.started, h.conn.run = h.server.started, h.server.workers.run
	return h.conn, bufio.NewReadWriter(bufio.NewReaderSize(h.conn, smallBuffer), bufio.NewWriterSize(h.conn, smallBuffer)), nil
}
