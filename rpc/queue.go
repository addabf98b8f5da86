package rpc

import (
	"context"
	"sync"
	"time"

	"github.com/coder/websocket"

	"prepwire/schema"
)

const (
	corkBytes = 64 << 10 // gathered for one write(2)
	corkSmall = 4 << 10  // buffers above this are not kept
)

// corkBuffers gather frames for one write.
var corkBuffers = sync.Pool{New: func() any { b := make([]byte, 0, corkSmall); return &b }}

// queue is what waits to be sent on one connection. Whoever pushes never
// waits; one goroutine at a time, the writer, sends.
//
// Replies and events are never dropped. A newer state replaces an unsent older
// one of its key. Live traffic that does not fit beside other live traffic ends
// the connection; replies and replayed events are no fault of the reader's.
type queue struct {
	mu      sync.Mutex
	frames  []outFrame // frames[head:] are unsent
	head    int
	bytes   int
	live    int // of bytes, those of live events and states
	sending int // bytes that the writer has taken and is sending
	writing bool
	closed  bool
	room    chan struct{} // closed when the queue has drained or its writer stops; nil while nobody waits
}

type outFrame struct {
	data []byte
	key  string // of a state, empty for others
	at   int64  // when an event came to be, Unix ms; 0 for others
	live bool   // a live event or a state
}

// add appends a frame. start reports that nobody writes and the caller must
// see to it that flush is called.
func (q *queue) add(f outFrame) (start bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.addLocked(f)
}

func (q *queue) addLocked(f outFrame) bool {
	if q.closed {
		return false
	}
	if len(q.frames) == cap(q.frames) && q.head >= len(q.frames)-q.head {
		n := copy(q.frames, q.frames[q.head:]) // what was sent makes room, or a queue that never runs dry would grow for ever
		clear(q.frames[n:])
		q.frames, q.head = q.frames[:n], 0
	}
	q.frames = append(q.frames, f)
	q.bytes += len(f.data)
	if f.live {
		q.live += len(f.data)
	}
	start := !q.writing
	q.writing = true
	return start
}

// addEvent appends a live event. A single message is always admitted where no
// other live one waits; one that does not fit closes the queue, so that nothing
// after it gets out either.
func (q *queue) addEvent(data []byte, at int64, limit int) (start, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.addLiveLocked(outFrame{data: data, at: at, live: true}, limit)
}

func (q *queue) addLiveLocked(f outFrame, limit int) (start, ok bool) {
	if q.live > 0 && q.live+len(f.data) > limit {
		q.closeLocked()
		return false, false
	}
	return q.addLocked(f), true
}

// addState puts a state in the place of an unsent one of its key, or last.
func (q *queue) addState(data []byte, key string, limit int) (start, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := q.head; i < len(q.frames); i++ {
		if q.frames[i].key == key {
			q.bytes += len(data) - len(q.frames[i].data)
			q.live += len(data) - len(q.frames[i].data)
			q.frames[i].data = data
			return false, true
		}
	}
	return q.addLiveLocked(outFrame{data: data, key: key, live: true}, limit)
}

// next moves up to corkBytes of frames to batch, or ends the writing. oldest is
// when the first live event among them came to be, 0 without one.
func (q *queue) next(batch [][]byte) (_ [][]byte, oldest int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	size := 0
	for q.head < len(q.frames) && (size == 0 || size+len(q.frames[q.head].data) <= corkBytes) {
		size += len(q.frames[q.head].data)
		batch = append(batch, q.frames[q.head].data)
		if q.frames[q.head].live {
			q.live -= len(q.frames[q.head].data)
			if oldest == 0 {
				oldest = q.frames[q.head].at
			}
		}
		q.frames[q.head] = outFrame{}
		q.head++
	}
	q.bytes -= size
	q.sending = size
	if q.head == len(q.frames) {
		q.frames, q.head = q.frames[:0], 0
		if cap(q.frames) > 16 {
			q.frames = nil
		}
		q.wakeLocked()
	}
	if len(batch) == 0 {
		q.writing = false
		q.wakeLocked()
		if q.closed {
			q.frames = nil
		}
	}
	return batch, oldest
}

// over reports whether more than limit bytes wait.
func (q *queue) over(limit int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.bytes > limit
}

// waitRoom returns once no more than limit bytes wait, or done is closed.
func (q *queue) waitRoom(done <-chan struct{}, limit int) {
	q.wait(done, func() bool { return q.bytes <= limit })
}

// waitTaken is waitRoom that counts what is being sent, too.
func (q *queue) waitTaken(done <-chan struct{}, limit int) {
	q.wait(done, func() bool { return q.bytes+q.sending <= limit })
}

