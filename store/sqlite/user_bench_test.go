package sqlite

import (
	"testing"
	"time"

	"prepwire/store/storetest"
)

// BenchmarkEraseUser erases a user with 100,000 attempts and 10,000 questions
// from among as much of another, and compacts: -benchtime 1x.
func BenchmarkEraseUser(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		db := openTemp(b)
		storetest.FillMuch(b, db, "ann", 100_000)
		storetest.FillMuch(b, db, "bob", 100_000)
		b.StartTimer()
		begun := time.Now()
		if err := db.EraseUser(b.Context(), "ann"); err != nil {
			b.Fatal(err)
		}
		erased := time.Since(begun)
		if err := db.Compact(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(erased.Seconds(), "s/erase")
		b.ReportMetric((time.Since(begun) - erased).Seconds(), "s/compact")
	}
}
