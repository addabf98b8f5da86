package memory

import (
	"strings"
	"sync"
	"time"

	"prepwire/store/live"
)

// minPeak is the size below which a table is not worth refitting.
const minPeak = 64

// shard is one part of the table of topics. Its lock is held before a topic's,
// never after it.
type shard struct {
	mu     sync.Mutex
	topics map[string]*topic // nil once closed
	floor  uint64            // the highest last offset of a removed topic
	peak   int               // the most topics since the map was made
	_      [32]byte          // a cache line of its own
}

// topic returns the topic of that name, made if it was not there. A new one
// begins at the floor: whatever position was in a removed log of the same name
// is then the last, or too old, but never ahead.
func (s *shard) topic(name string, now func() int64) (*topic, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.topics == nil {
		return nil, live.ErrClosed
	}
	t, ok := s.topics[name]
	if !ok {
		t = &topic{last: s.floor, used: now()}
		s.topics[strings.Clone(name)] = t // not a part of a bigger text, such as a frame
		s.peak = max(s.peak, len(s.topics))
	}
	return t, nil
}

// present returns the topic of that name, or nil if it is not there.
func (s *shard) present(name string) (*topic, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.topics == nil {
		return nil, live.ErrClosed
	}
	return s.topics[name], nil
}

// sweep drops events that are not younger than oldest and topics idle since. A
// topic that is locked is in use and is left for the next time.
func (s *shard) sweep(oldest int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, t := range s.topics {
		if !t.mu.TryLock() {
			continue
		}
		if t.tidyLocked(oldest) {
			t.gone = true
			s.floor = max(s.floor, t.last)
			delete(s.topics, name)
		}
		t.mu.Unlock()
	}
	if s.peak > minPeak && len(s.topics) < s.peak/4 {
		s.topics = refit(s.topics)
		s.peak = len(s.topics)
	}
}

// close removes every topic, after a delivery that is under way.
func (s *shard) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.topics {
		t.mu.Lock()
		t.gone = true
		t.mu.Unlock()
	}
	s.topics = nil
}

// sweepUntilClosed sweeps every minute, more often when events live shorter.
func (b *Bus) sweepUntilClosed() {
	every := min(time.Minute, time.Duration(b.maxAge)*time.Millisecond)
	tick := time.NewTicker(max(every, time.Second))
	defer tick.Stop()
	for {
		select {
		case <-b.stop:
			return
		case <-tick.C:
			b.sweep()
		}
	}
}

// sweep removes what is too old from every shard.
func (b *Bus) sweep() {
	oldest := b.now() - b.maxAge
	for i := range b.shards {
		b.shards[i].sweep(oldest)
	}
}
