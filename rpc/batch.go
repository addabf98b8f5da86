package rpc

import (
	"sync"

	"prepwire/schema"
	"prepwire/schema/scan"
)

// batch gathers the replies of one batch and sends them as one array.
type batch struct {
	conn *Conn
	mu   sync.Mutex
	open int // replies still to come, and 1 while the batch is being split
	out  []byte
	sent []func() // run once the replies are queued
}

// add takes the reply to one item, nil for none.
func (b *batch) add(reply []byte) {
	for _, f := range b.put(reply) {
		f()
	}
}

// put is add, and returns what is to run then.
func (b *batch) put(reply []byte) []func() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if reply != nil {
		if len(b.out) == 0 {
			b.out = append(b.out, '[')
		} else {
			b.out = append(b.out, ',')
		}
		b.out = append(b.out, reply...)
	}
	if b.open--; b.open > 0 {
		return nil
	}
	if len(b.out) > 0 {
		b.conn.replied(append(b.out, ']'))
	}
	return b.sent
}

// onceSent runs f once the replies are queued, which may be now.
func (b *batch) onceSent(f func()) {
	b.mu.Lock()
	if b.open > 0 {
		b.sent = append(b.sent, f)
		b.mu.Unlock()
		return
	}
	b.mu.Unlock()
	f()
}

func (b *batch) expect() {
	b.mu.Lock()
	b.open++
	b.mu.Unlock()
}

// full returns a refusal once the replies of a batch have grown so long that
// no more of its calls may run: to gather them would cost without bound. What
// a stranger may make the gateway gather is less.
func (b *batch) full() *Error {
	if b == nil {
		return nil
	}
	limits := &b.conn.server.options.Limits
	limit, name := limits.Frame, "LIMIT_FRAME"
	if b.conn.identity.Load() == nil {
		limit, name = min(limits.Queue, batchBeforeAuth), "LIMIT_QUEUE"
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.out) < limit {
		return nil
	}
	return Refuse(schema.TooManyCalls, Scope(name), RetryAfter(retryBusy), Saying("The replies of this batch are too long; call again outside of it"))
}

// split turns a frame into calls, and answers what cannot be one.
func (s *stream) split(f *frame) {
	defer f.release(s.conn.server)
	c := s.conn
	switch checkFrame(f.data) {
	case unparsed:
		c.answer(nullID, Refuse(schema.ReasonParseError))
		return
	case tooDeep:
		c.answer(nullID, Refuse(schema.TooDeep))
		return
	}
	start := scan.Space(f.data, 0)
	end := scan.Skip(f.data, start)
	if f.data[start] != '[' {
		s.take(f, f.data[start:end], nil)
		return
	}
	s.splitBatch(f, start)
}

func (s *stream) splitBatch(f *frame, start int) {
	c := s.conn
	n := 0
	for it := scan.Elements(f.data, start); it.Next(); {
		n++
	}
	switch {
	case n == 0:
		c.answer(nullID, Refuse(schema.ReasonInvalidRequest))
		return
	case n > c.server.options.Limits.Batch:
		c.answer(nullID, Refuse(schema.BatchTooLarge, Scope("LIMIT_BATCH")))
		return
	}
	b := &batch{conn: c, open: 1}
	for it := scan.Elements(f.data, start); it.Next(); {
		s.take(f, f.data[it.Start:it.End], b)
	}
	b.add(nil)
	c.flushElsewhere()
}

// take makes a call of one message, or answers it.
func (s *stream) take(f *frame, message []byte, b *batch) {
	c := s.conn
	e, verdict := readEnvelope(message)
	switch verdict {
	case ignore:
		return
	case invalid:
		reply := appendReply(nil, e.id, false, Refuse(schema.ReasonInvalidRequest).encode())
		if b == nil {
			c.replied(reply)
			c.flushElsewhere()
			return
		}
		b.expect()
		b.add(reply)
		return
	}
	call := newCall(c, e, f, b)
	s.ordinal++
	call.ordinal = s.ordinal
	if !call.notification && b != nil {
		b.expect()
	}
	f.refs.Add(1)
	s.pending = append(s.pending, call)
}

// answer replies to a message that was never a call.
func (c *Conn) answer(id []byte, e *Error) {
	c.replied(appendReply(nil, id, false, e.encode()))
	c.flushElsewhere()
}
