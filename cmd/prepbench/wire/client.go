package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"prepwire/schema"
	"prepwire/schema/scan"
)

// Options say how a client behaves.
type Options struct {
	// OneWay is how long a frame takes to the server. It is asked once a frame;
	// frames never overtake one another. The way back takes no time: the server
	// cannot tell on which of the two it is lost. nil: none.
	OneWay func() time.Duration
	// Passed says which notifications are counted, but not read. nil: none.
	Passed []string
	// Heard is given every other notification, in the goroutine that reads. The
	// params count until it returns. nil: all are passed over.
	Heard func(method string, params []byte)
}

// Client speaks JSON-RPC 2.0 on a socket. Its methods may be called from any
// goroutine.
type Client struct {
	socket *Socket
	opts   Options
	passed [][]byte
	link   *link // nil without a simulated way

	writing sync.Mutex // one frame at a time

	mu    sync.Mutex // guards what follows
	calls map[int64]*Call
	last  int64 // id of the last call
	err   error // why the connection is over

	over     chan struct{} // closed when nothing is read any more
	received atomic.Int64  // bytes of payload
	sent     atomic.Int64
	notices  atomic.Int64
}

// Call is a call under way.
type Call struct {
	Method string
	Sent   time.Time // when its frame was written, behind a simulated way
	then   func(*Reply)
	done   chan struct{}
	reply  Reply
}

// Reply is what came of a call.
type Reply struct {
	Result []byte // nil if refused
	Error  *Error // nil if not refused
	Body   []byte // the whole reply as it came, but for the value of its id
	At     time.Time
	Lost   error // the connection ended first
}

// Error is a refusal.
type Error struct {
	Code    schema.Code      `json:"code"`
	Message string           `json:"message"`
	Data    schema.ErrorData `json:"data"`
}

// Error tells what a client is told.
func (e *Error) Error() string {
	faults, _ := json.Marshal(e.Data.Errors)
	return fmt.Sprintf("%d %s: %s %s", e.Code, e.Data.Reason, e.Message, faults)
}

// Connect opens a connection with a token and begins to read. Close ends it.
func Connect(addr, token string, opts Options) (*Client, error) {
	s, err := Dial(addr, token)
	if err != nil {
		return nil, err
	}
	c := &Client{socket: s, opts: opts, calls: map[int64]*Call{}, over: make(chan struct{})}
	for _, name := range opts.Passed {
		c.passed = append(c.passed, []byte(noticePrefix+name+`"`))
	}
	if opts.OneWay != nil {
		c.link = newLink(opts.OneWay, c.write)
	}
	go c.read()
	return c, nil
}

const noticePrefix = `{"jsonrpc":"2.0","method":"`

// Begin makes a call. then, unless it is nil, is given the reply before the
// next frame is read, and before Wait returns.
func (c *Client) Begin(method string, params any, then func(*Reply)) *Call {
	call := &Call{Method: method, then: then, done: make(chan struct{})}
	body, err := json.Marshal(params)
	if err != nil {
		call.end(Reply{Lost: err})
		return call
	}
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		call.end(Reply{Lost: c.err})
		return call
	}
	c.last++
	id := c.last
	c.calls[id] = call
	c.mu.Unlock()
	b := make([]byte, 0, len(body)+len(method)+64)
	b = append(b, noticePrefix...)
	b = append(b, method...)
	b = append(b, `","params":`...)
	b = append(b, body...)
	b = append(b, `,"id":`...)
	b = strconv.AppendInt(b, id, 10)
	c.send(TextFrame(append(b, '}')), &call.Sent)
	return call
}

// Call makes a call and waits for its result; result may be nil.
func (c *Client) Call(ctx context.Context, method string, params, result any) error {
	return c.Begin(method, params, nil).Into(ctx, result)
}

// Into waits for the reply and decodes its result; result may be nil. A refusal
// is an *Error.
func (call *Call) Into(ctx context.Context, result any) error {
	r, err := call.Wait(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", call.Method, err)
	case r.Error != nil:
		return fmt.Errorf("%s: %w", call.Method, r.Error)
	case result == nil:
		return nil
	}
	return json.Unmarshal(r.Result, result)
}

