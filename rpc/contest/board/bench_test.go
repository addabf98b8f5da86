package board

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"prepwire/rpc/contest/scoring"
)

func full(n int) (*Board, []Entry, *rand.Rand) {
	r := rand.New(rand.NewPCG(17, 17))
	entries := make([]Entry, n)
	for i := range entries {
		entries[i] = wide(r, i)
	}
	b := New()
	b.Set(entries...)
	return b, entries, r
}

// wide makes an entry with values of which few are equal.
func wide(r *rand.Rand, i int) Entry {
	return Entry{
		Tally: scoring.Tally{Participant: fmt.Sprintf("%016x", i*7919), Score: r.Int64N(20) * 1000, Wrong: r.IntN(10), Correct: 1, TimeMs: r.Int64N(3_600_000)},
		Name:  fmt.Sprintf("Student %d", i), UserID: fmt.Sprintf("user-%d", i),
	}
}

func BenchmarkSet(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		board, entries, r := full(n)
		b.Run(fmt.Sprintf("one/%d", n), func(b *testing.B) {
			for b.Loop() {
				e := entries[r.IntN(n)]
				e.Score, e.TimeMs = r.Int64N(20)*1000, r.Int64N(3_600_000)
				board.set(&e)
			}
		})
		b.Run(fmt.Sprintf("merge/%d", n), func(b *testing.B) {
			for b.Loop() {
				board.merge(entries[:1])
				entries[0].Score++
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/key")
		})
		changes := n / 40
		b.Run(fmt.Sprintf("merge/%d/%d", changes, n), func(b *testing.B) {
			many := make([]Entry, changes)
			for b.Loop() {
				for i := range many {
					many[i] = entries[r.IntN(n)]
					many[i].Score, many[i].TimeMs = r.Int64N(20)*1000, r.Int64N(3_600_000)
				}
				board.merge(many)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(changes), "ns/change")
		})
	}
}

func BenchmarkRanks(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		board, entries, r := full(n)
		b.Run(fmt.Sprintf("one/%d", n), func(b *testing.B) {
			for b.Loop() {
				board.rank(board.key(int32(r.IntN(n))))
			}
		})
		b.Run(fmt.Sprintf("named/%d", n), func(b *testing.B) {
			for b.Loop() {
				board.Rank(entries[r.IntN(n)].Participant)
			}
		})
		ranks := make([]int32, n)
		b.Run(fmt.Sprintf("all/%d", n), func(b *testing.B) {
			for b.Loop() {
				board.ranks(ranks)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/key")
		})
	}
}
