//go:build unix

package sqlite

import (
	"context"
	"fmt"
	"testing"

	"prepwire/store"
)

// BenchmarkEntriesOf reads the answers of one participant out of a log of 2,000
// participants, as a repeat does that a node no longer remembers.
func BenchmarkEntriesOf(b *testing.B) {
	for _, questions := range []int{20, 100} {
		b.Run(fmt.Sprintf("questions=%d", questions), func(b *testing.B) {
			db := openTemp(b)
			contest(b, db, "c1")
			entries := manyEntries("c1", 2000*questions)
			for rest := entries; len(rest) > 0; rest = rest[min(len(rest), store.MaxLimit):] {
				if _, err := db.AppendEntries(context.Background(), rest[:min(len(rest), store.MaxLimit)]); err != nil {
					b.Fatal(err)
				}
			}
			worked := processorTime(b)
			for i := 0; b.Loop(); i++ {
				got, err := db.EntriesOf(context.Background(), "c1", entries[i%2000].Participant)
				if err != nil || len(got) != questions {
					b.Fatalf("%d entries, %v", len(got), err)
				}
			}
			b.ReportMetric(float64((processorTime(b)-worked).Microseconds())/float64(b.N), "cpu-µs/op")
		})
	}
}
