package rpc

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"prepwire/schema"
	"prepwire/store/live"
)

// subscription is one connection's reading of one topic, from a position on:
//
//	expect ─► begin ─► hold the topic ─► replay from the log ─► join the live stream ─► detach
//
// It is expected before the reply that announces it and begins once that reply
// is queued, so that exactly what comes after the position follows the reply.
type subscription struct {
	conn  *Conn
	name  string // of the topic
	watch Watch  // nil for none
	live  bool   // has met the live stream; guarded by topic.mu

	mu     sync.Mutex // guards what follows; taken after topic.mu
	gone   bool
	at     live.Position // everything up to here was queued; stays where the live stream was met
	topic  *topic        // nil until it is held
	replay *replay       // nil unless the log is being read
	ended  func()        // of the watch, or of that of the reading before; nil for nothing
}

// replay is what a subscription needs only until it has met the live stream.
type replay struct {
	stop     context.CancelFunc
	finished chan struct{} // closed when nothing more is queued by it
}

// expect makes sub the connection's reading of its topic and ends the reading
// that it replaces. Of a connection that is over it ends sub itself.
func (c *Conn) expect(sub *subscription) {
	c.mu.Lock()
	old := sub
	if !c.over {
		if i := c.indexLocked(sub.name); i >= 0 {
			old, c.topics[i] = c.topics[i], sub
		} else {
			old, c.topics = nil, append(c.topics, sub)
		}
	}
	c.mu.Unlock()
	if old == nil {
		return
	}
	if old != sub {
		sub.inherit(old)
	}
	old.detach()
}

// inherit takes over what is to run at the end of the reading that s replaces,
// until the watch of s has heard of s: in between nobody stops being there.
func (s *subscription) inherit(old *subscription) {
	old.mu.Lock()
	ended := old.ended
	old.ended = nil
	old.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = ended
}

// watched tells the watch that states reach the connection from now on.
func (s *subscription) watched() {
	var ended func()
	if s.watch != nil {
		ended = s.watch(Peer{s.conn})
	}
	s.mu.Lock()
	if !s.gone {
		s.ended, ended = ended, s.ended
	}
	s.mu.Unlock()
	if ended != nil {
		ended()
	}
}

// reading returns the connection's reading of a topic, or nil.
func (c *Conn) reading(name string) *subscription {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := c.indexLocked(name); i >= 0 {
		return c.topics[i]
	}
	return nil
}

func (c *Conn) indexLocked(name string) int {
	return slices.IndexFunc(c.topics, func(s *subscription) bool { return s.name == name })
}

// position returns a place up to which everything was queued.
func (s *subscription) position() live.Position {
	s.mu.Lock()
	t, at := s.topic, s.at
	s.mu.Unlock()
	if t != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		if s.live {
			return t.head
		}
	}
	return at
}

// begin starts the reading. It does not wait, and does nothing once the
// subscription was detached.
func (s *subscription) begin() {
	ctx, stop := context.WithCancel(context.Background())
	r := &replay{stop: stop, finished: make(chan struct{})}
	s.mu.Lock()
	if s.gone {
		s.mu.Unlock()
		stop()
		return
	}
	s.replay = r
	s.mu.Unlock()
	s.conn.server.workers.run(task(func() {
		defer close(r.finished)
		defer stop()
		s.follow(ctx)
		s.mu.Lock()
		if s.replay == r { // else the topic broke since, and another one has begun
			s.replay = nil
		}
		s.mu.Unlock()
	}))
}

// again makes a live subscription read the log from a position on, which it has
// reached. The caller holds topic.mu.
func (s *subscription) again(from live.Position) {
	s.live = false
	s.mu.Lock()
	if s.at.Epoch != from.Epoch || s.at.Offset < from.Offset { // it may have read ahead of the stream
		s.at = from
	}
	s.mu.Unlock()
	s.begin()
}

