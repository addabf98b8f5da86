package herd

import (
	"testing"
	"time"
)

func TestPeak(t *testing.T) {
	var samples []sample
	at, n := time.Now(), 0.0
	for i := range 100 { // 10 s, of which one second is busy
		if i >= 50 && i < 60 {
			n += 100
		} else {
			n += 5
		}
		at = at.Add(100 * time.Millisecond)
		samples = append(samples, sample{at, at.Add(time.Millisecond), n})
	}
	if got := peak(samples); got < 900 || got > 1000 {
		t.Errorf("a peak of %v", got)
	}
	if got := peak(samples[:3]); got != 0 {
		t.Errorf("a peak of %v within 0.3 s", got)
	}
}
