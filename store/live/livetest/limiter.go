package livetest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/store/live"
)

var limiterTests = []test{
	{name: "Burst", run: testBurst},
	{name: "NoLimit", run: testNoLimit},
	{name: "KeysApart", run: testKeysApart},
	{name: "AllOrNothing", needs: clock, run: testAllOrNothing},
	{name: "Refused", run: testLimiterRefused},
	{name: "AtOnce", run: testLimiterAtOnce},
	{name: "RetryAfter", needs: clock, run: testRetryAfter},
	{name: "OverTheBurst", needs: clock, run: testOverTheBurst},
	{name: "Accuracy", needs: clock, run: testAccuracy},
	{name: "AsTheModel", needs: clock, run: testAsTheModel},
}

// slow is a rate at which nothing comes back during a test.
var slow = live.Rate{Events: 10, Per: time.Hour}

var rates = []live.Rate{
	{Events: 50, Per: time.Second}, {Events: 3, Per: time.Second}, {Events: 2.5, Per: time.Second},
	{Events: 20, Per: time.Minute}, {Events: 120, Per: time.Minute}, {Events: 10, Per: time.Hour},
}

// allow asks and fails on an error.
func allow(t *testing.T, l live.Limiter, key string, rate live.Rate, n int) (bool, time.Duration) {
	t.Helper()
	ok, wait, err := l.Allow(t.Context(), key, rate, n)
	if err != nil {
		t.Fatalf("Allow %d of %v: %v", n, rate, err)
	}
	if ok && wait != 0 || !ok && wait <= 0 {
		t.Fatalf("Allow %d of %v = %v, retry after %v", n, rate, ok, wait)
	}
	return ok, wait
}

// wantAllow asks and checks the answer.
func wantAllow(t *testing.T, l live.Limiter, key string, rate live.Rate, n int, want bool) time.Duration {
	t.Helper()
	ok, wait := allow(t, l, key, rate, n)
	if ok != want {
		t.Errorf("Allow %d of %v for %s = %v, want %v", n, rate, key, ok, want)
	}
	return wait
}

func testBurst(t *testing.T, f Fixture) {
	for i, rate := range rates {
		began, granted := time.Now(), 0
		for range int(rate.Burst()) + 5 {
			if ok, _ := allow(t, f.Limiter, fmt.Sprint("key", i), rate, 1); ok {
				granted++
			}
		}
		least := int(rate.Burst())
		most := least
		if f.Advance == nil { // time went on
			most += int(math.Ceil(time.Since(began).Seconds() * rate.PerSecond()))
		}
		if granted < least || granted > most {
			t.Errorf("%v: %d at once, want %d to %d", rate, granted, least, most)
		}
	}
}

func testNoLimit(t *testing.T, f Fixture) {
	for _, rate := range []live.Rate{{}, {Events: 5}, {Per: time.Second}} {
		for range 100 {
			wantAllow(t, f.Limiter, "ann", rate, 1000, true)
		}
	}
	wantAllow(t, f.Limiter, "ann", slow, 1, true) // nothing was taken
}

func testKeysApart(t *testing.T, f Fixture) {
	for i := range 100 {
		wantAllow(t, f.Limiter, fmt.Sprint("user:", i), slow, 1, true)
	}
	for i := range 100 {
		wantAllow(t, f.Limiter, fmt.Sprint("user:", i), slow, 1, false)
	}
}

func testAllOrNothing(t *testing.T, f Fixture) {
	rate := live.Rate{Events: 36_000, Per: time.Hour} // burst 10, one each 100 ms
	wantAllow(t, f.Limiter, "ann", rate, 0, true)
	wantAllow(t, f.Limiter, "ann", rate, 8, true)
	wantAllow(t, f.Limiter, "ann", rate, 3, false)
	wantAllow(t, f.Limiter, "ann", rate, 0, true)
	wantAllow(t, f.Limiter, "ann", rate, 2, true)
	wantAllow(t, f.Limiter, "ann", rate, 1, false)
	wantAllow(t, f.Limiter, "ann", rate, 0, true)
}

func testLimiterRefused(t *testing.T, f Fixture) {
	ok, _, err := f.Limiter.Allow(cancelled(t), "ann", slow, 1)
	if wantErr(t, "Allow", err, context.Canceled); ok {
		t.Error("allowed in an ended context")
	}
	if ok, _, err := f.Limiter.Allow(t.Context(), "ann", slow, -1); ok || err == nil {
		t.Errorf("Allow of -1 = %v, %v, want an error", ok, err)
	}
	wantAllow(t, f.Limiter, "ann", slow, 1, true) // nothing was taken or given
	wantAllow(t, f.Limiter, "ann", slow, 1, false)
}

