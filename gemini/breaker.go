package gemini

import "time"

const (
	breakerSpan   = 10 * time.Second // what is looked back on
	breakerFaults = 5                // so many failures in that time, and more than half of all, open it
	breakerShort  = 2 * time.Second  // first pause
	breakerLong   = 30 * time.Second // longest pause
)

// A breaker keeps requests from what keeps failing: a model that is overloaded, or
// a network that is down. After a pause one request may try, and only if it goes
// well do the others follow; otherwise the pause doubles. The zero breaker is
// closed. It is guarded by its owner.
type breaker struct {
	recent  []outcome // the last breakerSpan
	open    bool
	until   time.Time // end of the pause
	pauses  int       // in a row
	probing bool      // the one request is on its way
}

type outcome struct {
	at time.Time
	ok bool
}

// ready is when a request may go, not before now. While one tries it is a guess:
// the outcome decides.
func (b *breaker) ready(now time.Time) time.Time {
	switch {
	case !b.open:
		return now
	case b.probing:
		return later(now.Add(time.Second), b.until)
	}
	return later(now, b.until)
}

// pass notes that a request goes, and reports whether it is the one that tries.
func (b *breaker) pass() bool {
	if !b.open || b.probing {
		return false
	}
	b.probing = true
	return true
}

// giveBack notes that the request that tried came to no verdict.
func (b *breaker) giveBack() { b.probing = false }

// succeed notes a request that went well. One sent before the breaker opened
// closes it too: the trouble is over.
func (b *breaker) succeed(now time.Time) {
	if b.open {
		*b = breaker{}
		return
	}
	b.note(now, true)
}

// fail notes a failure, and reports whether it has opened the breaker.
func (b *breaker) fail(now time.Time, tried bool) bool {
	if b.open && !tried {
		return false
	}
	b.note(now, false)
	faults := 0
	for _, o := range b.recent {
		if !o.ok {
			faults++
		}
	}
	if !tried && (faults < breakerFaults || 2*faults <= len(b.recent)) {
		return false
	}
	pause := min(breakerShort<<min(b.pauses, 8), breakerLong)
	*b = breaker{open: true, pauses: b.pauses + 1, until: now.Add(jitter(pause*3/4, pause*5/4))}
	return true
}

func (b *breaker) note(now time.Time, ok bool) {
	old := 0
	for old < len(b.recent) && now.Sub(b.recent[old].at) > breakerSpan {
		old++
	}
	b.recent = append(b.recent[old:], outcome{now, ok})
	if len(b.recent) > 256 { // enough to tell by
		b.recent = append([]outcome(nil), b.recent[len(b.recent)-128:]...)
	}
}
