//go:build unix

package sqlite

import (
	"context"
	"fmt"
	"testing"
)

// BenchmarkAppendEntries measures a log that grows by groups, each durable
// before the next: 2,000 participants answer, each in turn at random.
func BenchmarkAppendEntries(b *testing.B) {
	for _, group := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprintf("group=%d", group), func(b *testing.B) {
			db := openTemp(b)
			contest(b, db, "01j9z8q4w3e2r1t0y9u8i7o6p5")
			entries := manyEntries("01j9z8q4w3e2r1t0y9u8i7o6p5", b.N)
			b.ResetTimer()
			worked := processorTime(b)
			for rest := entries; len(rest) > 0; {
				now := rest[:min(group, len(rest))]
				if _, err := db.AppendEntries(context.Background(), now); err != nil {
					b.Fatal(err)
				}
				rest = rest[len(now):]
			}
			b.StopTimer()
			worked = processorTime(b) - worked
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
			b.ReportMetric(float64(worked.Nanoseconds())/1000/float64(b.N), "cpu-µs/entry")
		})
	}
}
