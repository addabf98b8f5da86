package redis

import (
	"context"
	"errors"
	"slices"
	"sync"

	"prepwire/store/live"
)

// topic is one topic as this node follows it.
type topic struct {
	bus     *Bus
	name    string
	channel string

	// Whoever holds the turn may change the feed, the epoch of the position and
	// whether the topic is gone.
	turn chan struct{}
	gone bool // no longer in the table; guarded by the turn

	refs   int  // guarded by bus.mu
	queued bool // to be mended; guarded by bus.mu

	mu      sync.Mutex // guards what follows
	feed    *feed      // that carries the channel; nil for none
	known   bool       // at is set
	at      live.Position
	behind  bool      // something came that does not follow at
	mending bool      // and somebody is at it
	held    []message // events after a gap, to be fitted in
	subs    []*subscription
}

// subscription is one subscriber of a topic.
type subscription struct {
	topic  *topic
	sub    live.Subscriber
	joined live.Position // as Subscribe told it
	from   live.Position // nothing up to here is delivered
	once   sync.Once
}

// errGone says that a topic was forgotten meanwhile.
var errGone = errors.New("the topic was forgotten")

func newTopic(b *Bus, name string) *topic {
	return &topic{bus: b, name: name, channel: b.channel(name), turn: make(chan struct{}, 1)}
}

// takeTurn waits for the turn.
func (t *topic) takeTurn(ctx context.Context) error {
	select {
	case t.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-t.bus.live.ctx.Done():
		return live.ErrClosed
	}
}

func (t *topic) giveTurn() { <-t.turn }

// join adds a subscriber: first the channel is subscribed to, then the end of
// the log is asked for. What comes in between is behind the answer, or held.
func (t *topic) join(ctx context.Context, sub live.Subscriber) (*subscription, error) {
	if err := t.takeTurn(ctx); err != nil {
		return nil, err
	}
	defer t.giveTurn()
	if t.gone {
		return nil, errGone
	}
	if err := t.tune(ctx); err != nil {
		return nil, err
	}
	head, err := t.bus.head(ctx, t.name)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.meetLocked(head)
	if t.at.Epoch != head.Epoch || t.at.Offset > head.Offset {
		head = t.at // deliveries are ahead of what the log said
	}
	s := &subscription{topic: t, sub: sub, joined: head, from: head}
	t.subs = append(t.subs, s)
	return s, nil
}

// cancel ends the subscription. The topic's lock makes it wait for a delivery
// that is under way.
func (s *subscription) cancel() {
	s.once.Do(func() {
		t := s.topic
		t.mu.Lock()
		if i := slices.Index(t.subs, s); i >= 0 {
			t.subs = slices.Delete(t.subs, i, i+1)
		}
		t.mu.Unlock()
		t.bus.exit(t)
	})
}

// take takes what has come through the channel.
func (t *topic) take(m message) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch m.kind {
	case 's':
		for _, s := range t.subs {
			s.sub.State(t.name, m.state)
		}
	case 'b':
		if t.known && m.epoch != t.at.Epoch {
			t.fallBehindLocked()
		}
	case 'e':
		t.takeEventLocked(m)
	}
}

func (t *topic) takeEventLocked(m message) {
	switch {
	case !t.known:
		t.holdLocked(m) // somebody is about to know
	case m.epoch != t.at.Epoch: // who knows which is the older; ask
		t.holdLocked(m)
		t.fallBehindLocked()
	case m.event.Offset <= t.at.Offset: // a repeat
	case m.event.Offset == t.at.Offset+1:
		t.deliverLocked(m.event)
	default:
		t.holdLocked(m)
		t.fallBehindLocked()
	}
}

// holdLocked keeps an event for later. Of too many the log has the rest.
func (t *topic) holdLocked(m message) {
	if len(t.held) < heldEvents {
		t.held = append(t.held, m)
	}
}

// fallBehindLocked has somebody ask the log.
func (t *topic) fallBehindLocked() {
	t.behind = true
	if !t.mending {
		t.bus.mend(t)
	}
}

func (t *topic) deliverLocked(e live.Event) {
	t.at.Offset = e.Offset
	for _, s := range t.subs {
		if e.Offset > s.from.Offset {
			s.sub.Event(t.name, t.at.Epoch, e)
		}
	}
}

// meetLocked takes the end of the log as it was told. With another epoch
// everything goes on from there.
func (t *topic) meetLocked(head live.Position) {
	switch {
	case !t.known:
		t.at, t.known = head, true
	case t.at.Epoch != head.Epoch:
		t.breakLocked(head)
	}
	t.fitLocked()
}

// breakLocked says that events may be missing before a position.
func (t *topic) breakLocked(at live.Position) {
	t.at = at
	for _, s := range t.subs {
		s.from = at
		s.sub.Broken(t.name, at)
	}
}

// fitLocked delivers those held events that follow, and drops those that can
// no longer be needed: what still lies after a gap is in the log.
func (t *topic) fitLocked() {
	held := t.held
	t.held = nil
	for _, m := range held {
		if m.epoch == t.at.Epoch && m.event.Offset == t.at.Offset+1 {
			t.deliverLocked(m.event)
		}
	}
	for _, m := range held {
		if m.epoch == t.at.Epoch && m.event.Offset > t.at.Offset {
			t.behind = true
		}
	}
}
