package rpc

import (
	"cmp"
	"net"
	"sync"
	"syscall"
	"time"

	"prepwire/store/live/sock"
)

// Write gathers p. What is not corked is a control frame. What the system does
// not take of it at once is sent in another goroutine, so that whoever writes
// it does not wait: coder/websocket gives a connection up when a control frame
// waits for 5 s.
func (n *netConn) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for !n.corked && len(n.out) > gatherBytes && n.failure == nil && !n.closed {
		n.waitLocked() // somebody floods us with pings and does not read
	}
	switch {
	case n.failure != nil:
		return 0, n.failure
	case n.closed:
		return 0, net.ErrClosed
	}
	n.written.Add(int64(len(p)))
	n.out = append(n.out, p...)
	if !n.corked && !n.sending && !n.sentAtOnceLocked() {
		n.sending = true
		n.run(task(n.sendControl))
	}
	return len(p), n.failure
}

// sentAtOnceLocked gives what was gathered to the system without waiting, and
// reports whether it took all.
func (n *netConn) sentAtOnceLocked() bool {
	if n.raw == nil {
		return false
	}
	var failure error
	err := n.raw.Write(func(fd uintptr) bool {
		n.out, failure = n.take(fd, n.out)
		return true
	})
	n.failure = cmp.Or(n.failure, err, failure)
	if n.failure != nil || len(n.out) > 0 {
		return n.failure != nil
	}
	n.out = nil
	return true
}

// sendControl sends control frames until none is left or the writer goes on.
func (n *netConn) sendControl() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for len(n.out) > 0 && n.failure == nil && !n.corked && !n.waits {
		n.sendLocked()
	}
	n.sending = false
	n.changedLocked()
}

// cork begins to gather the frames of the writer, in buf when it is free.
func (n *netConn) cork(buf []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.corked = true
	if len(n.out) == 0 {
		n.out = buf[:0]
	}
}

// uncork sends what was gathered and gives a buffer back.
func (n *netConn) uncork() ([]byte, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.corked = false
	for n.waits = true; n.sending && n.failure == nil; {
		n.waitLocked()
	}
	n.waits = false
	n.sending = true
	var buf []byte
	for len(n.out) > 0 && n.failure == nil {
		buf = n.sendLocked()
	}
	n.sending = false
	n.changedLocked()
	return buf, n.failure
}

// sendLocked sends what is gathered now and returns its buffer. It gives up
// the lock while it does.
func (n *netConn) sendLocked() []byte {
	buf := n.out
	n.out = nil
	n.mu.Unlock()
	err := n.send(buf)
	n.mu.Lock()
	if err != nil && n.failure == nil {
		n.failure = err
	}
	return buf
}

// send gives p to the system and counts in sent how much of it was taken, also
// on the way.
func (n *netConn) send(p []byte) error {
	if n.raw == nil {
		for len(p) > 0 {
			k, err := n.Conn.Write(p[:min(len(p), sendPiece)])
			n.sent.Add(int64(k))
			if err != nil {
				return err
			}
			p = p[k:]
		}
		return nil
	}
	n.rest, n.refused = p, nil
	if n.ready == nil {
		n.ready = n.takeRest
	}
	err := cmp.Or(n.raw.Write(n.ready), n.refused)
	n.rest = nil
	return err
}

// takeRest is what send has done whenever the system may take more, and
// reports whether that is over.
func (n *netConn) takeRest(fd uintptr) bool {
	n.rest, n.refused = n.take(fd, n.rest)
	return len(n.rest) == 0 || n.refused != nil
}

// take has the system take what it can of p now, and returns the rest.
func (n *netConn) take(fd uintptr, p []byte) (rest []byte, err error) {
	for len(p) > 0 {
		k, err := sock.Write(fd, p)
		switch err {
		case nil:
			n.sent.Add(int64(k))
			p = p[k:]
		case syscall.EINTR:
		case syscall.EAGAIN:
			return p, nil
		default:
			return p, err
		}
	}
	return nil, nil
}

// waitSent returns once everything was given to the system, or cannot be.
func (n *netConn) waitSent() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for (n.sending || len(n.out) > 0) && n.failure == nil {
		n.waitLocked()
	}
}

func (n *netConn) waitLocked() {
	if n.change == nil {
		n.change = sync.NewCond(&n.mu)
	}
	n.change.Wait()
}

func (n *netConn) changedLocked() {
	if n.change != nil {
		n.change.Broadcast()
	}
}

// Close is what coder/websocket calls, also by itself, right after it has
// written the last frame. What was written still goes out, until shut is
// called; reading ends.
func (n *netConn) Close() error {
	n.mu.Lock()
	n.closed = true
	n.changedLocked()
	n.mu.Unlock()
	return n.stopReading()
}

func (n *netConn) stopReading() error { return n.SetReadDeadline(time.Unix(1, 0)) }

// shut closes the connection at once.
func (n *netConn) shut() error {
	n.mu.Lock()
	if n.failure == nil {
		n.failure = net.ErrClosed
	}
	n.changedLocked()
	n.mu.Unlock()
	return n.Conn.Close()
}

// acknowledged returns how many bytes have arrived at the peer.
func (n *netConn) acknowledged() int64 { return n.sent.Load() - n.unacknowledged() }
