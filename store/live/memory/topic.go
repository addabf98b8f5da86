package memory

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"prepwire/store/live"
)

// topic is one log and its subscribers. There may be one for every connection,
// so it is small: without events it has no log.
type topic struct {
	mu   sync.Mutex
	gone bool          // removed from its shard: look it up again
	last uint64        // offset of the last event
	used int64         // when last used, Unix milliseconds
	log  *ring         // nil while empty
	subs *subscription // the first; they form a list
}

// subscription is one subscriber's place in a topic's list.
type subscription struct {
	bus        *Bus
	topic      *topic
	sub        live.Subscriber // nil once cancelled
	prev, next *subscription
}

// appendLocked logs an event and delivers it.
func (t *topic) appendLocked(b *Bus, topic, name string, params []byte) live.Position {
	now := b.now()
	params = slices.Clip(params) // an append by a reader cannot reach the next reader's bytes
	if t.log == nil {
		t.log = new(ring)
	}
	t.log.expire(now - b.maxAge)
	t.log.push(entry{at: now, name: name, params: params}, b.maxEvents, b.maxBytes)
	t.last++
	t.used = now
	e := event(t.last, t.log.at(t.log.n-1))
	for s := t.subs; s != nil; s = s.next {
		s.sub.Event(topic, b.epoch, e)
	}
	return live.Position{Epoch: b.epoch, Offset: t.last}
}

func (t *topic) publishLocked(topic string, state live.State) {
	for s := t.subs; s != nil; s = s.next {
		s.sub.State(topic, state)
	}
}

// readLocked returns up to limit events after an offset.
func (t *topic) readLocked(b *Bus, after uint64, limit int) ([]live.Event, error) {
	t.used = b.now()
	t.expireLocked(t.used - b.maxAge)
	before := t.last - uint64(t.log.len()) // the log holds every event after it
	switch {
	case after > t.last:
		return nil, fmt.Errorf("read after %d, last is %d: %w", after, t.last, live.ErrEpoch)
	case after < before:
		return nil, fmt.Errorf("read after %d, log begins after %d: %w", after, before, live.ErrTooOld)
	}
	skip := int(after - before)
	n := min(t.log.len()-skip, limit)
	if n <= 0 {
		return nil, nil
	}
	events := make([]live.Event, n)
	for i := range events {
		events[i] = event(after+1+uint64(i), t.log.at(skip+i))
	}
	return events, nil
}

// expireLocked drops the events that are not younger than oldest, and the log
// itself when none is left.
func (t *topic) expireLocked(oldest int64) {
	if t.log == nil {
		return
	}
	t.log.expire(oldest)
	if t.log.n == 0 {
		t.log = nil
	}
}

// tidyLocked gives back what the topic does not need, and reports whether it
// is not needed itself: nobody listens, and its last use is not younger than
// oldest, hence neither is any event.
func (t *topic) tidyLocked(oldest int64) (idle bool) {
	t.expireLocked(oldest)
	if t.log != nil {
		t.log.fit()
	}
	return t.subs == nil && t.log == nil && t.used <= oldest
}

func (t *topic) addLocked(s *subscription) {
	s.next = t.subs
	if s.next != nil {
		s.next.prev = s
	}
	t.subs = s
}

// cancel ends the subscription. The topic's lock makes it wait for a delivery
// that is under way.
func (s *subscription) cancel() {
	t := s.topic
	t.mu.Lock()
	defer t.mu.Unlock()
	if s.sub == nil {
		return
	}
	s.sub = nil
	t.used = s.bus.now()
	if s.prev == nil {
		t.subs = s.next
	} else {
		s.prev.next = s.next
	}
	if s.next != nil {
		s.next.prev = s.prev
	}
	s.prev, s.next = nil, nil
}

func event(offset uint64, e *entry) live.Event {
	return live.Event{Offset: offset, At: time.UnixMilli(e.at).UTC(), Name: e.name, Params: e.params}
}
