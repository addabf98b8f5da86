package students_test

import (
	"fmt"
	"testing"
	"time"

	"prepwire/rpc/recommendations/students"
	"prepwire/store"
)

// BenchmarkMastery is what mastery adds to an answer of a student who has given
// many: folding the new one, with a floor that only records it, in microseconds of
// wall time an answer.
func BenchmarkMastery(b *testing.B) {
	for _, given := range []int{100, 10_000} {
		b.Run(fmt.Sprint("after-", given), func(b *testing.B) {
			db := open(b)
			k := students.New(students.Config{Store: db})
			var before []store.Attempt
			for n := range given {
				before = append(before, store.Attempt{ID: fmt.Sprint("ann", n), UserID: "ann", QuestionID: fmt.Sprint("q", n), Answer: "A",
					Skill: fmt.Sprintf("ALG%d", n%5+1), DifficultyLevel: 3, At: start.Add(time.Duration(n) * time.Minute)})
				if len(before) == 1000 || n == given-1 {
					if _, err := db.RecordAttempts(b.Context(), before); err != nil {
						b.Fatal(err)
					}
					before = nil
				}
			}
			if _, err := k.Mastery(b.Context(), "ann", "ALG1"); err != nil {
				b.Fatal(err)
			}
			var recording, folding time.Duration
			n := given
			for b.Loop() {
				began := time.Now()
				answer(b, db, "ann", n)
				recorded := time.Now()
				if _, err := k.Mastery(b.Context(), "ann", "ALG1"); err != nil {
					b.Fatal(err)
				}
				recording += recorded.Sub(began)
				folding += time.Since(recorded)
				n++
			}
			b.ReportMetric(float64(recording.Microseconds())/float64(b.N), "µs-recording")
			b.ReportMetric(float64(folding.Microseconds())/float64(b.N), "µs-folding")
		})
	}
}
