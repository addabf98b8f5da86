package rpc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/coder/websocket"
	"github.com/sourcegraph/jsonrpc2"

	"prepwire/schema"
)

// A frame is one text frame's bytes, shared by the calls that came in it and
// reused when the last of them no longer needs it.
type frame struct {
	data []byte
	refs atomic.Int32
}

// keepFrame bounds the frames that are kept for reuse.
const keepFrame = 16 << 10

var frames = sync.Pool{New: func() any { return &frame{data: make([]byte, 0, 1024)} }}

func (f *frame) release(s *Server) {
	if f.refs.Add(-1) > 0 {
		return
	}
	s.frameBytes.Add(-int64(cap(f.data)))
	if cap(f.data) <= keepFrame {
		f.data = f.data[:0]
		frames.Put(f)
	}
}

// stream is the ObjectStream of one connection: what jsonrpc2 reads from and
// writes to. It answers broken messages itself and shows the library only
// sound requests under ids of its own.
type stream struct {
	conn    *Conn
	pending []*Call // sound messages of the frame at hand, not yet shown
	next    int
	shown   *Call // the one the library is about to handle
	tmpl    *template
	ordinal uint64             // of the last call
	sending *jsonrpc2.Response // set by OnSend right before WriteObject
}

// ReadObject gives the library its next request. Only a broken connection
// makes it return an error.
func (s *stream) ReadObject(v any) error {
	s.recycle()
	for s.next == len(s.pending) {
		s.pending, s.next = s.pending[:0], 0
		if cap(s.pending) > 8 {
			s.pending = nil
		}
		f, err := s.conn.readFrame()
		if err != nil {
			return err
		}
		s.split(f)
	}
	s.shown = s.pending[s.next]
	s.pending[s.next] = nil
	s.next++
	var err error
	s.tmpl, err = setTemplate(v)
	return err
}

func (s *stream) recycle() {
	if s.tmpl != nil {
		s.tmpl.release()
		s.tmpl = nil
	}
	s.shown = nil
}

// onRecv is the library's hook between ReadObject and Handle.
func (s *stream) onRecv(req *jsonrpc2.Request, _ *jsonrpc2.Response) {
	if req != nil && s.shown != nil {
		fillRequest(req, s.shown)
	}
}

// onSend is the library's hook before WriteObject, under its sending lock.
func (s *stream) onSend(_ *jsonrpc2.Request, resp *jsonrpc2.Response) { s.sending = resp }

// WriteObject queues the response that onSend saw. It never blocks.
func (s *stream) WriteObject(any) error {
	resp := s.sending
	s.sending = nil
	if resp == nil {
		return errors.New("rpc: the gateway sends only replies through jsonrpc2")
	}
	call := s.conn.find(resp.ID.Num)
	if call == nil {
		return errors.New("rpc: reply to a call that is over")
	}
	var body []byte
	if resp.Error != nil {
		body = *resp.Error.Data // the whole error object, see Call.reply
	} else {
		body = *resp.Result
	}
	call.deliver(appendReply(nil, call.id, resp.Error == nil, body))
	return nil
}

// Close ends the connection without a handshake. The library calls it under a
// lock, so it must not wait.
func (s *stream) Close() error {
	s.conn.end()
	return nil
}

// readFrame returns the next text frame. Whatever else arrives ends the
// connection with the close code that says why.
func (c *Conn) readFrame() (*frame, error) {
	c.waitTurn()
	kind, r, err := c.ws.Reader(context.Background())
	if err != nil {
		return nil, c.readError(err)
	}
	c.readFrom.Store(c.net.received.Load())
	c.readSince.Store(c.net.touch())
	if kind != websocket.MessageText {
		c.Close(schema.CloseBinary, "text frames only")
		<-c.done
		return nil, io.EOF
	}
	f := frames.Get().(*frame)
	f.refs.Store(1)
	if err := f.read(r, c.server, c.frameLimit()); err != nil {
		f.release(c.server)
		return nil, c.readError(err)
	}
	c.readSince.Store(0)
	if c.closing.Load() == 0 && goodText(f.data) {
		return f, nil
	}
	f.release(c.server)
	c.Close(schema.CloseNotUTF8, "text must be UTF-8") // unless it closes for another reason
	<-c.done
	return nil, io.EOF
}

// waitTurn waits until the next frame may be read. Of a stranger that is when
// no call is left and the answers are on their way: the frame that comes after
// session.authenticate is under the limits that hold after it.
func (c *Conn) waitTurn() {
	if c.identity.Load() != nil {
		c.out.waitRoom(c.done, c.server.options.Limits.Queue/2)
		return
	}
	c.waitQuiet()
	c.out.waitRoom(c.done, frameBeforeAuth)
}

// frameLimit is the most bytes that a frame may have now.
func (c *Conn) frameLimit() int {
	if c.identity.Load() != nil {
		return c.server.options.Limits.Frame
	}
	return min(frameBeforeAuth, c.server.options.Limits.Frame)
}

var (
	// errBusy says that the frames of all connections together take too much memory.
	errBusy = errors.New("frames take too much memory")
	// errTooBig says that a frame has more bytes than it may have.
	errTooBig = errors.New("frame too big")
)

// read fills the frame, and counts its memory, which release gives back.
func (f *frame) read(r io.Reader, s *Server, limit int) error {
	s.frameBytes.Add(int64(cap(f.data)))
	for {
		if size := cap(f.data); len(f.data) == size {
			if size >= keepFrame && s.frameBytes.Load() > s.options.FrameMemory {
				return errBusy
			}
			f.data = append(f.data, 0)[:len(f.data)]
			s.frameBytes.Add(int64(cap(f.data) - size))
		}
		n, err := r.Read(f.data[len(f.data):cap(f.data)])
		f.data = f.data[:len(f.data)+n]
		if len(f.data) > limit {
			return errTooBig
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// readError makes every end of the connection a quiet one for the library.
func (c *Conn) readError(err error) error {
	switch {
	case errors.Is(err, errTooBig):
		c.Close(schema.CloseTooBig, fmt.Sprintf("LIMIT_FRAME: a frame has at most %d bytes", c.frameLimit()))
		<-c.done
	case errors.Is(err, errBusy):
		c.Close(schema.CloseTryAgain, "the gateway is busy")
		<-c.done
	case c.closing.Load() == 0:
		c.lastWords(err)
	}
	return io.EOF
}

// appendReply writes a reply around a result or a whole error object.
func appendReply(b, id []byte, ok bool, body []byte) []byte {
	if b == nil {
		b = make([]byte, 0, len(body)+len(id)+40)
	}
	b = append(b, `{"jsonrpc":"2.0",`...)
	if ok {
		b = append(b, `"result":`...)
	} else {
		b = append(b, `"error":`...)
	}
	b = append(b, body...)
	b = append(b, `,"id":`...)
	b = append(b, id...)
	return append(b, '}')
}
