package gemini

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"prepwire/gemini/geminitest"
)

// What the pool adds to a call, with so many callers in line: to enter it, to work
// out the ETA, to be given a slot, to wake up, and to settle. The clock stands for
// hours of waiting and is part of the time measured.
func BenchmarkPool(b *testing.B) {
	for _, waiting := range []int{1, 100, 1000, 4000} {
		for _, projects := range []int{8, 64} {
			b.Run(fmt.Sprintf("waiting=%d/projects=%d", waiting, projects), func(b *testing.B) { benchmarkPool(b, waiting, projects) })
		}
	}
}

func benchmarkPool(b *testing.B, waiting, projects int) {
	clock := geminitest.NewClock(time.Unix(1_800_000_000, 0))
	o := &Options{Clock: clock, Limits: Limits{RPM: 15, TPM: 250_000}, Window: time.Minute, MaxQueue: 2 * waiting, MaxAttempts: 4, Log: slog.New(slog.DiscardHandler)}
	p := newPool(o, func() {})
	var keys []Key
	for i := range projects {
		key, err := ParseKey(fmt.Sprintf("key-%d@project-%d", i, i))
		if err != nil {
			b.Fatal(err)
		}
		keys = append(keys, key)
	}
	p.setKeys(keys)
	ctx, cancel := context.WithCancel(b.Context())
	var work sync.WaitGroup
	granted := make(chan struct{}, 1)
	for range waiting {
		work.Go(func() {
			for ctx.Err() == nil {
				t := &turn{need: need{tokens: 100}, wanted: "m", patience: 100 * time.Hour, allowed: 4}
				l, err := p.take(ctx, t, func(time.Duration) error { return nil })
				if err != nil {
					return
				}
				p.settle(l, verdict{})
				select {
				case granted <- struct{}{}:
				case <-ctx.Done():
				}
			}
		})
	}
	b.ResetTimer()
	for n := 0; n < b.N; {
		select {
		case <-granted:
			n++
		default:
			clock.Step()
		}
	}
	b.StopTimer()
	cancel()
	work.Wait()
}

// What it costs to tell everybody in line anew after a grave event, and for how
// long others find the pool held meanwhile.
func BenchmarkReviewAll(b *testing.B) {
	for _, waiting := range []int{100, 1000} {
		for _, projects := range []int{8, 1000} {
			b.Run(fmt.Sprintf("waiting=%d/projects=%d", waiting, projects), func(b *testing.B) {
				clock := geminitest.NewClock(time.Unix(1_800_000_000, 0))
				p := testPool(b, clock, projects, Limits{RPM: 1, TPM: 250_000})
				for range projects + waiting {
					p.enter(b.Context(), turnOf(100*time.Hour))
				}
				var holds []time.Duration
				held := func(do func()) {
					begun := time.Now()
					do()
					holds = append(holds, time.Since(begun))
				}
				for b.Loop() {
					p.mu.Lock()
					held(func() { p.reviewAll(p.model("m"), clock.Now()) })
					p.mu.Unlock()
					for len(p.unreviewed) > 0 {
						held(func() { clock.Step() })
					}
				}
				slices.Sort(holds)
				b.ReportMetric(float64(len(holds))/float64(b.N), "holds/op")
				b.ReportMetric(float64(holds[len(holds)/2].Microseconds()), "hold-p50-µs")
				b.ReportMetric(float64(holds[len(holds)*99/100].Microseconds()), "hold-p99-µs")
			})
		}
	}
}
