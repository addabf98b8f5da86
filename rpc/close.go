package rpc

import (
	"strings"
	"time"

	"github.com/coder/websocket"

	"prepwire/schema"
)

const (
	closeGrace     = time.Second      // for the peer's part of a close handshake
	closeSend      = 5 * time.Second  // for what is queued before the close frame
	closeSendSlow  = 30 * time.Second // for what a reader that has fallen behind was being sent
	maxCloseReason = 123              // bytes; RFC 6455, section 5.5
)

// setClosing records the first close code and reports whether it was the first.
func (c *Conn) setClosing(code schema.CloseCode) bool {
	return c.closing.CompareAndSwap(0, int32(code))
}

// Close ends the connection with a close frame, after what was queued before.
// It returns at once and may be called again; the first code counts. Calls that
// are read from now on are not served.
func (c *Conn) Close(code schema.CloseCode, reason string) {
	c.mu.Lock()
	over := c.over
	c.mu.Unlock()
	if over || !c.setClosing(code) {
		return
	}
	c.beginShake(code, reason)
}

// beginShake starts the close handshake of a connection whose code is set.
func (c *Conn) beginShake(code schema.CloseCode, reason string) {
	if len(reason) > maxCloseReason {
		reason = strings.ToValidUTF8(reason[:maxCloseReason], "")
	}
	c.server.workers.run(task(func() { c.shake(code, reason) }))
}

// shake does the close handshake. Each part is bounded in time, and the time
// for the peer's answer ends only the wait for it: the close frame itself
// goes out however late it becomes its turn.
func (c *Conn) shake(code schema.CloseCode, reason string) {
	defer c.abort()
	send := closeSend
	if code == schema.CloseTooSlow {
		send = closeSendSlow
		c.out.close()
	} else {
		c.flushHere()
		c.out.idleWithin(send)
	}
	limit := time.AfterFunc(send+closeGrace, c.abort)
	defer limit.Stop()
	_ = c.net.SetReadDeadline(time.Now().Add(closeGrace))
	heard := c.net.received.Load()
	err := c.ws.Close(websocket.StatusCode(code), reason)
	c.net.waitSent()
	if err != nil && c.net.received.Load() != heard {
		c.linger()
	}
}

// end ends the connection unless a close handshake is under way, which does.
func (c *Conn) end() {
	if c.closing.Load() == 0 {
		c.abort()
	}
}

// lastWords lets what was sent last go out, before the connection ends because
// the peer has closed it or has broken the protocol.
func (c *Conn) lastWords(err error) {
	limit := time.AfterFunc(closeGrace, c.abort)
	defer limit.Stop()
	c.net.waitSent()
	if websocket.CloseStatus(err) == -1 {
		limit.Reset(closeSend)
		c.linger()
	}
}

// lingerBytes bounds what is read of a client that does not stop sending.
const lingerBytes = 16 << 20

// linger passes over what the client goes on sending after the close frame,
// until nothing has come for a while; the caller bounds the whole time. To close
// before would reset the connection, which cuts off what the client is writing,
// and on some systems loses the close frame that it has not read yet.
func (c *Conn) linger() {
	w, ok := c.net.Conn.(interface{ CloseWrite() error })
	if !ok || w.CloseWrite() != nil {
		return
	}
	var b [256]byte // netConn waits for data without a buffer
	for read, heard := 0, int64(-1); read < lingerBytes; {
		if received := c.net.received.Load(); received != heard {
			heard = received
			_ = c.net.SetReadDeadline(time.Now().Add(closeGrace))
		}
		k, err := c.net.Read(b[:])
		if read += k; err != nil {
			return
		}
	}
}

// abort ends the connection at once. It does not wait and may be called from
// anywhere, any number of times.
func (c *Conn) abort() {
	c.mu.Lock()
	if c.over {
		c.mu.Unlock()
		return
	}
	c.over = true
	if c.timer != nil {
		c.timer.Stop()
	}
	c.mu.Unlock()
	close(c.done)
	_ = c.net.shut()
	c.server.workers.run(task(c.cleanup))
}

// gone reports whether the connection is over.
func (c *Conn) gone() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}