// addWhenRoom appends a frame once no more than limit bytes wait. added is
// false when done or the queue was closed before.
func (q *queue) addWhenRoom(done <-chan struct{}, data []byte, limit int) (start, added bool) {
	q.wait(done, func() bool {
		if q.bytes > limit {
			return false
		}
		start, added = q.addLocked(outFrame{data: data}), true
		return true
	})
	return start, added
}

// busy reports whether something is being sent or waits to be.
func (q *queue) busy() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.writing && !q.closed
}

// idleWithin waits for everything to be handed to the socket, but not longer
// than d, and reports whether it was, or the queue was closed.
func (q *queue) idleWithin(d time.Duration) bool {
	late := make(chan struct{})
	timer := time.AfterFunc(d, func() { close(late) })
	defer timer.Stop()
	idle := false
	q.wait(late, func() bool { idle = !q.writing; return idle })
	return idle || !q.busy()
}

func (q *queue) wait(done <-chan struct{}, enough func() bool) {
	for {
		q.mu.Lock()
		if q.closed || enough() {
			q.mu.Unlock()
			return
		}
		if q.room == nil {
			q.room = make(chan struct{})
		}
		room := q.room
		q.mu.Unlock()
		select {
		case <-room:
		case <-done:
			return
		}
	}
}

// close drops what waits; nothing is added any more. Frames already taken by
// the writer may still go out.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closeLocked()
}

func (q *queue) closeLocked() {
	q.closed = true
	q.frames, q.head, q.bytes, q.live = nil, 0, 0, 0
	q.wakeLocked()
}

func (q *queue) wakeLocked() {
	if q.room != nil {
		close(q.room)
		q.room = nil
	}
}

// flush is the writer: it sends until nothing waits. It runs in the goroutine
// that owns the writing half until it returns.
func (c *Conn) flush() {
	var space [16][]byte
	for {
		batch, oldest := c.out.next(space[:0])
		if len(batch) == 0 {
			if c.identity.Load() == nil {
				c.startWaiting() // a stranger's calls wait for this
			}
			return
		}
		if err := c.send(batch); err != nil {
			c.out.close()
			c.end()
		} else if oldest != 0 {
			c.server.metrics.lag.Observe(float64(max(0, time.Now().UnixMilli()-oldest)) / 1000)
		}
		clear(space[:])
		c.startWaiting()
	}
}

// send writes a batch of frames, several in one write.
func (c *Conn) send(batch [][]byte) error {
	buf := corkBuffers.Get().(*[]byte)
	c.net.cork(*buf)
	var failure error
	for _, data := range batch {
		if err := c.ws.Write(context.Background(), websocket.MessageText, data); err != nil {
			failure = err
			break
		}
	}
	out, err := c.net.uncork()
	if cap(out) <= corkBytes*2 && cap(out) > 0 {
		*buf = out[:0]
	}
	corkBuffers.Put(buf)
	if failure != nil {
		return failure
	}
	return err
}

// replied queues a reply or an answer to a broken message. The caller sees to
// it that flushHere or flushElsewhere is called afterwards.
func (c *Conn) replied(data []byte) {
	if c.out.add(outFrame{data: data}) {
		c.unflushed.Store(true)
	}
	if !c.greeted.Load() {
		c.greet()
	}
}

// flushHere sends what was queued, in this goroutine, if nobody else does.
func (c *Conn) flushHere() {
	if c.unflushed.Swap(false) {
		c.flush()
	}
}

// flushElsewhere is flushHere for goroutines that must not wait for a socket.
func (c *Conn) flushElsewhere() {
	if c.unflushed.Swap(false) {
		c.server.workers.run((*flusher)(c))
	}
}

// flusher is the job of writing for a connection.
type flusher Conn

func (f *flusher) run() { (*Conn)(f).flush() }

// pushEvent queues an event of live traffic, or ends the connection because
// its reader is too slow.
func (c *Conn) pushEvent(data []byte, at int64) {
	start, ok := c.out.addEvent(data, at, c.server.options.Limits.Queue)
	c.pushed(start, ok)
}

// pushState queues a state notification.
func (c *Conn) pushState(data []byte, key string) {
	start, ok := c.out.addState(data, key, c.server.options.Limits.Queue)
	c.pushed(start, ok)
}

func (c *Conn) pushed(start, ok bool) {
	switch {
	case !ok && c.tooSlow.CompareAndSwap(false, true):
		c.server.metrics.slow.Inc()
		c.Close(schema.CloseTooSlow, "LIMIT_QUEUE: the reader is too slow; resume")
	case start:
		c.server.workers.run((*flusher)(c))
	}
}
