//go:build unix

package mongodb

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"prepwire/store"
)

// BenchmarkAppendEntries measures a log that grows by groups. The entries a
// second are the server's: of FerretDB in memory unless a real MongoDB is
// named. The processor time is this side's, the client's, by itself.
func BenchmarkAppendEntries(b *testing.B) {
	uri := address(b)
	for _, group := range []int{1, 64, 256} {
		b.Run(fmt.Sprintf("group=%d", group), func(b *testing.B) {
			db := openEmpty(b, uri)
			_, err := db.CreateContest(b.Context(), store.Contest{ID: "c1", CreatedBy: "org", CreatedAt: day, StartTime: day, EndTime: day,
				Questions: []store.ContestQuestion{{QuestionID: "q1"}}})
			if err != nil {
				b.Fatal(err)
			}
			entries := make([]store.ContestEntry, b.N)
			for i := range entries {
				entries[i] = store.ContestEntry{ContestID: "c1", Position: int64(i + 1), Type: "answer", Participant: fmt.Sprintf("p%025d", i%2000),
					QuestionID: fmt.Sprintf("q%025d", i/2000), Body: []byte(strings.Repeat("x", 360)), TimeSpentMs: 1234}
			}
			measure(b, func() {
				for rest := entries; len(rest) > 0; {
					now := rest[:min(group, len(rest))]
					if _, err := db.AppendEntries(b.Context(), now); err != nil {
						b.Fatal(err)
					}
					rest = rest[len(now):]
				}
			})
		})
	}
}

// BenchmarkCalls measures what one call of the commonest kinds costs this side.
func BenchmarkCalls(b *testing.B) {
	db := openEmpty(b, address(b))
	calls := map[string]func(i int) error{
		"Question": func(int) error { _, err := db.Question(b.Context(), "q1"); return err },
		"RecordAttempt": func(i int) error {
			_, err := db.RecordAttempt(b.Context(), store.Attempt{ID: fmt.Sprintf("%d-%d", b.N, i), UserID: fmt.Sprintf("u%d-%d", b.N, i),
				QuestionID: "q1", Answer: "A", At: day})
			return err
		},
		"Now": func(int) error { _, err := db.Now(b.Context()); return err },
	}
	if _, err := db.CreateQuestions(b.Context(), []store.Question{plainQuestion("q1")}); err != nil {
		b.Fatal(err)
	}
	for name, do := range calls {
		b.Run(name, func(b *testing.B) {
			measure(b, func() {
				for i := range b.N {
					if err := do(i); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

func measure(b *testing.B, do func()) {
	b.ResetTimer()
	worked := processorTime(b)
	do()
	b.StopTimer()
	worked = processorTime(b) - worked
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "per-s")
	b.ReportMetric(float64(worked.Nanoseconds())/1000/float64(b.N), "cpu-µs")
}

// processorTime is what this process has used.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
