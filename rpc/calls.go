package rpc

import (
	"bytes"
	"context"

	"github.com/sourcegraph/jsonrpc2"

	"prepwire/schema"
	"prepwire/schema/scan"
)

// cancelMethod is the notification that cancels a call in flight.
const cancelMethod = "$/cancelRequest"

// calls is what runs and what waits on one connection; Conn.mu guards it.
type calls struct {
	active       []*Call
	waiting      []*Call       // in the order they came
	waitingBytes int           // see Call.kept
	activeBytes  int           // of the ids of active calls
	barrier      *Call         // running; later calls wait for it
	quiet        chan struct{} // closed once no call is left or somebody is authenticated; nil while nobody waits
}

// Handle is where jsonrpc2 dispatches to. It returns at once.
func (c *Conn) Handle(_ context.Context, rpc *jsonrpc2.Conn, req *jsonrpc2.Request) {
	call := c.stream.shown
	if call == nil || call.ordinal != req.ID.Num {
		return
	}
	if call.notification && call.method == cancelMethod {
		c.cancelRequest(call.params)
		call.drop()
		return
	}
	call.rpc = rpc
	c.admit(call)
}

// admit starts a call, lets it wait, or refuses it.
func (c *Conn) admit(call *Call) {
	limits := c.server.options.Limits
	c.mu.Lock()
	switch {
	case c.over || c.closing.Load() != 0:
		c.mu.Unlock()
		call.drop()
	case c.draining:
		c.refuseLocked(call, Refuse(schema.Draining, RetryAfter(retryBusy)))
	case len(c.calls.waiting) == 0 && c.mayStartLocked(call):
		c.startLocked(call)
		c.mu.Unlock()
		c.server.workers.run(call)
	case len(c.calls.waiting) < limits.Waiting && (len(c.calls.waiting) == 0 || c.calls.waitingBytes+call.kept() <= limits.Frame):
		call.ownFrame()
		c.calls.waiting = append(c.calls.waiting, call)
		c.calls.waitingBytes += call.kept()
		c.mu.Unlock()
	default:
		c.refuseLocked(call, Refuse(schema.TooManyCalls, Scope("LIMIT_WAITING"), RetryAfter(retryBusy)))
	}
}

// refuseLocked answers a call that will not start. It gives the lock back.
func (c *Conn) refuseLocked(call *Call, e *Error) {
	c.calls.addActive(call) // so that the reply finds it
	c.mu.Unlock()
	call.refuse(e)
}

// kept is how many bytes of a waiting call are kept.
func (c *Call) kept() int { return len(c.params) + len(c.id) + len(c.method) }

// mayStartLocked reports whether the next call may run now. Before
// authentication calls run one at a time, and only when nothing waits to be
// sent: what strangers may ask is quick to answer, and the answers are large
// beside the questions.
func (c *Conn) mayStartLocked(call *Call) bool {
	limits := &c.server.options.Limits
	switch n := len(c.calls.active); {
	case n == 0:
	case c.calls.barrier != nil, n >= limits.InFlight, c.calls.activeBytes+len(call.id) > limits.Frame:
		return false
	}
	if c.identity.Load() == nil {
		return len(c.calls.active) == 0 && !c.out.busy()
	}
	return !c.out.over(limits.Queue)
}

func (c *calls) addActive(call *Call) {
	c.active = append(c.active, call)
	c.activeBytes += len(call.id)
}

func (c *Conn) startLocked(call *Call) {
	c.calls.addActive(call)
	call.spec = c.server.mux.spec(call.method)
	if call.spec != nil && call.spec.Barrier {
		c.calls.barrier = call
	}
	call.ctx, call.cancel = c.server.callContext(call)
}

