package contest_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"prepwire/rpc/contest/answerlog"
	"prepwire/schema"
	"prepwire/store"
)

// lines is a contest's log as an export has it.
func (h *house) lines(c schema.Contest) []byte {
	h.t.Helper()
	var all bytes.Buffer
	for after := int64(0); ; {
		part, err := h.db.Entries(h.t.Context(), string(c.ID), after, store.MaxLimit)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, e := range part {
			all.Write(e.Body)
			all.WriteByte('\n')
			after = e.Position
		}
		if len(part) < store.MaxLimit {
			return all.Bytes()
		}
	}
}

// receipts are what participants were given for their answers.
type receipts map[string]schema.Receipt // by participant's name and question

func (r receipts) list() []answerlog.Receipt {
	var list []answerlog.Receipt
	for _, one := range r {
		list = append(list, answerlog.Receipt{Position: one.Position, Hash: one.Hash})
	}
	return list
}

// audit wants the served end of a contest to be what its log says, and the log
// to hold every receipt and no other answer.
func (h *house) audit(c schema.Contest, given receipts) []schema.Entry {
	h.t.Helper()
	var results schema.ContestResults
	var board []schema.Entry
	reader := h.user("wim")
	for cursor := ""; ; cursor = results.Board.NextCursor {
		p := map[string]any{"contestId": c.ID, "limit": 3}
		if cursor != "" {
			p["cursor"] = cursor
		}
		results = schema.ContestResults{}
		reader.Must("contest.results", p, &results)
		if board = append(board, results.Board.Items...); results.Board.NextCursor == "" {
			break
		}
	}
	text := h.lines(c)
	standings, summary, err := answerlog.Replay(bytes.NewReader(text), results.LogHead)
	if err != nil {
		h.t.Fatalf("replay: %v", err)
	}
	if _, err := answerlog.Verify(bytes.NewReader(text), results.LogHead, given.list()...); err != nil {
		h.t.Errorf("verify with receipts: %v", err)
	}
	if summary.Answers != int64(len(given)) || summary.KeyCommitment != results.KeyCommitment || summary.Entries != results.LogLength {
		h.t.Errorf("%d answers in the log, %d receipts given; %+v", summary.Answers, len(given), summary)
	}
	if len(standings) != len(board) {
		h.t.Fatalf("%d on the board, %d in the log", len(board), len(standings))
	}
	served := map[schema.ID]schema.Entry{}
	for _, e := range board {
		served[e.Participant] = e
	}
	for _, s := range standings {
		e := served[schema.ID(s.Participant)]
		got := fmt.Sprint(e.Rank, *e.Score, *e.Correct, *e.Wrong, e.Answered, *e.TimeMs, e.LastCorrectAt.UnixMilli(), e.Completed)
		want := fmt.Sprint(s.Rank, float64(s.Score)/1000, s.Correct, s.Wrong, s.Answered, s.TimeMs, s.LastCorrectAt.UnixMilli(), s.Completed)
		if got != want {
			h.t.Errorf("%s: served %s, the log says %s", s.Participant, got, want)
		}
	}
	return board
}

// Under all rules the served board is what anyone can make of the log, however
// participants repeat themselves, change their minds and come back.
func TestBoardsAreWhatTheLogSays(t *testing.T) {
	for _, rules := range []string{"accuracy/free", "amc/free", "negative/free", "accuracy/live", "speed/live", "amc/live", "negative/live"} {
		for _, feedback := range []string{"immediate", "score", "afterEnd"} {
			t.Run(rules+"/"+feedback, func(t *testing.T) {
				bubble(t, func(t *testing.T) { playAtRandom(t, rules, feedback) })
			})
		}
	}
}

func playAtRandom(t *testing.T, rules, feedback string) {
	const questions = 4
	h := open(t)
	h.questions(questions)
	var scoring, pacing string
	for i := range rules {
		if rules[i] == '/' {
			scoring, pacing = rules[:i], rules[i+1:]
		}
	}
	more := map[string]any{"scoring": scoring, "feedback": feedback, "durationMs": 60_000}
	if pacing == "live" {
		more = live(questions, map[string]any{"scoring": scoring, "feedback": feedback})
	}
	c := h.contest(questions, more)
	r := rand.New(rand.NewPCG(1, uint64(len(rules)+len(feedback))))
	var players []*user
	for i := range 6 {
		players = append(players, h.player(c, fmt.Sprintf("player%d", i)))
	}
	until(c.StartTime)
	time.Sleep(time.Millisecond)
	given, first := receipts{}, map[string]string{}
	for time.Now().Before(c.EndTime.Time) {
		time.Sleep(time.Duration(r.IntN(900)) * time.Millisecond)
		i := r.IntN(len(players))
		if r.IntN(10) == 0 { // comes back on a new connection
			players[i].quit()
			players[i] = h.user(players[i].name)
			players[i].Must("contest.join", ref(c), nil)
		}
		q := fmt.Sprintf("q%d", 1+r.IntN(questions))
		reply := players[i].answer(c, q, string("ABCD"[r.IntN(4)]))
		which := players[i].name + "/" + q
		switch {
		case reply.Error == nil && first[which] == "":
			first[which] = string(reply.Result)
			var accepted schema.ContestSubmitAnswerResult
			note{Params: reply.Result}.into(t, &accepted)
			given[which] = accepted.Receipt
		case reply.Error == nil && first[which] != string(reply.Result):
			t.Errorf("repeat got %s, first %s", reply.Result, first[which])
		case reply.Error != nil && reply.Error.Data.Reason == schema.AlreadyAnswered && first[which] != "":
		case reply.Error != nil && reply.Error.Data.Reason == schema.QuestionNotOpen && pacing == "live":
		case reply.Error != nil && reply.Error.Data.Reason == schema.ContestIsOver:
		case reply.Error != nil:
			t.Errorf("%s: %+v", which, reply.Error)
		}
	}
	time.Sleep(2 * time.Second)
	if len(given) < 10 {
		t.Errorf("only %d answers", len(given))
	}
	h.audit(c, given)
}
