package memory

import (
	"math/rand/v2"
	"testing"
)

// TestRingAsTheSlice does the same to a ring and to a plain slice.
func TestRingAsTheSlice(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, bound := range []int{1, 2, 3, 7, 64} {
		var (
			r     ring
			model []entry
			at    int64
		)
		for range 3000 {
			switch random.IntN(8) {
			case 0:
				oldest := at - random.Int64N(40)
				r.expire(oldest)
				for len(model) > 0 && model[0].at <= oldest {
					model = model[1:]
				}
			case 1:
				r.fit()
			default:
				at += random.Int64N(3)
				e := entry{at: at, params: make([]byte, random.IntN(12))}
				r.push(e, bound, 40)
				model = append(model, e)
				model = model[max(0, len(model)-bound):]
				for len(model) > 1 && sizes(model) > 40 {
					model = model[1:]
				}
			}
			if r.bytes != sizes(model) {
				t.Fatalf("bound %d: counts %d bytes, holds %d", bound, r.bytes, sizes(model))
			}
			if r.len() != len(model) || len(r.buf) > max(bound, minRing) {
				t.Fatalf("bound %d: %d entries in room for %d, want %d", bound, r.len(), len(r.buf), len(model))
			}
			for i, want := range model {
				if r.at(i).at != want.at {
					t.Fatalf("bound %d: entry %d is of %d, want %d", bound, i, r.at(i).at, want.at)
				}
			}
		}
	}
	var none *ring
	if none.len() != 0 {
		t.Error("the nil ring is not empty")
	}
}

func sizes(entries []entry) (sum int) {
	for i := range entries {
		sum += entries[i].size()
	}
	return sum
}

// TestRingLetsGo checks that nothing dropped is still referred to.
func TestRingLetsGo(t *testing.T) {
	var r ring
	for range 10 {
		r.push(entry{at: 1, params: []byte(`{}`)}, 6, 100)
	}
	r.expire(1)
	for i, e := range r.buf {
		if e.params != nil {
			t.Errorf("place %d still holds params", i)
		}
	}
}
