package wire

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"
)

func TestBackoff(t *testing.T) {
	b := Backoff{Base: 100 * time.Millisecond, Cap: time.Second, Rand: rand.New(rand.NewPCG(1, 1))}
	longest := time.Duration(0)
	for failures := range 100 {
		most := min(time.Second, b.Base<<min(failures, 10))
		pause := b.Next(errors.New("refused"))
		if pause < 0 || pause > most {
			t.Errorf("failure %d: a pause of %v", failures, pause)
		}
		longest = max(longest, pause)
	}
	if longest < 900*time.Millisecond {
		t.Errorf("the longest pause is %v", longest)
	}
	for range 100 {
		if pause := b.Next(&Declined{503, 3 * time.Second}); pause < 3*time.Second || pause > 3100*time.Millisecond {
			t.Errorf("a pause of %v, the gateway said 3 s", pause)
		}
	}
	if b.Reset(); b.Next(nil) > b.Base {
		t.Error("a success changes nothing")
	}
}
