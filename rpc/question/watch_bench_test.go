package question

import (
	"fmt"
	"log/slog"
	"runtime"
	"testing"
	"time"

	"prepwire/rpc/question/excerpt"
	"prepwire/store"
	"prepwire/store/sqlite"
)

// BenchmarkWatch tells what 1,000 open contests of 100 questions each cost: to
// read them all for the first time, to look whether something has changed, and
// to look a text up, with and without a question that it quotes.
func BenchmarkWatch(b *testing.B) {
	const contests, each = 1000, 100
	db, err := sqlite.Open(b.Context(), b.TempDir(), sqlite.Options{})
	must(b, err)
	defer func() { must(b, db.Close()) }()
	now := time.Now()
	stem := func(i int) string {
		return fmt.Sprintf("A shop sells %d boxes of %d pencils on the first day and gives a discount of %d percent on the second. How many pencils are left of %d?", 3+i%97, 5+i%89, 1+i%61, 100_000+i)
	}
	for c := range contests {
		var qs []store.Question
		contest := store.Contest{ID: fmt.Sprint("c", c), CreatedBy: "org", CreatedAt: now, StartTime: now, EndTime: now}
		for i := range each {
			id := fmt.Sprintf("q%d-%d", c, i)
			qs = append(qs, store.Question{ID: id, DifficultyLevel: 3, QuestionType: "short-answer", Stem: stem(c*each + i), Visibility: store.Private, CreatedBy: "ann", CreatedAt: now, CorrectAnswer: "1"})
			contest.Questions = append(contest.Questions, store.ContestQuestion{QuestionID: id, PointsMilli: 1})
		}
		_, err := db.CreateQuestions(b.Context(), qs)
		must(b, err)
		_, err = db.CreateContest(b.Context(), contest)
		must(b, err)
	}
	var w *watch
	b.Run("first", func(b *testing.B) {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for b.Loop() {
			w = newWatch(db, slog.New(slog.DiscardHandler))
			must(b, w.follow(b.Context()))
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(contests*each), "B/question")
	})
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			w.at = time.Time{}
			must(b, w.follow(b.Context()))
		}
	})
	for name, text := range map[string]string{"quoted": stem(4242), "other": "Why does the author compare the river to a thread that holds the villages together, and what follows from it?"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				t := excerpt.Of(text)
				for _, id := range w.index.Candidates(t, candidates) {
					q, err := db.Question(b.Context(), id)
					must(b, err)
					t.Quotes(quotable(q))
				}
			}
		})
	}
}
