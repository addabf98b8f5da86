package contest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

func receiptOf(t testing.TB, reply rpctest.Reply) schema.Receipt {
	t.Helper()
	var r schema.ContestSubmitAnswerResult
	note{Params: reply.Result}.into(t, &r)
	return r.Receipt
}

// The same question from two devices in the same millisecond: one answer
// counts. The other device gets the same reply if it agrees, else a refusal.
func TestTwoDevicesAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(20)
		c := h.contest(20, nil)
		phone, tablet := h.player(c, "bob"), h.user("bob")
		until(c.StartTime)
		time.Sleep(time.Second)
		given := receipts{}
		for i := range 20 {
			q := fmt.Sprintf("q%d", i+1)
			p := map[string]any{"contestId": c.ID, "questionId": q, "answer": "B"}
			one := phone.begin("contest.submitAnswer", p)
			if i%2 == 1 {
				p["answer"] = "C"
			}
			two := tablet.begin("contest.submitAnswer", p)
			a, b := <-one, <-two
			switch {
			case i%2 == 0 && (a.Error != nil || string(a.Result) != string(b.Result)):
				t.Errorf("agree on %s: %s and %s", q, a.Result, b.Result)
			case i%2 == 1 && (a.Error == nil) == (b.Error == nil):
				t.Errorf("differ on %s: %s and %s", q, a.Result, b.Result)
			}
			if a.Error != nil {
				refused(t, a, schema.AlreadyAnswered)
				a = b
			} else if b.Error != nil {
				refused(t, b, schema.AlreadyAnswered)
			}
			given[q] = receiptOf(t, a)
		}
		until(c.EndTime)
		time.Sleep(time.Second)
		h.audit(c, given)
	})
}

// An answer counts from the first millisecond to the last, and not a
// millisecond before or after.
func TestFirstAndLastMillisecond(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(3)
		c := h.contest(3, map[string]any{"durationMs": 1000}) // a contest of one second
		bob := h.player(c, "bob")
		time.Sleep(time.Until(c.StartTime.Time) - time.Millisecond)
		if d := refused(t, bob.answer(c, "q1", "B"), schema.ContestNotStarted); d.RetryAfterMs != 1 || !d.Retryable {
			t.Errorf("too early: %+v", d)
		}
		until(c.StartTime)
		given := receipts{}
		r, _ := bob.mustAnswer(c, "q1", "B")
		given["q1"] = r.Receipt
		time.Sleep(1300 * time.Millisecond)
		r, _ = bob.mustAnswer(c, "q2", "B")
		given["q2"] = r.Receipt
		time.Sleep(time.Millisecond)
		if d := refused(t, bob.Call("contest.results", ref(c)), schema.ContestRunning); d.RetryAfterMs == 0 {
			t.Errorf("between the end and the last entry: %+v", d)
		}
		refused(t, bob.answer(c, "q3", "B"), schema.ContestIsOver)
		time.Sleep(time.Second)
		board := h.audit(c, given)
		if *board[0].TimeMs != 1300 {
			t.Errorf("board %s", marshal(t, board))
		}
		if got := h.metrics(); !strings.Contains(got, `value:"late"`) {
			t.Errorf("metrics %s", got)
		}
	})
}

// Nobody comes: the contest opens and closes all the same.
func TestNobodyComes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(1)
		c := h.contest(1, nil)
		until(c.EndTime)
		time.Sleep(time.Second)
		if board := h.audit(c, nil); len(board) != 0 {
			t.Errorf("board %+v", board)
		}
		if h.service.Runs() != 0 {
			t.Errorf("%d runs are left", h.service.Runs())
		}
	})
}

// A thousand questions, and whoever answers all of them.
func TestThousandQuestions(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(1000)
		c := h.contest(1000, nil)
		bob := h.user("bob")
		bob.Must("contest.register", ref(c), nil)
		var joined schema.ContestJoinResult
		bob.Must("contest.join", map[string]any{"contestId": c.ID, "pack": true}, &joined)
		until(c.StartTime)
		time.Sleep(time.Second)
		given := receipts{}
		completed := 0
		for from := 0; from < 1000; from += 200 {
			var replies []chan rpctest.Reply
			for i := range 200 {
				replies = append(replies, bob.begin("contest.submitAnswer", map[string]any{"contestId": c.ID, "questionId": fmt.Sprintf("q%d", from+i+1), "answer": "B"}))
			}
			for i, waiting := range replies {
				reply := <-waiting
				if reply.Error != nil {
					t.Fatalf("%+v", reply.Error)
				}
				given[fmt.Sprint(from+i)] = receiptOf(t, reply)
				if strings.Contains(string(reply.Result), `"completed":true`) {
					completed++
				}
			}
		}
		if completed != 1 {
			t.Errorf("completed %d times", completed)
		}
		until(c.EndTime)
		time.Sleep(2 * time.Second)
		h.audit(c, given)
		if stats, err := h.db.QuestionStats(t.Context(), "q1000"); err != nil || stats.Answered != 1 {
			t.Errorf("stats %+v, %v", stats, err)
		}
	})
}

