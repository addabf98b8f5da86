package gemini

import (
	"math"
	"slices"
	"sort"
	"time"
)

// Limits bound what a project may ask of a model. 0 is unknown: what the server
// says when it refuses is learned and kept.
type Limits struct {
	RPM         int // requests in a window, which is a minute
	TPM         int // input tokens in a window
	RPD         int // requests in a day, until midnight Pacific time
	Concurrency int // requests at the same time; never learned
}

// share is the part of the limits that a request of low priority may fill.
func (l Limits) share(part float64) Limits {
	scale := func(n int) int {
		if n <= 0 {
			return n
		}
		return max(1, int(float64(n)*part))
	}
	return Limits{RPM: scale(l.RPM), TPM: scale(l.TPM), RPD: scale(l.RPD), Concurrency: scale(l.Concurrency)}
}

// A ledger is the account of what one project has spent on one model within the
// window. It is all that nodes need to share to keep one quota together: the rest
// of a bucket each may learn for itself. Limits of 0 do not bound.
type ledger interface {
	// ready is the earliest time, not before now, at which one more request with
	// so many input tokens keeps the limits.
	ready(now time.Time, lim Limits, tokens int) time.Time
	// spend books a request that is about to be sent.
	spend(now time.Time, tokens int) *entry
	// correct replaces the estimate by what the server counted.
	correct(e *entry, tokens int)
	// refund takes a request back that the server has not counted.
	refund(e *entry)
	// room is how many more requests, each of so many tokens, can be sent from
	// one time up to another when each goes as soon as it keeps the limits.
	room(from, until time.Time, lim Limits, tokens int) int
	// used is what counts at the time.
	used(now time.Time) (requests, tokens int)
}

// An entry is one request in a ledger.
type entry struct {
	at     time.Time
	tokens int
}

// windowGuard is added to the window: requests do not take equally long to arrive, so
// the server may see two of them closer together than they were sent.
const windowGuard = 500 * time.Millisecond

// A window is the ledger of one process: a log of the requests sent in the last
// minute. A log keeps the limits of servers that count in a sliding window and of
// those that count from minute to minute.
type window struct {
	length time.Duration // windowGuard included
	log    []*entry      // in order of time
	tokens int           // of the log
}

func newWindow(length time.Duration) *window { return &window{length: length + windowGuard} }

// forget drops what no longer counts.
func (w *window) forget(now time.Time) {
	n := len(w.log) - w.alive(now)
	for _, e := range w.log[:n] {
		w.tokens -= e.tokens
	}
	if n > 0 {
		w.log = slices.Delete(w.log, 0, n)
	}
}

// alive is how many entries still count at the time.
func (w *window) alive(at time.Time) int {
	if len(w.log) == 0 || w.log[0].at.Add(w.length).After(at) {
		return len(w.log)
	}
	return len(w.log) - sort.Search(len(w.log), func(i int) bool { return w.log[i].at.Add(w.length).After(at) })
}

func (w *window) ready(now time.Time, lim Limits, tokens int) time.Time {
	w.forget(now)
	at := now
	if n := len(w.log); lim.RPM > 0 && n >= lim.RPM {
		at = later(at, w.log[n-lim.RPM].at.Add(w.length))
	}
	if lim.TPM > 0 {
		// What is larger than the limit may try its luck alone.
		excess := w.tokens + min(tokens, lim.TPM) - lim.TPM
		for i := 0; excess > 0 && i < len(w.log); i++ {
			excess -= w.log[i].tokens
			at = later(at, w.log[i].at.Add(w.length))
		}
	}
	return at
}

func (w *window) spend(now time.Time, tokens int) *entry {
	w.forget(now)
	e := &entry{at: now, tokens: tokens}
	w.log = append(w.log, e)
	w.tokens += tokens
	return e
}

// find returns the place of the entry, or -1 when it no longer counts.
func (w *window) find(e *entry) int {
	for i := len(w.log) - 1; i >= 0; i-- {
		if w.log[i] == e {
			return i
		}
	}
	return -1
}

func (w *window) correct(e *entry, tokens int) {
	if w.find(e) >= 0 {
		w.tokens += tokens - e.tokens
		e.tokens = tokens
	}
}

func (w *window) refund(e *entry) {
	if i := w.find(e); i >= 0 {
		w.tokens -= e.tokens
		w.log = slices.Delete(w.log, i, i+1)
	}
}

func (w *window) room(from, until time.Time, lim Limits, tokens int) int {
	span := until.Sub(from)
	if span < 0 {
		return 0
	}
	// In every whole window the limit can be spent anew; in the rest of one, what
	// of the log has run out by then.
	cycles, rest := int(span/w.length)+1, from.Add(span%w.length)
	n := math.MaxInt32
	alive := w.alive(rest)
	if lim.RPM > 0 {
		n = lim.RPM*cycles - alive
	}
	if lim.TPM > 0 && tokens > 0 {
		left := lim.TPM * cycles
		for _, e := range w.log[len(w.log)-alive:] {
			left -= e.tokens
		}
		n = min(n, left/min(tokens, lim.TPM))
	}
	return max(n, 0)
}

func (w *window) used(now time.Time) (requests, tokens int) {
	w.forget(now)
	return len(w.log), w.tokens
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
