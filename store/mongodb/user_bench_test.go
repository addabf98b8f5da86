package mongodb

import (
	"fmt"
	"testing"
	"time"

	"prepwire/store/storetest"
)

// BenchmarkEraseUser erases a user with many attempts, and a tenth as many
// questions, from among as much of another, in parts as large as they are at
// work: -benchtime 1x. FerretDB reads everything for each part; name a server
// that has indexes.
func BenchmarkEraseUser(b *testing.B) {
	uri := address(b)
	for _, attempts := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("attempts=%d", attempts), func(b *testing.B) {
			db := openEmpty(b, uri)
			db.once = eraseOnce
			for b.Loop() {
				b.StopTimer()
				storetest.FillMuch(b, db, "ann", attempts)
				storetest.FillMuch(b, db, "bob", attempts)
				b.StartTimer()
				begun := time.Now()
				if err := db.EraseUser(b.Context(), "ann"); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(time.Since(begun).Seconds(), "s/erase")
			}
		})
	}
}
