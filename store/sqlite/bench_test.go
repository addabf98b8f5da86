package sqlite

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// BenchmarkRecordAttempt measures durable inserts: each is on the disk before
// the next of its caller begins. "acts/group" is how many shared a commit.
func BenchmarkRecordAttempt(b *testing.B) {
	for _, callers := range []int{1, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			db := openTemp(b)
			var next atomic.Int64
			var running sync.WaitGroup
			b.ResetTimer()
			for range callers {
				running.Go(func() {
					for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
						if _, err := db.RecordAttempt(context.Background(), attempt(fmt.Sprintf("a-%d", n))); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			running.Wait()
			b.StopTimer()
			stats := db.WriteStats()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "inserts/s")
			b.ReportMetric(float64(stats.Acts)/float64(max(stats.Groups, 1)), "acts/group")
		})
	}
}
