package rpc

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"

	"prepwire/schema"
	"prepwire/store/live"
)

// hub joins this node's connections to the topics they read. Each topic that
// anybody here reads is subscribed to once; its messages are encoded once.
type hub struct {
	server *Server

	mu     sync.Mutex
	topics map[string]*topic
}

// topic is one topic of the bus as this node sees it. It is the bus's
// subscriber, so its methods are called one after the other.
type topic struct {
	hub    *hub
	name   string
	refs   int           // guarded by hub.mu
	ready  chan struct{} // closed once subscribed, or failed
	err    error
	cancel func()

	mu    sync.Mutex // guards what follows
	head  live.Position
	known bool // head is set
	subs  []*subscription
}

// subscription is one connection's reading of one topic.
type subscription struct {
	conn  *Conn
	topic *topic

	mu       sync.Mutex
	gone     bool // detached; guarded by topic.mu as well when joining
	stop     context.CancelFunc
	finished chan struct{} // closed when the replay has ended
}

func newHub(s *Server) *hub { return &hub{server: s, topics: map[string]*topic{}} }

func (h *hub) size() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.topics)
}

// hold returns the topic of that name, subscribed to, until release is called.
func (h *hub) hold(ctx context.Context, name string) (*topic, error) {
	h.mu.Lock()
	t := h.topics[name]
	first := t == nil
	if first {
		t = &topic{hub: h, name: name, ready: make(chan struct{})}
		h.topics[name] = t
	}
	t.refs++
	h.mu.Unlock()
	if first {
		t.subscribe(ctx)
	}
	select {
	case <-t.ready:
	case <-ctx.Done():
		h.release(t)
		return nil, ctx.Err()
	}
	if t.err != nil {
		h.release(t)
		return nil, t.err
	}
	return t, nil
}

func (t *topic) subscribe(ctx context.Context) {
	at, cancel, err := t.hub.server.options.Bus.Subscribe(ctx, t.name, t)
	t.mu.Lock()
	if err == nil && !t.known {
		t.head, t.known = at, true
	}
	t.mu.Unlock()
	t.cancel, t.err = cancel, err
	close(t.ready)
}

func (h *hub) release(t *topic) {
	h.mu.Lock()
	t.refs--
	last := t.refs == 0
	if last && h.topics[t.name] == t {
		delete(h.topics, t.name)
	}
	h.mu.Unlock()
	if last && t.cancel != nil {
		t.cancel()
	}
}

// Event passes an event on to every connection that has caught up. The others
// find it in the log.
func (t *topic) Event(name, epoch string, e live.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.head, t.known = live.Position{Epoch: epoch, Offset: e.Offset}, true
	if len(t.subs) == 0 {
		return
	}
	data := encodeEvent(name, epoch, e)
	for _, sub := range t.subs {
		sub.conn.pushEvent(data)
	}
	t.hub.server.metrics.notifiedMany(e.Name, len(t.subs))
}

// State passes a state on to every connection that has caught up.
func (t *topic) State(_ string, s live.State) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.subs) == 0 {
		return
	}
	data := wrapNotification(s.Name, s.Params)
	for _, sub := range t.subs {
		sub.conn.pushState(data, s.Name+"\x00"+s.Key)
	}
	t.hub.server.metrics.notifiedMany(s.Name, len(t.subs))
}

// Broken ends the connections that read the topic: they resume, and learn that
// events may be missing.
func (t *topic) Broken(_ string, at live.Position) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.head, t.known = at, true
	for _, sub := range t.subs {
		sub.conn.Close(schema.CloseTooSlow, "events may be missing; resume")
	}
}

// encodeEvent writes an event's notification with its place in the topic.
func encodeEvent(name, epoch string, e live.Event) []byte {
	b := make([]byte, 0, len(e.Params)+len(e.Name)+len(name)+len(epoch)+160)
	b = append(b, `{"jsonrpc":"2.0","method":"`...)
	b = append(b, e.Name...)
	b = append(b, `","params":`...)
	b = append(b, e.Params[:len(e.Params)-1]...)
	if len(e.Params) > 2 {
		b = append(b, ',')
	}
	b = append(b, `"_meta":{"topic":`...)
	b = appendText(b, name)
	b = append(b, `,"epoch":`...)
	b = appendText(b, epoch)
	b = append(b, `,"offset":`...)
	b = strconv.AppendUint(b, e.Offset, 10)
	b = append(b, `,"ts":"`...)
	b = e.At.UTC().AppendFormat(b, "2006-01-02T15:04:05.000Z")
	return append(b, `"}}}`...)
}

