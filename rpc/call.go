package rpc

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"sync/atomic"

	"github.com/sourcegraph/jsonrpc2"

	"prepwire/auth"
	"prepwire/schema"
)

// Call is one call while it runs. Handlers find it in their context.
type Call struct {
	conn         *Conn
	method       string
	spec         *schema.Spec // nil for a method that is not in the contract
	ordinal      uint64       // what jsonrpc2 knows the call by
	notification bool
	batch        *batch
	frame        *frame // until params are decoded
	params       []byte
	meta         schema.Meta
	digest       func() []byte

	rpc       *jsonrpc2.Conn
	ctx       context.Context
	cancel    context.CancelFunc
	cancelled atomic.Bool
	reports   reports
	reads     []*subscription // begin once the reply is queued
	after     []func()        // run once the reply is queued

	id      []byte
	idSpace [24]byte
}

func newCall(c *Conn, e envelope, f *frame, b *batch) *Call {
	call := &Call{conn: c, method: e.method, params: e.params, notification: e.id == nil, frame: f}
	if !call.notification {
		call.id = append(call.idSpace[:0], e.id...)
		call.batch = b
	}
	return call
}

type callKey struct{}

// callContext carries the call and the caller's identity.
type callContext struct {
	context.Context
	call *Call
}

// Value answers for the call itself and passes on the rest.
func (c *callContext) Value(key any) any {
	if _, ok := key.(callKey); ok {
		return c.call
	}
	return c.Context.Value(key)
}

// FromContext returns the call that a handler serves.
func FromContext(ctx context.Context) (*Call, bool) {
	c, ok := ctx.Value(callKey{}).(*Call)
	return c, ok
}

// Identity returns the caller. Handlers of methods that need authentication
// always have one; others get nil before it.
func (c *Call) Identity() *auth.Identity { return c.conn.identity.Load() }

// ConnectionID names the connection that the call came on.
func (c *Call) ConnectionID() schema.ID { return schema.ID(c.conn.id) }

// run serves the call in a worker.
func (c *Call) run() {
	s := c.conn.server
	result, err := s.serve(c)
	if err != nil {
		c.reads = nil
	}
	for _, sub := range c.reads {
		c.conn.expect(sub)
	}
	c.reports.end()
	c.releaseFrame()
	if !c.notification {
		c.reply(result, err)
	}
	if len(c.reads)+len(c.after) > 0 {
		c.afterReply()
	}
	c.conn.finish(c)
	c.conn.flushHere()
}

// afterReply does what waits for the reply to be queued, in a batch for the
// replies to all of it.
func (c *Call) afterReply() {
	work := func() {
		for _, sub := range c.reads {
			c.conn.onceGreeted(sub.begin) // a notification has no reply of its own
		}
		for _, f := range c.after {
			f()
		}
	}
	if c.batch != nil {
		c.batch.onceSent(work)
		return
	}
	work()
}

// reply sends exactly one reply through jsonrpc2. Errors carry their whole
// object in Data, because the library would write it in its own way.
func (c *Call) reply(result json.RawMessage, err *Error) {
	resp := &jsonrpc2.Response{ID: jsonrpc2.ID{Num: c.ordinal}}
	if err != nil {
		body := json.RawMessage(err.encode())
		resp.Error = &jsonrpc2.Error{Data: &body}
	} else {
		resp.Result = &result
	}
	if c.rpc.SendResponse(c.ctx, resp) != nil && c.batch != nil {
		c.batch.add(nil) // the connection is gone; let the batch end
	}
}

// deliver puts the encoded reply where it belongs.
func (c *Call) deliver(reply []byte) {
	if c.batch != nil {
		c.batch.add(reply)
		return
	}
	c.conn.replied(reply)
}

// ownFrame moves the params out of a frame that holds more than them, so that
// a call that waits keeps no more than it is counted for.
func (c *Call) ownFrame() {
	if c.frame == nil || len(c.params)+len(c.params)/4+1024 >= cap(c.frame.data) {
		return
	}
	own := &frame{data: bytes.Clone(c.params)}
	own.refs.Store(1)
	c.conn.server.frameBytes.Add(int64(cap(own.data)))
	c.releaseFrame()
	c.frame, c.params = own, own.data
}

func (c *Call) releaseFrame() {
	if c.frame != nil {
		c.frame.release(c.conn.server)
		c.frame, c.params = nil, nil
	}
}

// Notify sends a state notification to the calling connection. A newer one of
// the same key replaces an unsent older one. Before the first reply on the
// connection nothing is sent, nor after that of the call.
func (c *Call) Notify(n *schema.Notice, key string, params any) {
	c.reports.mu.Lock()
	defer c.reports.mu.Unlock()
	c.notifyLocked(n, key, params)
}

func (c *Call) notifyLocked(n *schema.Notice, key string, params any) {
	if !c.conn.greeted.Load() || c.reports.over {
		return
	}
	data, err := encodeNotification(n, params)
	if err != nil {
		c.conn.server.log.Error("encode notification", "name", n.Name, "err", err)
		return
	}
	c.conn.server.metrics.notified(n.Name)
	c.conn.pushState(data, n.Name+"\x00"+key)
}

// After arranges for f, which must not wait, to run once the reply is queued,
// in a batch the replies to all of it.
func (c *Call) After(f func()) { c.after = append(c.after, f) }

// IdempotencyID returns the id of the i-th object that this call creates, and
// the digest of its params. With an idempotency key both are the same for
// every repeat; without one the id is random and the digest empty.
func (c *Call) IdempotencyID(i int) (id schema.ID, digest string) {
	key := c.meta.IdempotencyKey
	if key == "" || c.spec == nil || !c.spec.Idempotent {
		return schema.ID(newID()), ""
	}
	h := sha256.New()
	for _, part := range []string{c.Identity().UserID, c.method, key, strconv.Itoa(i)} {
		h.Write(strconv.AppendInt(nil, int64(len(part)), 10))
		h.Write([]byte{':'})
		h.Write([]byte(part))
	}
	sum := sha256.Sum256(c.digest())
	return schema.ID(idEncoding.EncodeToString(h.Sum(nil)[:16])), hex.EncodeToString(sum[:])
}

var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)
