package memory

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/store/live"
	"prepwire/store/live/livetest"
)

func isClosed(err error) bool { return errors.Is(err, live.ErrClosed) }

// held returns how many buckets the limiter has.
func (l *Limiter) held() (n int) {
	for i := range l.shards {
		n += len(l.shards[i].full)
	}
	return n
}

func TestManyKeys(t *testing.T) {
	clock := livetest.NewClock()
	l := NewLimiter(Options{Clock: clock.Now})
	rate := live.Rate{Events: 50, Per: time.Second}
	before := heap()
	for i := range 300_000 { // each is full again 20 ms, hence 2000 keys, later
		if ok, _, err := l.Allow(t.Context(), fmt.Sprintf("user:%d", i), rate, 1); !ok || err != nil {
			t.Fatalf("Allow = %v, %v", ok, err)
		}
		clock.Advance(10 * time.Microsecond)
	}
	if got, most := l.held(), limiterShards*minSweep; got > most {
		t.Errorf("%d buckets after 300,000 keys, want at most %d", got, most)
	}
	if got := heap() - before; got > 8<<20 {
		t.Errorf("%d bytes after 300,000 keys", got)
	}
}

// TestPeakPasses has many keys in use at once, and then few.
func TestPeakPasses(t *testing.T) {
	clock := livetest.NewClock()
	l := NewLimiter(Options{Clock: clock.Now})
	rate := live.Rate{Events: 1, Per: time.Second}
	use := func(from, n int, pause time.Duration) {
		t.Helper()
		for i := range n {
			if ok, _, err := l.Allow(t.Context(), fmt.Sprint(from+i), rate, 1); !ok || err != nil {
				t.Fatalf("Allow = %v, %v", ok, err)
			}
			clock.Advance(pause)
		}
	}
	const peak = 60_000
	use(0, peak, 0)
	if got := l.held(); got != peak {
		t.Errorf("%d buckets in use, want %d", got, peak)
	}
	for i := range peak { // every one of them is still known
		if ok, _, _ := l.Allow(t.Context(), fmt.Sprint(i), rate, 1); ok {
			t.Fatalf("key %d was forgotten while in use", i)
		}
	}
	use(peak, 3*peak, 10*time.Millisecond)
	if got, most := l.held(), limiterShards*minSweep; got > most {
		t.Errorf("%d buckets after the peak, want at most %d", got, most)
	}
}

func TestClockGoesBack(t *testing.T) {
	clock := livetest.NewClock()
	l := NewLimiter(Options{Clock: clock.Now})
	rate := live.Rate{Events: 2, Per: time.Second}
	allow := func() (bool, time.Duration) {
		t.Helper()
		ok, wait, err := l.Allow(t.Context(), "ann", rate, 1)
		if err != nil {
			t.Fatal(err)
		}
		return ok, wait
	}
	allow()
	allow()
	for _, step := range []time.Duration{-time.Hour, -48 * time.Hour, -time.Nanosecond} {
		clock.Advance(step)
		if ok, wait := allow(); ok || wait != 500*time.Millisecond {
			t.Errorf("%v: allowed %v, retry after %v, want no, 500ms", step, ok, wait)
		}
		clock.Advance(500 * time.Millisecond)
		if ok, _ := allow(); !ok {
			t.Errorf("%v and then 500ms: refused", step)
		}
	}
}

// TestRealClock uses the clock that is used without options.
func TestRealClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, rate := NewLimiter(Options{}), live.Rate{Events: 1, Per: time.Minute}
		for _, want := range []bool{true, false} {
			if ok, _, err := l.Allow(t.Context(), "ann", rate, 1); err != nil || ok != want {
				t.Errorf("Allow = %v, %v, want %v", ok, err, want)
			}
		}
		time.Sleep(time.Minute) // of the bubble
		if ok, _, err := l.Allow(t.Context(), "ann", rate, 1); err != nil || !ok {
			t.Errorf("Allow a minute later = %v, %v", ok, err)
		}
	})
}

// TestOddRates must neither overflow nor let everybody in for ever.
func TestOddRates(t *testing.T) {
	l := NewLimiter(Options{Clock: livetest.NewClock().Now})
	for i, tt := range []struct {
		rate   live.Rate
		n      int
		second bool // whether the same is allowed again at once
	}{
		{live.Rate{Events: 1e-300, Per: time.Hour}, 1, false},
		{live.Rate{Events: 1, Per: math.MaxInt64}, math.MaxInt, false},
		{live.Rate{Events: 1, Per: 1}, 1_000_000_000, false},
		{live.Rate{Events: 1e9, Per: time.Second}, 1, true},
		{live.Rate{Events: 1, Per: time.Nanosecond}, 1, true},
		{live.Rate{Events: math.Inf(1), Per: time.Second}, 1, true},
	} {
		for _, want := range []bool{true, tt.second} {
			ok, wait, err := l.Allow(t.Context(), fmt.Sprint(i), tt.rate, tt.n)
			if err != nil || ok != want || !ok && wait <= 0 {
				t.Errorf("Allow %d of %v = %v, %v, %v, want %v", tt.n, tt.rate, ok, wait, err, want)
			}
		}
	}
}