// appendText writes a JSON string.
func appendText(b []byte, s string) []byte {
	quoted, _ := encodeJSON(s) // a string can always be encoded
	return append(b, quoted...)
}

// read makes the connection read a topic from a position on, in the place of
// an earlier reading of the same topic.
func (c *Conn) read(name string, from live.Position) {
	ctx, stop := context.WithCancel(context.Background())
	sub := &subscription{conn: c, stop: stop, finished: make(chan struct{})}
	old, ok := c.addTopic(name, sub)
	if !ok {
		stop()
		return
	}
	c.server.workers.run(task(func() {
		defer close(sub.finished)
		if old != nil {
			old.detach()
		}
		sub.follow(ctx, name, from)
	}))
}

// follow replays what the connection has missed and joins the live stream.
func (s *subscription) follow(ctx context.Context, name string, from live.Position) {
	t, err := s.conn.server.hub.hold(ctx, name)
	if err != nil {
		if ctx.Err() == nil {
			s.conn.Close(schema.CloseTryAgain, "live delivery cannot be reached")
		}
		return
	}
	s.mu.Lock()
	s.topic = t
	gone := s.gone
	s.mu.Unlock()
	if gone {
		s.leave(t)
		return
	}
	s.catchUp(ctx, t, from)
}

// replayChunk is how many events are read from the log at a time.
const replayChunk = 64

// catchUp sends the events after from, as fast as the socket drains, until it
// meets the live stream.
func (s *subscription) catchUp(ctx context.Context, t *topic, from live.Position) {
	c := s.conn
	for !t.join(s, from) {
		events, err := c.server.options.Bus.Read(ctx, t.name, from, replayChunk)
		if err != nil {
			s.lost(ctx, err)
			return
		}
		for _, e := range events {
			c.out.waitRoom(c.done, c.server.options.Limits.Queue/2)
			if ctx.Err() != nil {
				return
			}
			c.pushReplay(encodeEvent(t.name, from.Epoch, e))
			from.Offset = e.Offset
		}
		c.server.metrics.replayed.WithLabelValues("true").Add(float64(len(events)))
	}
}

// lost ends a connection whose replay cannot go on.
func (s *subscription) lost(ctx context.Context, err error) {
	switch {
	case ctx.Err() != nil:
	case errors.Is(err, live.ErrEpoch), errors.Is(err, live.ErrTooOld):
		s.conn.Close(schema.CloseTooSlow, "the log has moved on; resume")
	default:
		s.conn.Close(schema.CloseTryAgain, "live delivery cannot be reached")
	}
}

// pushReplay queues an event read from the log. waitRoom has bounded the queue.
func (c *Conn) pushReplay(data []byte) {
	if c.out.add(outFrame{data: data}) {
		c.server.workers.run((*flusher)(c))
	}
}

// join adds a subscription to the live stream if nothing lies in between.
func (t *topic) join(s *subscription, at live.Position) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone {
		return true
	}
	if t.head != at {
		return false
	}
	t.subs = append(t.subs, s)
	return true
}

// leave takes the subscription out of the live stream and lets go of the topic.
func (s *subscription) leave(t *topic) {
	t.mu.Lock()
	if i := slices.Index(t.subs, s); i >= 0 {
		t.subs = slices.Delete(t.subs, i, i+1)
	}
	t.mu.Unlock()
	s.conn.server.hub.release(t)
}

// detach ends a subscription. Nothing of it is queued once it has returned.
func (s *subscription) detach() {
	s.mu.Lock()
	if s.gone {
		s.mu.Unlock()
		return
	}
	s.gone = true
	t := s.topic
	s.mu.Unlock()
	s.stop()
	<-s.finished
	if t != nil {
		s.leave(t)
	}
}