// Wait waits for the reply. The error says that there will be none.
func (call *Call) Wait(ctx context.Context) (*Reply, error) {
	select {
	case <-call.done:
		return &call.reply, call.reply.Lost
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (call *Call) end(r Reply) {
	call.reply = r
	if call.then != nil {
		call.then(&call.reply)
	}
	close(call.done)
}

// send gives a frame to the connection. sent, unless it is nil, becomes the
// time at which it is written.
func (c *Client) send(frame []byte, sent *time.Time) {
	if c.link != nil {
		c.link.put(frame, sent)
		return
	}
	c.write(frame, sent)
}

func (c *Client) write(frame []byte, sent *time.Time) {
	c.writing.Lock()
	defer c.writing.Unlock()
	if sent != nil {
		*sent = time.Now()
	}
	c.sent.Add(int64(len(frame)))
	_, _ = c.socket.conn.Write(frame) // what is wrong shows where it is read
}

// Close ends the connection at once: what is on its way is lost. It returns
// when nothing is read any more.
func (c *Client) Close() {
	_ = c.socket.Close()
	<-c.over
}

// Leave says goodbye with a closing frame and then ends the connection.
func (c *Client) Leave() {
	c.write(frame(opClose, []byte{0x03, 0xe8}), nil)
	c.Close()
}

// Tear ends the connection in the middle of a frame.
func (c *Client) Tear() {
	c.write([]byte{0x80 | opText, 0x80 | 126, 0x10}, nil)
	c.Close()
}

// Over is closed when the connection has ended.
func (c *Client) Over() <-chan struct{} { return c.over }

// Err says why the connection has ended, nil while it has not.
func (c *Client) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Traffic is how many bytes went to the server and came from it, and how many
// notifications were among them.
func (c *Client) Traffic() (sent, received, notifications int64) {
	return c.sent.Load(), c.received.Load(), c.notices.Load()
}

// read takes what comes until the connection ends.
func (c *Client) read() {
	err := c.readAll()
	_ = c.socket.Close()
	c.mu.Lock()
	c.err = fmt.Errorf("connection lost: %w", err)
	calls := c.calls
	c.calls = nil
	c.mu.Unlock()
	if c.link != nil {
		c.link.close()
	}
	for _, call := range calls {
		call.end(Reply{Lost: c.err})
	}
	close(c.over)
}

// maxFrame is the largest frame that is read.
const maxFrame = 64 << 20

func (c *Client) readAll() error {
	for {
		opcode, size, err := c.socket.header()
		if err != nil {
			return err
		}
		c.received.Add(int64(size))
		if size > maxFrame {
			return fmt.Errorf("a frame of %d bytes", size)
		}
		if opcode == opText && c.pass(size) {
			if _, err := c.socket.r.Discard(size); err != nil {
				return err
			}
			continue
		}
		payload, err := c.socket.read(size)
		if err != nil {
			return err
		}
		switch opcode {
		case opText:
			err = c.take(payload)
		case opPing:
			c.send(frame(opPong, payload), nil)
		case opClose:
			err = closed(payload)
		}
		if err != nil {
			return err
		}
	}
}

// Closed is how a server closes a connection.
type Closed struct {
	Code   schema.CloseCode // 0 when none is given
	Reason string
}

// Error tells code and reason.
func (c *Closed) Error() string {
	if c.Code == 0 {
		return "closed"
	}
	return fmt.Sprintf("closed: %d %s", c.Code, c.Reason)
}

func closed(payload []byte) error {
	if len(payload) < 2 {
		return &Closed{}
	}
	return &Closed{schema.CloseCode(int(payload[0])<<8 | int(payload[1])), string(payload[2:])}
}

// pass says whether the next frame is a notification that is not read.
func (c *Client) pass(size int) bool {
	for _, prefix := range c.passed {
		if size < len(prefix) {
			continue
		}
		if head, err := c.socket.r.Peek(len(prefix)); err == nil && bytes.Equal(head, prefix) {
			c.notices.Add(1)
			return true
		}
	}
	return false
}

// take reads a message.
func (c *Client) take(b []byte) error {
	now := time.Now()
	if scan.Check(b, 64) != scan.OK || len(b) == 0 || b[0] != '{' {
		return fmt.Errorf("no message: %.100q", b)
	}
	var method, params, id, result, refusal []byte
	idStart, idEnd := 0, 0
	for it := scan.Members(b, 0); it.Next(); {
		value := b[it.Start:it.End]
		switch string(it.Key) {
		case "method":
			method = value
		case "params":
			params = value
		case "id":
			id, idStart, idEnd = value, it.Start, it.End
		case "result":
			result = value
		case "error":
			refusal = value
		}
	}
	if method != nil {
		c.notices.Add(1)
		if c.opts.Heard != nil {
			c.opts.Heard(scan.Text(method), params)
		}
		return nil
	}
	n, err := strconv.ParseInt(string(id), 10, 64)
	if err != nil {
		return fmt.Errorf("a reply without a number as id: %.200q", b)
	}
	call := c.finish(n)
	if call == nil {
		return fmt.Errorf("a reply nobody asked for: %.200q", b)
	}
	r := Reply{At: now, Body: append(append(make([]byte, 0, len(b)), b[:idStart]...), b[idEnd:]...)}
	if refusal != nil {
		r.Error = &Error{}
		if err := json.Unmarshal(refusal, r.Error); err != nil {
			return err
		}
	} else {
		r.Result = bytes.Clone(result)
	}
	call.end(r)
	return nil
}

func (c *Client) finish(id int64) *Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	call := c.calls[id]
	delete(c.calls, id)
	return call
}
