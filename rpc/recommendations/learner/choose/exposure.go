package choose

import (
	"sync"

	"prepwire/rpc/recommendations/learner"
)

// Exposure counts how often questions were shown in measurements, so that none
// is known to everybody: randomesque selection alone shows the best ones to most
// (Kingsbury and Zara, Applied Measurement in Education 2, 1989). Any number of
// goroutines may use it. It starts empty with NewExposure.
type Exposure struct {
	share float64

	mu    sync.Mutex
	tests int
	shown map[learner.ItemID]int
}

// ExposureCap is the greatest share of measurements that see a question.
const ExposureCap = 0.25

// freeShows are allowed before there are measurements enough to take a share of.
const freeShows = 5

// NewExposure returns a count with a cap, a share of 0–1.
func NewExposure(share float64) *Exposure {
	return &Exposure{share: share, shown: map[learner.ItemID]int{}}
}

// Begin counts a measurement that begins.
func (x *Exposure) Begin() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.tests++
}

// Show counts a question that is shown.
func (x *Exposure) Show(item learner.ItemID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.shown[item]++
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
