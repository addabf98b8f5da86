//go:build unix

package sqlite

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"prepwire/store"
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

// BenchmarkAppendEntries measures the log of a contest as it grows by groups,
// each on the disk before the next. b.N counts entries.
func BenchmarkAppendEntries(b *testing.B) {
	for _, size := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("group=%d", size), func(b *testing.B) {
			db := openTemp(b)
			now := time.Now()
			contest := store.Contest{ID: "contest", CreatedBy: "organizer", CreatedAt: now, StartTime: now, EndTime: now.Add(time.Hour),
				Questions: []store.ContestQuestion{{QuestionID: "question-00"}}}
			if _, err := db.CreateContest(b.Context(), contest); err != nil {
				b.Fatal(err)
			}
			body := []byte(strings.Repeat("x", 360)) // an answer's entry in canonical JSON
			group := make([]store.ContestEntry, 0, size)
			b.ResetTimer()
			worked := processorTime(b)
			for n := 1; n <= b.N; n++ {
				group = append(group, store.ContestEntry{
					ContestID: contest.ID, Position: int64(n), Type: "answer", Body: body,
					Participant: fmt.Sprintf("%022x", uint64(n/20)*0x9e3779b97f4a7c15), QuestionID: fmt.Sprintf("question-%02d", n%20),
				})
				if len(group) < size && n < b.N {
					continue
				}
				if added, err := db.AppendEntries(b.Context(), group); err != nil || added != len(group) {
					b.Fatalf("%d of %d: %v", added, len(group), err)
				}
				group = group[:0]
			}
			b.StopTimer()
			worked = processorTime(b) - worked
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
			b.ReportMetric(float64(worked.Microseconds())/float64(b.N), "cpu-µs/entry")
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
