package choose

import (
	"sync"

	"prepwire/rpc/recommendations/learner"
)

// Exposure counts how often questions were shown in measurements, so that none
// is known to everybody: randomesque selection alone shows the best ones to most
// (Kingsbury and Zara, Applied Measurement in Education 2, 1989). Any number of
// goroutines may use it. It starts empty with NewExposure.
//
// Each of n nodes may count its own: what holds for each part holds for the whole,
// but for the first shows, of which 5 are free on each node after its start. So a
// question is shown to at most cap·tests + 5n of all tests. Which node a test's
// questions come from does not matter much, as tests begin on all of them alike.
type Exposure struct {
	share float64

	mu     sync.Mutex
	tests  int
	shown  map[learner.ItemID]int
	recent recent // what was counted lately: a repeat counts for nothing
}

// recent remembers between mostRecent and twice as many of the newest keys.
type recent struct{ young, old map[uint64]bool }

const mostRecent = 50_000

// first tells whether a key comes for the first time.
func (r *recent) first(key uint64) bool {
	if r.young[key] || r.old[key] {
		return false
	}
	if r.young == nil || len(r.young) >= mostRecent {
		r.young, r.old = map[uint64]bool{}, r.young
	}
	r.young[key] = true
	return true
}

// ExposureCap is the greatest share of measurements that see a question.
const ExposureCap = 0.25

// freeShows are allowed before there are measurements enough to take a share of.
const freeShows = 5

// NewExposure returns a count with a cap, a share of 0–1.
func NewExposure(share float64) *Exposure {
	return &Exposure{share: share, shown: map[learner.ItemID]int{}}
}

// Begin counts a measurement that begins, once. test names it; tests that nobody
// means to take would make room for others otherwise.
func (x *Exposure) Begin(test uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.recent.first(test) {
		x.tests++
	}
}

// Show counts a question that is shown in a measurement, once: asking again and
// again must not take it from everybody else.
func (x *Exposure) Show(test uint64, item learner.ItemID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.recent.first(test*0x9e3779b97f4a7c15 ^ uint64(item)) {
		x.shown[item]++
	}
}

// Open tells whether a question may be shown to one more.
func (x *Exposure) Open(item learner.ItemID) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return float64(x.shown[item]+1) <= max(freeShows, x.share*float64(x.tests))
}

// Most returns the greatest share of measurements that saw one question, and how
// many questions were shown at all.
func (x *Exposure) Most() (share float64, items int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	most := 0
	for _, n := range x.shown {
		most = max(most, n)
	}
	return float64(most) / float64(max(1, x.tests)), len(x.shown)
}
