//go:build unix

package sqlite

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"prepwire/store"
)

// BenchmarkAttemptsBesideAGroup measures how long a single attempt takes while
// the 40,000 answers of a contest are recorded a hundred at a time, and how
// fast those are. b.N counts single attempts.
func BenchmarkAttemptsBesideAGroup(b *testing.B) {
	for _, beside := range []bool{false, true} {
		b.Run(fmt.Sprintf("beside=%v", beside), func(b *testing.B) {
			db := openTemp(b)
			ctx, stop := context.WithCancel(b.Context())
			recorded := make(chan int)
			go func() {
				n := 0
				for ; beside && ctx.Err() == nil; n += 100 {
					if _, err := db.RecordAttempts(ctx, contestAttempts(n, 100)); err != nil && ctx.Err() == nil {
						b.Error(err)
						break
					}
				}
				recorded <- n
			}()
			took := make([]time.Duration, b.N)
			b.ResetTimer()
			for i := range took {
				begun := time.Now()
				if _, err := db.RecordAttempt(b.Context(), attempt(fmt.Sprintf("a-%d", i))); err != nil {
					b.Fatal(err)
				}
				took[i] = time.Since(begun)
			}
			elapsed := b.Elapsed()
			stop()
			n := <-recorded
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(n)/elapsed.Seconds(), "grouped/s")
		})
	}
}

// contestAttempts are n answers of a contest from position after on, of 2,000
// users to 20 questions.
func contestAttempts(after, n int) []store.Attempt {
	as := make([]store.Attempt, n)
	for i := range as {
		position := after + i
		as[i] = attempt(fmt.Sprintf("contest:%d", position))
		as[i].UserID = fmt.Sprintf("user-%d", position*7919%2000)
		as[i].QuestionID = fmt.Sprintf("question-%d", position/2000)
	}
	return as
}
