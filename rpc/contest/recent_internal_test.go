package contest

import (
	"fmt"
	"testing"
)

// The last answers are remembered, and no others.
func TestRecentKeepsTheLast(t *testing.T) {
	for _, most := range []int{1, 3, 10} {
		r := newRecent(most)
		for i := range 10 {
			r.add(reckoning{participant: fmt.Sprint("p", i%3), q: fmt.Sprint("q", i/3), position: int64(i)})
			for j := range 10 {
				a, ok := r.find(fmt.Sprint("p", j%3), fmt.Sprint("q", j/3))
				if want := j <= i && j > i-most; ok != want || ok && a.position != int64(j) {
					t.Fatalf("%d at most, %d added: answer %d is %+v, %v", most, i+1, j, a, ok)
				}
			}
		}
		if len(r.byWhat) != min(most, 10) || len(r.ring) != min(most, 10) {
			t.Errorf("%d at most: %d are there, %d can be found", most, len(r.ring), len(r.byWhat))
		}
	}
}
