//go:build unix

package contest

import (
	"fmt"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"prepwire/auth"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live/memory"
	"prepwire/store/sqlite"
)

// BenchmarkSubmit is what one durable submit costs without its socket: from
// decoded params to the result, with 500 submitters at once, on SQLite.
func BenchmarkSubmit(b *testing.B) {
	const questions, submitters = 1000, 500
	db, err := sqlite.Open(b.Context(), b.TempDir(), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	bus := memory.NewBus(memory.Options{})
	defer bus.Close()
	s := New(Config{Store: db, Bus: bus, Presence: memory.NewPresence(memory.Options{})})
	s.Start()
	defer s.Close()
	c := store.Contest{ID: "bench", Title: "Bench", ExamType: "SAT", Difficulty: "mixed", Pacing: "free", Scoring: "accuracy", Feedback: "immediate",
		StartTime: time.Now().Add(-time.Minute), EndTime: time.Now().Add(24 * time.Hour), MaxParticipants: 1_000_000, IsPublic: true, CreatedBy: "oscar", CreatedAt: time.Now()}
	for i := range questions {
		id := fmt.Sprintf("question-%020d", i)
		c.Questions = append(c.Questions, store.ContestQuestion{QuestionID: id, PointsMilli: 1000})
		_, err := db.CreateQuestions(b.Context(), []store.Question{{ID: id, DifficultyLevel: 2, QuestionType: "multiple-choice", Stem: "?", CorrectAnswer: "B",
			Options: []store.Option{{ID: "A"}, {ID: "B"}, {ID: "C"}, {ID: "D"}}, Visibility: store.Shared, CreatedBy: "ann", CreatedAt: time.Now()}})
		if err != nil {
			b.Fatal(err)
		}
	}
	if _, err := db.CreateContest(b.Context(), c); err != nil {
		b.Fatal(err)
	}
	players := b.N/questions + submitters
	for i := range players {
		if _, err := db.Register(b.Context(), store.Registration{ContestID: c.ID, UserID: "u" + strconv.Itoa(i), Name: "N", Participant: fmt.Sprintf("participant-%014d", i), RegisteredAt: time.Now()}, 1_000_000); err != nil {
			b.Fatal(err)
		}
	}
	r := s.enter(c.ID)
	g, err := r.freeze(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	var next atomic.Int64
	b.SetParallelism(submitters / runtime.GOMAXPROCS(0))
	b.ResetTimer()
	began := cpu()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := int(next.Add(1) - 1)
			who := &auth.Identity{UserID: "u" + strconv.Itoa(n%players)}
			sub, err := r.accept(b.Context(), g, who, schema.ContestSubmitAnswerParams{ContestID: "bench", QuestionID: schema.ID(c.Questions[n/players].QuestionID), Answer: "B"}, 0)
			if err != nil {
				b.Error(err)
				return
			}
			v := <-sub.done
			if v.err != nil || v.known {
				b.Error(v.err, v.known)
				return
			}
			g.replyTo(reckon(v.entry, v.outcome))
		}
	})
	b.ReportMetric(float64((cpu()-began).Microseconds())/float64(b.N), "cpu-µs/op")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "submits/s")
}

// cpu is the processor time of this process so far.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