// Called off while it runs: everybody hears of it, nothing more is taken, the
// key stays secret, nothing reaches analytics, and everybody is free again.
func TestCancelledWhileItRuns(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(2)
		c := h.contest(2, nil)
		bob := h.player(c, "bob")
		until(c.StartTime)
		time.Sleep(time.Second)
		bob.mustAnswer(c, "q1", "B")
		if engaged, err := h.db.Engaged(t.Context(), "bob"); !engaged || err != nil {
			t.Errorf("engaged %v, %v", engaged, err)
		}
		oscar := h.user("oscar", "organizer")
		var now schema.Contest
		oscar.Must("contest.cancel", ref(c), &now)
		if now.Status != "cancelled" {
			t.Errorf("%+v", now)
		}
		for _, q := range []string{"q1", "q2"} {
			refused(t, bob.answer(c, q, "B"), schema.ContestIsCancelled)
		}
		time.Sleep(time.Until(c.EndTime.Time) + time.Minute)
		bob.one("contest.cancelled", &schema.ContestCancelledParams{})
		for _, method := range []string{"contest.results", "contest.join", "contest.leaderboard", "contest.register"} {
			if method != "contest.register" { // a repeat is harmless
				refused(t, bob.Call(method, ref(c)), schema.ContestIsCancelled)
			}
		}
		refused(t, h.user("dan").Call("contest.register", ref(c)), schema.ContestIsCancelled)
		var log schema.ContestLog
		oscar.Must("contest.log", ref(c), &log)
		if len(log.Items) != 2 || log.Items[1].Hash != log.Head {
			t.Errorf("log %+v", log)
		}
		if n := len(bob.took("contest.ended")); n != 0 {
			t.Error("it ended")
		}
		if engaged, err := h.db.Engaged(t.Context(), "bob"); engaged || err != nil {
			t.Errorf("engaged %v, %v", engaged, err)
		}
		if attempts, err := h.db.Attempted(t.Context(), "bob", []string{"q1"}); len(attempts) != 0 || err != nil {
			t.Errorf("attempts %v, %v", attempts, err)
		}
		if h.service.Runs() != 0 {
			t.Errorf("%d runs are left", h.service.Runs())
		}
	})
}

// Who learns an answer after registering is out once the contest freezes, and
// may watch.
func TestReviewerAfterRegistration(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(2)
		c := h.contest(2, nil)
		rita := h.player(c, "rita")
		if err := h.db.RecordReview(t.Context(), "q2", "rita", time.Now()); err != nil {
			t.Fatal(err)
		}
		refused(t, h.user("rita2").Call("contest.join", ref(c)), schema.NotRegistered)
		until(c.StartTime)
		time.Sleep(time.Second)
		refused(t, rita.answer(c, "q1", "B"), schema.KeyHolder)
		refused(t, rita.Call("contest.join", ref(c)), schema.KeyHolder)
		rita.Must("contest.join", map[string]any{"contestId": c.ID, "spectate": true}, nil)
		resumed := rita.Call("session.resume", map[string]any{"resume": []map[string]any{{"topic": "contest:" + string(c.ID), "epoch": "other", "offset": 0}}})
		if resumed.Error != nil || !strings.Contains(string(resumed.Result), `"snapshot":{"contest"`) || strings.Contains(string(resumed.Result), "Question 1?") {
			t.Errorf("resuming as who watches: %s %+v", resumed.Result, resumed.Error)
		}
		sam := h.user("sam")
		if err := h.db.RecordReview(t.Context(), "q1", "sam", time.Now()); err != nil {
			t.Fatal(err)
		}
		refused(t, sam.Call("contest.register", ref(c)), schema.KeyHolder)
		if engaged, err := h.db.Engaged(t.Context(), "rita"); engaged || err != nil {
			t.Errorf("engaged %v, %v", engaged, err)
		}
	})
}

// However many want the last places at once, no more get one than there are.
func TestRegistrationRace(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(1)
		c := h.contest(1, map[string]any{"maxParticipants": 10})
		var replies []chan rpctest.Reply
		for i := range 40 {
			replies = append(replies, h.user(fmt.Sprintf("user%d", i)).begin("contest.register", ref(c)))
		}
		taken := 0
		for _, r := range replies {
			if reply := <-r; reply.Error == nil {
				taken++
			} else {
				refused(t, reply, schema.ContestFull)
			}
		}
		if n, err := h.db.CountRegistrations(t.Context(), []string{string(c.ID)}); taken != 10 || n[string(c.ID)] != 10 || err != nil {
			t.Errorf("%d got a place, %v are kept, %v", taken, n, err)
		}
	})
}

// The questions of a contest are copied when it freezes: what happens to them
// afterwards changes nothing.
func TestQuestionsAreCopied(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(2)
		c := h.contest(2, nil)
		bob := h.player(c, "bob")
		time.Sleep(time.Until(c.StartTime.Time) - 59*time.Second)
		q, err := h.db.Question(t.Context(), "q1")
		if err != nil {
			t.Fatal(err)
		}
		q.CorrectAnswer, q.Stem = "C", "Changed"
		if _, err := h.db.UpdateQuestion(t.Context(), q, 1); err != nil {
			t.Fatal(err)
		}
		if err := h.db.DeleteQuestion(t.Context(), "q2", time.Now()); err != nil {
			t.Fatal(err)
		}
		until(c.StartTime)
		time.Sleep(time.Second)
		var joined schema.ContestJoinResult
		bob.Must("contest.join", ref(c), &joined)
		if len(joined.Questions) != 2 || joined.Questions[0].Stem != "Question 1?" {
			t.Errorf("questions %s", marshal(t, joined.Questions))
		}
		if r, raw := bob.mustAnswer(c, "q1", "B"); !*r.Correct {
			t.Error(raw)
		}
	})
}

// A contest whose question is gone before it froze cannot be held.
func TestQuestionIsGone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(2)
		c := h.contest(2, nil)
		bob := h.player(c, "bob")
		if err := h.db.DeleteQuestion(t.Context(), "q2", time.Now()); err != nil {
			t.Fatal(err)
		}
		until(c.StartTime)
		time.Sleep(time.Second)
		bob.one("contest.cancelled", &schema.ContestCancelledParams{})
		refused(t, bob.answer(c, "q1", "B"), schema.ContestIsCancelled)
	})
}
