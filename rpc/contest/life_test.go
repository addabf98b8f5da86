package contest_test

import (
	"testing"
	"time"

	"prepwire/schema"
)

// A whole contest, from its creation to its results.
func TestWholeContest(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(3)
		c := h.contest(3, nil)
		if c.Status != "upcoming" || c.QuestionCount != 3 || c.ExamType != "SAT" || c.KeyCommitment != "" {
			t.Errorf("created %+v", c)
		}
		bob, eve := h.player(c, "bob"), h.player(c, "eve")
		refused(t, bob.answer(c, "q1", "B"), schema.ContestNotStarted)
		until(c.StartTime)
		time.Sleep(time.Second)
		r, raw := bob.mustAnswer(c, "q1", "B")
		if r.Receipt.Position != 2 || !*r.Correct || *r.Points != 1 || *r.TotalScore != 1 || r.AnswersCount != 1 || r.Completed {
			t.Errorf("got %s", raw)
		}
		if _, again := bob.mustAnswer(c, "q1", "b"); again != raw {
			t.Errorf("repeat got %s, want %s", again, raw)
		}
		refused(t, bob.answer(c, "q1", "C"), schema.AlreadyAnswered)
		for _, q := range []string{"q1", "q2", "q3"} {
			r, _ = eve.mustAnswer(c, q, "A")
		}
		if !r.Completed || *r.Correct {
			t.Errorf("got %+v", r)
		}
		refused(t, bob.Call("contest.results", ref(c)), schema.ContestRunning)
		until(c.EndTime)
		time.Sleep(time.Second)
		if _, again := bob.mustAnswer(c, "q1", "B"); again != raw {
			t.Errorf("repeat after the end got %s, want %s", again, raw)
		}
		refused(t, bob.answer(c, "q2", "B"), schema.ContestIsOver)
		var results schema.ContestResults
		bob.Must("contest.results", ref(c), &results)
		if len(results.Board.Items) != 2 || results.Me.Rank != 1 || len(results.Answers) != 1 || len(results.Key) != 3 || results.LogLength != 6 {
			t.Errorf("got %+v", results)
		}
		if attempts, err := h.db.Attempted(t.Context(), "eve", []string{"q1", "q2", "q3"}); err != nil || len(attempts) != 3 {
			t.Errorf("attempts of eve: %v, %v", attempts, err)
		}
	})
}
