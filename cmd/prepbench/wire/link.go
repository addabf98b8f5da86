package wire

import (
	"sync"
	"time"
)

// linkFrames bounds what is on a simulated way at once.
const linkFrames = 256

// link is a simulated way: what goes in comes out later, in order.
type link struct {
	oneWay func() time.Duration
	out    func([]byte, *time.Time)
	frames chan delayed
	over   chan struct{}
	wait   sync.WaitGroup

	mu   sync.Mutex // guards what follows
	last time.Time  // when the frame before comes out
}

type delayed struct {
	frame []byte
	due   time.Time
	sent  *time.Time
}

func newLink(oneWay func() time.Duration, out func([]byte, *time.Time)) *link {
	l := &link{oneWay: oneWay, out: out, frames: make(chan delayed, linkFrames), over: make(chan struct{})}
	l.wait.Go(l.run)
	return l
}

// put sends a frame on its way. It waits where there is no room.
func (l *link) put(frame []byte, sent *time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	due := time.Now().Add(l.oneWay())
	if due.Before(l.last) {
		due = l.last
	}
	l.last = due
	select {
	case l.frames <- delayed{frame, due, sent}:
	case <-l.over:
	}
}

func (l *link) run() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case d := <-l.frames:
			timer.Reset(time.Until(d.due))
			select {
			case <-timer.C:
				l.out(d.frame, d.sent)
			case <-l.over:
				return
			}
		case <-l.over:
			return
		}
	}
}

// close loses what is on the way.
func (l *link) close() {
	close(l.over)
	l.wait.Wait()
}
