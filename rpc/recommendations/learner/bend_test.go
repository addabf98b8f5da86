package learner

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestRampsAddUpAndTheSplineRuns(t *testing.T) {
	b, same := bends{0.3, 0.2, 0.5, 1.5, 2, 0.7, 0.1}, unbent()
	last := math.Inf(-1)
	for z := -5.0; z <= 5; z += 0.125 {
		sum, bent := 0.0, b[0]
		for i, x := range ramps(z) {
			sum += x
			bent += b[1+i] * x
		}
		if sum != z || same.at(z) != z {
			t.Errorf("%v: the ramps add up to %v, unbent it is %v", z, sum, same.at(z))
		}
		if got := b.at(z); math.Abs(got-bent) > 1e-12 || got <= last {
			t.Errorf("%v is bent to %v, want %v, after %v", z, got, bent, last)
		}
		last = b.at(z)
	}
}

// Who knows nothing is right in a quarter of the answers all the same: a straight
// head cannot say so, the bent one does, and it goes on rising.
func TestBendsFitAFloor(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	floor := func(z float64) float64 { return 0.25 + 0.75*sigmoid(2*z-2) }
	rows := make([]row, 40_000)
	for i := range rows {
		z := 1.5 * r.NormFloat64()
		rows[i].x[featureIRT] = float32(z)
		rows[i].correct = r.Float64() < floor(z)
	}
	weights := [features]float64{featureIRT: 1}
	b := fitBends(rows, &weights, 10)
	last := 0.0
	for z := -3.5; z <= 3.5; z += 0.25 {
		p := sigmoid(b.at(z))
		if math.Abs(p-floor(z)) > 0.04 || p <= last {
			t.Errorf("at %v: %.3f, want %.3f, after %.3f", z, p, floor(z), last)
		}
		last = p
	}
	if got := fitBends(nil, &weights, 10); got != unbent() {
		t.Errorf("without answers: %v", got)
	}
}

func TestTriesAreFoundAgain(t *testing.T) {
	var s tries
	s.add(0, true)
	if tried, _ := s.of(0); tried || s != (tries{}) {
		t.Error("no question was tried")
	}
	for i := range 9 {
		s.add(ItemID(i+1)<<50, i%2 == 0)
	}
	if tried, _ := s.of(1 << 50); tried {
		t.Error("the ninth last is still there")
	}
	for i := 1; i < 9; i++ {
		if tried, right := s.of(ItemID(i+1) << 50); !tried || right != (i%2 == 0) {
			t.Errorf("question %d: tried %v, right %v", i, tried, right)
		}
	}
	s.add(5<<50, false)
	if tried, right := s.of(5 << 50); !tried || right {
		t.Error("the last try does not count")
	}
}
