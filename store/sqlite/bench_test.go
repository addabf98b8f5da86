//go:build unix

package sqlite

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// BenchmarkRecordAttempt measures durable inserts: each is on the disk before
// the next of its caller begins. "acts/group" is how many shared a commit,
// "cpu-µs/insert" what the whole process worked for one, callers included:
// it says more than the time, most of which belongs to the disk.
func BenchmarkRecordAttempt(b *testing.B) {
	for _, callers := range []int{1, 64, 512} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			db := openTemp(b)
			var next atomic.Int64
			var running sync.WaitGroup
			b.ResetTimer()
			worked := processorTime(b)
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
			worked = processorTime(b) - worked
			stats := db.WriteStats()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "inserts/s")
			b.ReportMetric(float64(worked.Microseconds())/float64(b.N), "cpu-µs/insert")
			b.ReportMetric(float64(stats.Acts)/float64(max(stats.Groups, 1)), "acts/group")
		})
	}
}

// processorTime is how long this process has worked, for itself and in the kernel.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