func testLimiterAtOnce(t *testing.T, f Fixture) {
	const callers, calls = 8, 50
	rate := live.Rate{Events: 100, Per: time.Second}
	nodes, began := f.nodes(t), time.Now()
	var granted atomic.Int32
	together(t, callers, func(i int) error {
		for range calls {
			ok, _, err := nodes[i%len(nodes)].Limiter.Allow(t.Context(), "ann", rate, 1)
			if err != nil {
				return err
			}
			if ok {
				granted.Add(1)
			}
		}
		return nil
	})
	most := 100
	if f.Advance == nil {
		most += int(math.Ceil(time.Since(began).Seconds() * rate.PerSecond()))
	}
	if got := int(granted.Load()); got < 100 || got > most {
		t.Errorf("%d granted, want 100 to %d", got, most)
	}
}

// testRetryAfter checks that waiting as long as told is enough, and that a
// millisecond less is not.
func testRetryAfter(t *testing.T, f Fixture) {
	for i, rate := range rates {
		key := fmt.Sprint("key", i)
		for range int(rate.Burst()) {
			wantAllow(t, f.Limiter, key, rate, 1, true)
		}
		for range 5 {
			wait := wantAllow(t, f.Limiter, key, rate, 1, false)
			f.Advance(wait - time.Millisecond)
			wantAllow(t, f.Limiter, key, rate, 1, false)
			f.Advance(time.Millisecond)
			wantAllow(t, f.Limiter, key, rate, 1, true)
		}
	}
}

// testOverTheBurst checks that more than the burst is granted in time too, and
// is paid for.
func testOverTheBurst(t *testing.T, f Fixture) {
	rate := live.Rate{Events: 20, Per: time.Minute} // burst 1, one each 3 s
	wantAllow(t, f.Limiter, "ann", rate, 1, true)
	wait := wantAllow(t, f.Limiter, "ann", rate, 10, false)
	f.Advance(wait)
	wantAllow(t, f.Limiter, "ann", rate, 10, true)
	if wait := wantAllow(t, f.Limiter, "ann", rate, 1, false); wait < 29*time.Second || wait > 31*time.Second {
		t.Errorf("after 10 events at %v the next comes after %v, want 30s", rate, wait)
	}
}

// testAccuracy asks without pause for simulated minutes or hours: what is
// granted is the burst and what came in that time.
func testAccuracy(t *testing.T, f Fixture) {
	for i, rate := range rates {
		const steps = 3000
		step := time.Duration(math.Ceil(float64(rate.Per) / rate.Events / 7)) // so that no bucket of one runs over
		granted := 0
		for range steps {
			if ok, _ := allow(t, f.Limiter, fmt.Sprint("key", i), rate, 1); ok {
				granted++
			}
			f.Advance(step)
		}
		passed := time.Duration(steps-1) * step
		want := math.Floor(rate.Burst()) + passed.Seconds()*rate.PerSecond()
		if math.Abs(float64(granted)-want) > 1.001 {
			t.Errorf("%v: %d granted in %v, want %.1f", rate, granted, passed, want)
		}
	}
}

// testAsTheModel asks at random times for random numbers, beside a bucket that
// is counted in plain arithmetic.
func testAsTheModel(t *testing.T, f Fixture) {
	random := rand.New(rand.NewPCG(3, 14))
	for i, rate := range rates {
		burst, tokens := rate.Burst(), rate.Burst()
		for range 1500 {
			n := 1 + random.IntN(int(burst))
			ok, wait := allow(t, f.Limiter, fmt.Sprint("key", i), rate, n)
			short := float64(n) - tokens
			if math.Abs(short) > 1e-3 && ok != (short < 0) {
				t.Fatalf("%v: %d of %f in the bucket: %v", rate, n, tokens, ok)
			}
			if told := wait.Seconds() * rate.PerSecond(); !ok && math.Abs(told-short) > 1e-2 {
				t.Fatalf("%v: %d of %f in the bucket: retry after %v, enough for %f", rate, n, tokens, wait, told)
			}
			if ok {
				tokens -= float64(n)
			}
			pause := time.Duration(random.ExpFloat64() * float64(n) / rate.PerSecond() * float64(time.Second))
			f.Advance(pause)
			tokens = min(burst, tokens+pause.Seconds()*rate.PerSecond())
		}
	}
}
