package gemini

import (
	"math/rand/v2"
	"sync"
	"time"
	_ "time/tzdata" // the quota's day ends at midnight in California, also where no zones are installed
)

// The day of a quota ends at midnight Pacific time
// (https://ai.google.dev/gemini-api/docs/rate-limits). It has 23 or 25 hours when
// clocks change there.
var pacific = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil { // the zones are linked in
		panic(err)
	}
	return zone
})

// dayOf names the quota's day: 2026-11-23.
func dayOf(now time.Time) string { return now.In(pacific()).Format(time.DateOnly) }

// dayEnd is when the quota's day ends.
func dayEnd(now time.Time) time.Time {
	y, m, d := now.In(pacific()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, pacific())
}

// maxProbes bounds the requests that ask, in one day, whether a quota said to be
// used up for the day really is: delays and limits named by the server have been
// seen to be wrong.
const maxProbes = 3

// A dayCount counts a bucket's requests of a day.
type dayCount struct {
	ends  time.Time // of the day counted
	count int

	out       bool      // the server said that the day is used up
	reopens   time.Time // when it is over, some seconds after midnight
	probes    int       // made since
	nextProbe time.Time
	probing   bool // one is on its way
}

// dayGrace is how far behind ours a server's clock may be, at most.
const dayGrace = 30 * time.Second

// justBegan says whether a refusal may be of the day before: of a request sent in
// that, or by a server for which it is not over.
func (d *dayCount) justBegan(begun, now time.Time) bool {
	return dayEnd(begun.Add(-dayGrace)).Before(dayEnd(now))
}

// longestDay is longer than any, with an hour for the clocks' change.
const longestDay = 26 * time.Hour

// roll begins a new day when the old one has ended. A day that ends too far from
// now was begun by a clock that was ahead: what is counted stays, its end does
// not.
func (d *dayCount) roll(now time.Time) {
	if d.ends.Sub(now) > longestDay {
		d.ends = dayEnd(now)
		if d.out {
			d.reopens = d.ends.Add(jitter(2*time.Second, 10*time.Second))
			d.nextProbe = now.Add(time.Minute)
		}
	}
	if d.out && !now.Before(d.reopens) {
		*d = dayCount{ends: dayEnd(now)}
	}
	if !d.out && !now.Before(d.ends) {
		*d = dayCount{ends: dayEnd(now), probing: d.probing}
	}
}

// exhaust notes that the server has said so. retry is the delay it names, which
// has been seen to be half a minute where the day had hours left.
func (d *dayCount) exhaust(now time.Time, retry time.Duration) {
	if !d.out {
		d.out, d.probes = true, 0
		d.ends = dayEnd(now)
		d.reopens = d.ends.Add(jitter(2*time.Second, 10*time.Second))
		d.nextProbe = now.Add(max(retry, time.Minute))
		return
	}
	if !d.probing {
		return // sent before it was known
	}
	if d.probes++; d.probes == 1 {
		d.nextProbe = now.Add(15 * time.Minute)
	} else {
		d.nextProbe = now.Add(time.Hour)
	}
}

// probeDue reports whether one request may ask.
func (d *dayCount) probeDue(now time.Time) bool {
	return d.out && !d.probing && d.probes < maxProbes && !now.Before(d.nextProbe)
}

// jitter is a random duration from low up to high.
func jitter(low, high time.Duration) time.Duration {
	if high <= low {
		return low
	}
	return low + rand.N(high-low)
}
