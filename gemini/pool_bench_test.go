package gemini

import (
	"context"
	"fmt"
	"log/slog"
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

// What a grave event costs while so many wait and keys are very many: everybody in
// line is told anew how long it will take, under the pool's lock.
func BenchmarkReviewAll(b *testing.B) {
	for _, waiting := range []int{100, 1000} {
		for _, projects := range []int{8, 1000} {
			b.Run(fmt.Sprintf("waiting=%d/projects=%d", waiting, projects), func(b *testing.B) {
				clock := geminitest.NewClock(time.Unix(1_800_000_000, 0))
				p := testPool(b, clock, projects, Limits{RPM: 1, TPM: 250_000})
				for range projects + waiting {
					p.enter(b.Context(), turnOf(100*time.Hour))
				}
				for b.Loop() {
					p.mu.Lock()
					p.reviewAll(p.model("m"), clock.Now())
					p.mu.Unlock()
				}
			})
		}
	}
}
