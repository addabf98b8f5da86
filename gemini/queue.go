package gemini

import (
	"container/heap"
	"time"
)

// A waiter is a call that wants to send a request. It is guarded by the pool,
// save wake.
type waiter struct {
	need
	priority  Priority
	model     *modelState
	since     time.Time
	notBefore time.Time // end of a pause between attempts
	giveUp    time.Time // when it waits no longer
	order     int64     // of the call's first arrival
	probed    bool      // the call has asked in vain whether a day is used up
	told      bool      // it was told how long it will wait

	unreviewed bool // it is to be told anew

	line  *line // where it waits; nil: nowhere any more
	place int   // in the line

	lease *lease        // what it waited for,
	err   *Error        // or why there is none,
	eta   time.Duration // or how long it will still take
	stop  func() bool   // its timer
	wake  chan struct{} // holds one
}

// before reports whether w goes before v: by priority, then by who must give up
// first, then by arrival.
func (w *waiter) before(v *waiter) bool {
	switch {
	case w.priority != v.priority:
		return w.priority > v.priority
	case !w.giveUp.Equal(v.giveUp):
		return w.giveUp.Before(v.giveUp)
	}
	return w.order < v.order
}

// rouse makes the waiting goroutine look again.
func (w *waiter) rouse() {
	select {
	case w.wake <- struct{}{}:
	default: // it has not looked yet, and will see all
	}
}

// A line is a heap of waiters.
type line struct {
	list   []*waiter
	before func(a, b *waiter) bool
}

// byTurn is the order in which a model's waiters are served.
func byTurn(a, b *waiter) bool { return a.before(b) }

// byPause is the order in which pauses end.
func byPause(a, b *waiter) bool { return a.notBefore.Before(b.notBefore) }

// Len implements heap.Interface.
func (l *line) Len() int { return len(l.list) }

// Less implements heap.Interface.
func (l *line) Less(i, j int) bool { return l.before(l.list[i], l.list[j]) }

// Swap implements heap.Interface.
func (l *line) Swap(i, j int) {
	l.list[i], l.list[j] = l.list[j], l.list[i]
	l.list[i].place, l.list[j].place = i, j
}

// Push implements heap.Interface.
func (l *line) Push(x any) {
	w := x.(*waiter)
	w.line, w.place = l, len(l.list)
	l.list = append(l.list, w)
}

// Pop implements heap.Interface.
func (l *line) Pop() any {
	last := len(l.list) - 1
	w := l.list[last]
	l.list[last], w.line = nil, nil
	l.list = l.list[:last]
	return w
}

func (l *line) add(w *waiter) { heap.Push(l, w) }

// first is the one to be served next; nil when nobody waits.
func (l *line) first() *waiter {
	if len(l.list) == 0 {
		return nil
	}
	return l.list[0]
}

// last is the one that all others go before; nil when nobody waits.
func (l *line) last() *waiter {
	var last *waiter
	for _, w := range l.list {
		if last == nil || l.before(last, w) {
			last = w
		}
	}
	return last
}

// ahead is how many are served before w.
func (l *line) ahead(w *waiter) int {
	n := 0
	for _, v := range l.list {
		if v.before(w) {
			n++
		}
	}
	return n
}

// leave takes the waiter out of its line, if it is in one.
func (w *waiter) leave() {
	if w.line != nil {
		heap.Remove(w.line, w.place)
	}
}
