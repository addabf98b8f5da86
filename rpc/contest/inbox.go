package contest

import (
	"sync"
	"time"

	"prepwire/rpc/contest/answerlog"
	"prepwire/rpc/contest/scoring"
)

// kind says what a submission asks of the appender.
type kind uint8

const (
	answerIt  kind = iota // append an answer
	openLog               // append the first entry, unless it is there
	closeLog              // append the last entry, unless it is there
	followLog             // read what others have appended
)

// submission is one thing that the appender is to do, and how it tells of it.
type submission struct {
	kind     kind
	arrived  time.Time
	slot     scoring.Slot
	from     string       // participant
	answer   string       // in its normal form
	earnedMs int64        // of latency credit
	spentMs  int64        // as the client said
	done     chan verdict // takes the one verdict without a reader
	told     bool
}

// verdict is what became of a submission.
type verdict struct {
	entry   answerlog.Entry // of an accepted answer
	outcome scoring.Outcome // of an accepted answer
	known   bool            // the question was answered before
	err     error
}

// tell gives the verdict, the first time it is called. The appender alone
// calls it once the submission is in the inbox.
func (s *submission) tell(v verdict) {
	if !s.told {
		s.told = true
		s.done <- v
	}
}

// maxWaiting bounds the submissions that wait for the appender of one contest.
const maxWaiting = 16384

// inbox is what waits for the appender of a contest, in the order of arrival.
type inbox struct {
	mu     sync.Mutex // guards what follows
	items  []*submission
	closed bool
	some   chan struct{} // holds one when the appender must look
}

func newInbox() *inbox { return &inbox{some: make(chan struct{}, 1)} }

// put adds a submission. full says that there was no room, over that nothing
// is taken any more.
func (b *inbox) put(s *submission) (full, over bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.closed:
		return false, true
	case len(b.items) >= maxWaiting && s.kind == answerIt:
		return true, false
	}
	b.items = append(b.items, s)
	b.ring()
	return false, false
}

func (b *inbox) ring() {
	select {
	case b.some <- struct{}{}:
	default:
	}
}

// take waits for submissions and takes up to n of them; none when the inbox
// was closed and is empty.
func (b *inbox) take(into []*submission, n int) []*submission {
	for {
		b.mu.Lock()
		if len(b.items) > 0 {
			n = min(n, len(b.items))
			into = append(into, b.items[:n]...)
			rest := copy(b.items, b.items[n:])
			clear(b.items[rest:])
			b.items = b.items[:rest]
			b.mu.Unlock()
			return into
		}
		closed := b.closed
		b.items = nil // a storm leaves no memory behind
		b.mu.Unlock()
		if closed {
			return into
		}
		<-b.some
	}
}

// close makes put refuse. What waits is still taken.
func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.ring()
}
