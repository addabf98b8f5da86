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
//
// Locks are taken in this order: the bus's own, topic.mu, subscription.mu,
// those of a connection. hub.mu stands alone.
type topic struct {
	hub  *hub
	name string

	// hub.mu guards what follows.
	refs   int
	ready  chan struct{} // closed once subscribed or failed; nil from then on
	err    error         // why it failed
	cancel func()

	mu    sync.Mutex // guards what follows
	head  live.Position
	known bool            // head is set
	subs  []*subscription // all that hold the topic, live or not
}

// errAbandoned says that whoever was subscribing to a topic has gone away.
var errAbandoned = errors.New("subscriber went away")

func newHub(s *Server) *hub { return &hub{server: s, topics: map[string]*topic{}} }

func (h *hub) size() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.topics)
}

// hold returns the topic of that name, subscribed to, until release is called.
func (h *hub) hold(ctx context.Context, name string) (*topic, error) {
	for {
		t, ready, first := h.enter(name)
		switch {
		case first:
			t.subscribe(ctx)
		case ready != nil:
			select {
			case <-ready:
			case <-ctx.Done():
				h.release(t)
				return nil, ctx.Err()
			}
		}
		if t.err == nil {
			return t, nil
		}
		h.release(t)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if t.err != errAbandoned {
			return nil, t.err
		}
	}
}

// enter counts one more holder of a topic; the first one must subscribe, the
// others wait for ready unless it is nil.
func (h *hub) enter(name string) (t *topic, ready chan struct{}, first bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t = h.topics[name]
	if first = t == nil; first {
		t = &topic{hub: h, name: name, ready: make(chan struct{})}
		h.topics[name] = t
	}
	t.refs++
	return t, t.ready, first
}

func (t *topic) subscribe(ctx context.Context) {
	at, cancel, err := t.hub.server.options.Bus.Subscribe(ctx, t.name, t)
	t.mu.Lock()
	if err == nil && !t.known {
		t.head, t.known = at, true
	}
	t.mu.Unlock()
	h := t.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	t.cancel = cancel
	if err != nil {
		t.err = err
		if ctx.Err() != nil {
			t.err = errAbandoned
		}
		delete(h.topics, t.name) // whoever comes now tries anew
	}
	close(t.ready)
	t.ready = nil
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

// attach adds a subscription that holds the topic. States reach it from now
// on, events once it has joined.
func (t *topic) attach(s *subscription) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.subs = append(t.subs, s)
	s.mu.Lock()
	s.topic = t
	s.mu.Unlock()
}

// join lets live events reach a subscription if none lies in between. One that
// has read ahead of the stream joins too: Event leaves out what it has.
func (t *topic) join(s *subscription) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at.Epoch == "" {
		s.at = t.head // its position could not be told: from now on
	}
	s.live = s.at.Epoch == t.head.Epoch && s.at.Offset >= t.head.Offset
	return s.live
}

// leave takes the subscription off the topic and lets go of it.
func (t *topic) leave(s *subscription) {
	t.mu.Lock()
	if i := slices.Index(t.subs, s); i >= 0 {
		t.subs = slices.Delete(t.subs, i, i+1)
	}
	t.mu.Unlock()
	t.hub.release(t)
}

// Event passes an event on to every connection that has caught up. The others
// find it in the log.
func (t *topic) Event(name, epoch string, e live.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.head, t.known = live.Position{Epoch: epoch, Offset: e.Offset}, true
	var data []byte
	n := 0
	for _, sub := range t.subs {
		if !sub.live || sub.at.Epoch == epoch && sub.at.Offset >= e.Offset {
			continue
		}
		if data == nil {
			data = encodeEvent(name, epoch, e)
		}
		sub.conn.pushEvent(data, e.At.UnixMilli())
		n++
	}
	t.hub.server.metrics.notifiedMany(e.Name, n)
}

// State passes a state on to every connection that reads the topic, also those
// that still catch up: there may be no later one.
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

// Broken has the connections that read the topic find in the log what they may
// have missed. Where the log cannot tell, they end: they resume, and learn it.
func (t *topic) Broken(_ string, at live.Position) {
	t.mu.Lock()
	defer t.mu.Unlock()
	before, known := t.head, t.known
	t.head, t.known = at, true
	for _, sub := range t.subs {
		switch {
		case !sub.live: // reads the log already
		case !known || before.Epoch != at.Epoch || at.Offset < before.Offset:
			sub.live = false // nothing more of the topic: the end of the connection takes a moment
			sub.conn.Close(schema.CloseTooSlow, "events may be missing; resume")
		default:
			sub.again(before)
		}
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