// follow holds the topic unless it is held already, replays what the connection
// has missed and joins the live stream. It ends the connection when that cannot
// be.
func (s *subscription) follow(ctx context.Context) {
	s.mu.Lock()
	held := s.topic != nil
	s.mu.Unlock()
	err := patiently(ctx, func() error {
		if held {
			return nil
		}
		t, err := s.conn.server.hub.hold(ctx, s.name)
		if err == nil {
			t.attach(s)
			s.watched()
		}
		return err
	})
	if err == nil {
		err = s.catchUp(ctx)
	}
	switch {
	case err == nil, ctx.Err() != nil:
	case errors.Is(err, live.ErrEpoch), errors.Is(err, live.ErrTooOld):
		s.conn.Close(schema.CloseTooSlow, "LIMIT_REPLAY: the log has moved on; resume")
	default:
		s.conn.Close(schema.CloseTryAgain, "live delivery cannot be reached")
	}
}

// replayChunk is how many events are read from the log at a time.
const replayChunk = 64

// catchUp queues the events that the connection has missed, as fast as the
// socket drains, until it meets the live stream. It meets it with room in the
// queue: however long the last replayed event takes, no live ones pile up
// behind it.
func (s *subscription) catchUp(ctx context.Context) error {
	c, t, room := s.conn, s.topic, s.conn.server.options.Limits.Queue/2
	puzzled := time.Time{} // since when the log has nothing more, and yet the stream is elsewhere
	for c.out.waitTaken(ctx.Done(), room); !t.join(s); c.out.waitTaken(ctx.Done(), room) {
		var events []live.Event
		err := patiently(ctx, func() (err error) {
			events, err = c.server.options.Bus.Read(ctx, t.name, s.at, replayChunk)
			return err
		})
		if err != nil {
			return err
		}
		if len(events) > 0 {
			puzzled = time.Time{}
		} else if puzzled, err = s.puzzle(ctx, puzzled); err != nil {
			return err
		}
		for _, e := range events {
			start, added := c.out.addWhenRoom(ctx.Done(), encodeEvent(t.name, s.at.Epoch, e), room)
			if start {
				c.server.workers.run((*flusher)(c))
			}
			if !added {
				return nil // detached, or the connection ends
			}
			s.mu.Lock()
			s.at.Offset = e.Offset
			s.mu.Unlock()
		}
		c.server.metrics.replayed.Add(float64(len(events)))
	}
	return nil
}

// Log and stream may disagree for a moment about which log there is: one has
// heard of another epoch before the other.
const (
	puzzlePause = 20 * time.Millisecond
	puzzleEnds  = 3 * time.Second
)

// puzzle waits before the log is looked at again that had nothing more although
// the stream is elsewhere. What lasts is another epoch.
func (s *subscription) puzzle(ctx context.Context, since time.Time) (time.Time, error) {
	if since.IsZero() {
		return time.Now(), nil
	}
	if time.Since(since) > puzzleEnds {
		return since, live.ErrEpoch
	}
	pause := time.NewTimer(puzzlePause)
	defer pause.Stop()
	select {
	case <-pause.C:
	case <-ctx.Done():
	}
	return since, nil
}

// detach ends a subscription. Nothing of it is queued once it has returned.
func (s *subscription) detach() {
	s.mu.Lock()
	s.gone = true
	r, ended := s.replay, s.ended
	s.ended = nil
	s.mu.Unlock()
	if ended != nil {
		ended()
	}
	if r != nil {
		r.stop()
		<-r.finished
	}
	s.mu.Lock()
	t := s.topic
	s.topic = nil
	s.mu.Unlock()
	if t != nil {
		t.leave(s)
	}
}

// Pauses before a bus that cannot be reached is asked again.
const (
	firstPause = 50 * time.Millisecond
	longPause  = 5 * time.Second
)

// patiently repeats try until the bus can be reached or ctx ends: a position
// that was given is kept for as long as the connection lives.
func patiently(ctx context.Context, try func() error) error {
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		err := try()
		if !errors.Is(err, live.ErrUnavailable) {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
