package rpc

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/store/live"
)

// arrivals has n come at once, each with its class, and says when each was
// admitted; those refused have a denial instead.
func arrivals(t *testing.T, a *admission, firsts []bool) (at []time.Duration, denied []denial) {
	t.Helper()
	began := time.Now()
	at, denied = make([]time.Duration, len(firsts)), make([]denial, len(firsts))
	var all sync.WaitGroup
	for i, first := range firsts {
		all.Go(func() {
			denied[i] = a.enter(t.Context(), func() bool { return first })
			at[i] = time.Since(began)
		})
		synctest.Wait() // in this order
	}
	all.Wait()
	return at, denied
}

func ratedAdmission(perSecond float64) *admission {
	return newAdmission(live.Rate{Events: perSecond, Per: time.Second})
}

// Of many that come at once no more are admitted in any second than the rate
// and its burst, all within their patience, and nobody is refused who has a place.
func TestAdmissionKeepsTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := ratedAdmission(100)
		defer a.close()
		at, denied := arrivals(t, a, make([]bool, 202))
		for i, d := range denied {
			if d.status != 0 {
				t.Fatalf("arrival %d: %+v", i, d)
			}
		}
		slices.Sort(at)
		for i := range at {
			in := 0
			for _, later := range at[i:] {
				if later-at[i] < time.Second {
					in++
				}
			}
			if in > 103 { // the rate, two at once in the beginning, and whom both ends of the second hold
				t.Fatalf("%d admitted within the second after %v", in, at[i])
			}
		}
		if last := at[len(at)-1]; last < 1990*time.Millisecond || last > 2*time.Second+admissionSlack {
			t.Errorf("the last was admitted after %v", last)
		}
	})
}

// Who is in a contest goes before everybody who is not, and takes the place of
// the last of those when none is left.
func TestAdmissionOfContestsFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := ratedAdmission(10)
		defer a.close()
		firsts := make([]bool, 1+20+5) // one admitted at once, a full queue, five in a contest
		for i := 21; i < len(firsts); i++ {
			firsts[i] = true
		}
		at, denied := arrivals(t, a, firsts)
		for i := 21; i < len(firsts); i++ {
			if denied[i].status != 0 || at[i] > 600*time.Millisecond {
				t.Errorf("in a contest: %+v after %v", denied[i], at[i])
			}
		}
		for i := 16; i < 21; i++ {
			if denied[i].status != 503 || denied[i].why != "LIMIT_CONNECTS" || at[i] != 0 {
				t.Errorf("arrival %d kept its place: %+v after %v", i, denied[i], at[i])
			}
		}
		for i := range 16 {
			if denied[i].status != 0 {
				t.Errorf("arrival %d lost its place: %+v", i, denied[i])
			}
		}
	})
}

// Whoever finds no place hears at once when those before are through.
func TestAdmissionRefusesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := ratedAdmission(10)
		defer a.close()
		at, denied := arrivals(t, a, make([]bool, 22))
		d := denied[21]
		if d.status != 503 || at[21] != 0 || d.after < 2*time.Second || d.after > 3*time.Second+1 {
			t.Errorf("%+v after %v", d, at[21])
		}
	})
}

// A client that goes away gives up its place, and a server that closes waits
// for nobody.
func TestAdmissionForgetsWhoLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := ratedAdmission(1)
		no := func() bool { return false }
		if d := a.enter(t.Context(), no); d.status != 0 {
			t.Fatal(d)
		}
		gone, leave := context.WithCancel(t.Context())
		var both sync.WaitGroup
		both.Go(func() { a.enter(gone, no) })
		synctest.Wait()
		leave()
		both.Wait()
		began := time.Now()
		if d := a.enter(t.Context(), no); d.status != 0 || time.Since(began) != time.Second {
			t.Errorf("%+v after %v", d, time.Since(began))
		}
		began = time.Now()
		var last denial
		both.Go(func() { last = a.enter(t.Context(), no) })
		synctest.Wait()
		a.close()
		both.Wait()
		late := a.enter(t.Context(), no)
		a.close()
		if last != draining || late != draining || time.Since(began) != 0 {
			t.Errorf("%+v and %+v after %v", last, late, time.Since(began))
		}
	})
}