// startWaiting starts what may start now.
func (c *Conn) startWaiting() {
	for {
		c.mu.Lock()
		if c.over || c.closing.Load() != 0 || len(c.calls.waiting) == 0 || !c.mayStartLocked(c.calls.waiting[0]) {
			c.mu.Unlock()
			return
		}
		call := c.calls.waiting[0]
		c.calls.waiting[0] = nil
		c.calls.waiting = c.calls.waiting[1:]
		c.calls.waitingBytes -= call.kept()
		if len(c.calls.waiting) == 0 {
			c.calls.waiting = nil
		}
		c.startLocked(call)
		c.mu.Unlock()
		c.server.workers.run(call)
	}
}

// finish forgets a call that was answered and lets the next ones start.
func (c *Conn) finish(call *Call) {
	if call.cancel != nil {
		call.cancel()
	}
	c.mu.Lock()
	for i, a := range c.calls.active {
		if a == call {
			last := len(c.calls.active) - 1
			c.calls.active[i] = c.calls.active[last]
			c.calls.active[last] = nil
			c.calls.active = c.calls.active[:last]
			c.calls.activeBytes -= len(call.id)
			break
		}
	}
	if c.calls.barrier == call {
		c.calls.barrier = nil
	}
	waiting := len(c.calls.waiting) > 0
	if quiet := c.calls.quiet; quiet != nil && c.quietLocked() {
		close(quiet)
		c.calls.quiet = nil
	}
	c.mu.Unlock()
	c.idle()
	if waiting {
		c.startWaiting()
	}
}

// waitQuiet waits until no call of a stranger is left, or it is one no more.
func (c *Conn) waitQuiet() {
	c.mu.Lock()
	if c.quietLocked() {
		c.mu.Unlock()
		return
	}
	quiet := make(chan struct{})
	c.calls.quiet = quiet
	c.mu.Unlock()
	select {
	case <-quiet:
	case <-c.done:
	}
}

func (c *Conn) quietLocked() bool {
	return c.identity.Load() != nil || len(c.calls.active)+len(c.calls.waiting) == 0
}

// find returns the running call with that ordinal, or nil.
func (c *Conn) find(ordinal uint64) *Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, call := range c.calls.active {
		if call.ordinal == ordinal {
			return call
		}
	}
	return nil
}

// refuse answers a call that was not started.
func (c *Call) refuse(e *Error) {
	if c.ctx == nil {
		c.ctx = context.Background()
	}
	endSpan(c.conn.server.beginSpan(c), e)
	c.releaseFrame()
	if !c.notification {
		c.reply(nil, e)
	}
	c.conn.server.metrics.called(c.method, e)
	c.conn.finish(c)
	c.conn.flushElsewhere()
}

// drop forgets a call of a connection that is over.
func (c *Call) drop() { c.releaseFrame() }

// cancelRequest cancels the calls with the id in raw params, by name or by
// position. Anything else is passed over: nobody would read an answer.
func (c *Conn) cancelRequest(params []byte) {
	id := cancelledID(params)
	if id == nil {
		return
	}
	c.mu.Lock()
	var dropped []*Call
	for _, call := range c.calls.active {
		if !call.notification && bytes.Equal(call.id, id) {
			call.cancelled.Store(true)
			if call.cancel != nil {
				call.cancel()
			}
		}
	}
	kept := c.calls.waiting[:0]
	for _, call := range c.calls.waiting {
		if !call.notification && bytes.Equal(call.id, id) {
			c.calls.waitingBytes -= call.kept()
			c.calls.addActive(call) // so that the reply finds it
			dropped = append(dropped, call)
			continue
		}
		kept = append(kept, call)
	}
	c.calls.waiting = kept
	c.mu.Unlock()
	for _, call := range dropped {
		call.refuse(Refuse(schema.ReasonCancelled))
	}
}

// cancelledID returns the raw id in the params of $/cancelRequest.
func cancelledID(params []byte) []byte {
	if len(params) == 0 {
		return nil
	}
	if params[0] == '[' {
		it := scan.Elements(params, 0)
		if it.Next() {
			return params[it.Start:it.End]
		}
		return nil
	}
	for it := scan.Members(params, 0); it.Next(); {
		if string(it.Key) == "id" {
			return params[it.Start:it.End]
		}
	}
	return nil
}
