package contest_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"prepwire/schema"
	"prepwire/store"
)

// taint are texts that stand for what must not get out.
const (
	taintAnswer      = "xylophone-answer"
	taintExplanation = "zeppelin-explanation"
)

// tainted keeps n questions whose answers and explanations can be found
// wherever they come up.
func (h *house) tainted(n int) {
	h.t.Helper()
	var qs []store.Question
	for i := range n {
		qs = append(qs, store.Question{ID: fmt.Sprintf("q%d", i+1), ExamType: "SAT", Subject: "math", Skill: "ALG1", DifficultyLevel: 2,
			QuestionType: "short-answer", Stem: fmt.Sprintf("Question %d?", i+1), CorrectAnswer: taintAnswer, Explanation: taintExplanation,
			Hints: []string{taintExplanation}, Visibility: store.Shared, Provider: "author", CreatedBy: "ann", CreatedAt: time.Now()})
	}
	if _, err := h.db.CreateQuestions(h.t.Context(), qs); err != nil {
		h.t.Fatal(err)
	}
}

// metrics is what Prometheus would read.
func (h *house) metrics() string {
	h.t.Helper()
	families, err := h.registry.Gather()
	if err != nil {
		h.t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range families {
		all.WriteString(f.String())
	}
	return all.String()
}

// No frame to anybody who takes part or watches, no line of the log and no
// metric holds an answer, an explanation, the salt or the key of the pack
// before it is due, whatever is asked.
func TestNothingLeaksBeforeItIsDue(t *testing.T) {
	for _, feedback := range []string{"immediate", "score", "afterEnd"} {
		for _, pacing := range []string{"free", "live"} {
			t.Run(feedback+"/"+pacing, func(t *testing.T) {
				bubble(t, func(t *testing.T) { playSecretly(t, feedback, pacing) })
			})
		}
	}
}

func playSecretly(t *testing.T, feedback, pacing string) {
	h := open(t)
	h.tainted(3)
	more := map[string]any{"feedback": feedback}
	if pacing == "live" {
		more = live(3, more)
	}
	c := h.contest(3, more)
	bob, eve, wim := h.player(c, "bob"), h.player(c, "eve"), h.user("wim")
	wim.Must("contest.join", map[string]any{"contestId": c.ID, "spectate": true}, nil)
	bob.Must("contest.join", map[string]any{"contestId": c.ID, "pack": true}, nil)
	askAll := func() {
		for _, u := range []*user{bob, eve, wim} {
			for _, method := range []string{"contest.get", "contest.results", "contest.log", "contest.leaderboard", "contest.join"} {
				u.Call(method, ref(c))
			}
			u.Call("contest.leaderboard", map[string]any{"contestId": c.ID, "around": "me"})
			u.Call("contest.submitAnswer", map[string]any{"contestId": c.ID, "questionId": "q1", "answer": ""})
			u.Call("session.resume", map[string]any{"resume": []map[string]any{{"topic": "contest:" + string(c.ID), "epoch": "other", "offset": 0}}})
		}
	}
	askAll()
	time.Sleep(time.Until(c.StartTime.Time) - time.Second)
	frozen, err := h.db.ContestFreeze(t.Context(), string(c.ID))
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{taintAnswer, taintExplanation, frozen.KeySalt}
	check := func(when string, more ...string) {
		t.Helper()
		all := bob.seen() + eve.seen() + wim.seen() + h.Log.String() + h.metrics()
		for _, s := range append(more, secrets...) {
			if strings.Contains(all, s) {
				t.Errorf("%s: %.20s… got out", when, s)
			}
		}
	}
	packKey := base64.StdEncoding.EncodeToString(frozen.Pack.Key)
	if pacing == "live" {
		packKey = "no pack, no key"
	}
	askAll()
	check("before the start", packKey, "Question 1?")
	until(c.StartTime)
	time.Sleep(time.Second)
	bob.mustAnswer(c, "q1", "wrong")
	eve.mustAnswer(c, "q1", strings.ToUpper(taintAnswer)) // right, and not the text that is looked for
	bob.mustAnswer(c, "q1", "wrong")
	askAll()
	time.Sleep(5 * time.Second)
	check("while it runs")
	if pacing == "live" && strings.Contains(bob.seen(), "Question 2?") {
		t.Error("a question came before it opened")
	}
	if feedback != "immediate" {
		for _, f := range strings.Split(bob.seen()+eve.seen(), "\n") {
			if strings.Contains(f, `"correct":true`) || strings.Contains(f, `"points"`) || strings.Contains(f, `"totalScore"`) {
				t.Errorf("tells of right and wrong: %s", f)
			}
		}
	}
	if feedback == "afterEnd" {
		for _, word := range []string{`"score"`, `"rank"`, `"wrong"`, `"timeMs"`, `"lastCorrectAt"`, `"correct"`} {
			if strings.Contains(bob.seen()+wim.seen(), word) {
				t.Errorf("%s was told before the end", word)
			}
		}
	}
	time.Sleep(time.Until(c.EndTime.Time) + 300*time.Millisecond)
	askAll()
	check("at the end")
	time.Sleep(time.Second)
	var results schema.ContestResults
	bob.Must("contest.results", ref(c), &results)
	if results.Key[0].CorrectAnswer != taintAnswer || results.KeySalt != frozen.KeySalt || len(results.Board.Items) != 2 || results.Board.Items[0].UserID != "eve" {
		t.Errorf("results %+v", results)
	}
	if all := h.Log.String() + h.metrics(); strings.Contains(all, taintAnswer) {
		t.Error("the key is in the gateway's log or metrics")
	}
}

// In secret standings nothing depends on what is right: not who stands where,
// not the size of a frame.
func TestSecretStandingsAreByName(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(2)
		c := h.contest(2, map[string]any{"feedback": "afterEnd"})
		zoe, bob := h.player(c, "zoe"), h.player(c, "bob")
		until(c.StartTime)
		time.Sleep(time.Second)
		zoe.mustAnswer(c, "q1", "B")
		zoe.mustAnswer(c, "q2", "B")
		bob.mustAnswer(c, "q1", "A")
		var board map[string]any
		bob.Must("contest.leaderboard", ref(c), &board)
		want := `{"me":{"answered":1,"completed":false,"name":"Bob","userId":"bob"},"top":[{"answered":1,"completed":false,"name":"Bob","userId":"bob"},{"answered":2,"completed":true,"name":"Zoe","userId":"zoe"}],"total":2,"version":4}`
		if got := marshal(t, board); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		until(c.EndTime)
		time.Sleep(time.Second)
		var after schema.Leaderboard
		bob.Must("contest.leaderboard", ref(c), &after)
		if after.Top[0].UserID != "zoe" || *after.Top[0].Score != 2 || after.Me.Rank != 2 {
			t.Errorf("after the end: %s", marshal(t, after))
		}
	})
}
