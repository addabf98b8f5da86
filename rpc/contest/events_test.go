package contest_test

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"prepwire/schema"
)

// one wants exactly one notification of a name and reads it into v.
func (u *user) one(method string, v any) {
	u.t.Helper()
	notes := u.took(method)
	if len(notes) != 1 {
		u.t.Fatalf("%s: %d times %s, want once", u.name, len(notes), method)
	}
	notes[0].into(u.t, v)
}

// Questions that came encrypted open with the key in contest.started, at the
// same moment for everybody.
func TestPackOpensAtTheStart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(3)
		c := h.contest(3, nil)
		bob := h.user("bob")
		bob.Must("contest.register", ref(c), nil)
		var joined schema.ContestJoinResult
		bob.Must("contest.join", map[string]any{"contestId": c.ID, "pack": true}, &joined)
		if joined.Pack == nil || joined.Questions != nil || joined.Contest.KeyCommitment != "" {
			t.Fatalf("joined %+v", joined)
		}
		oscar := h.user("oscar", "organizer")
		refused(t, oscar.Call("contest.update", map[string]any{"contestId": c.ID, "version": 1, "title": "Late"}), schema.ContestFrozen)
		until(c.StartTime)
		time.Sleep(time.Millisecond)
		var started schema.ContestStartedParams
		bob.one("contest.started", &started)
		if got := started.Meta.Ts; got.Sub(c.StartTime.Time).Abs() > 50*time.Millisecond || !started.EndTime.Equal(c.EndTime.Time) {
			t.Errorf("started %+v, want at %v", started, c.StartTime)
		}
		var questions []schema.Question
		if err := json.Unmarshal(unseal(t, joined.Pack, started.PackKey, string(c.ID)), &questions); err != nil {
			t.Fatal(err)
		}
		var now schema.ContestJoinResult
		bob.Must("contest.join", map[string]any{"contestId": c.ID, "pack": true}, &now)
		if want, got := marshal(t, now.Questions), marshal(t, questions); want != got || now.Pack != nil || len(questions) != 3 {
			t.Errorf("sealed %s, shown %s", got, want)
		}
	})
}

func unseal(t *testing.T, p *schema.Pack, key, contestID string) []byte {
	t.Helper()
	raw := func(s string) []byte {
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	block, err := aes.NewCipher(raw(key))
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	text, err := gcm.Open(nil, raw(p.IV), raw(p.Data), []byte(contestID))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// In a live contest the questions open one after the other, for everybody at
// one time; what comes before or too late is told so.
func TestLiveContest(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(3)
		c := h.contest(3, live(3, map[string]any{"scoring": "speed"}))
		if lasts := c.EndTime.Sub(c.StartTime.Time); lasts != 36*time.Second {
			t.Errorf("lasts %v", lasts)
		}
		bob, eve := h.player(c, "bob"), h.player(c, "eve")
		var joined schema.ContestJoinResult
		bob.Must("contest.join", map[string]any{"contestId": c.ID, "pack": true}, &joined)
		if joined.Pack != nil {
			t.Error("a pack of live questions")
		}
		until(c.StartTime)
		time.Sleep(500 * time.Millisecond)
		var opened schema.ContestQuestionOpenedParams
		bob.one("contest.questionOpened", &opened)
		if opened.Question.ID != "q1" || !opened.OpensAt.Equal(c.StartTime.Time) || opened.ClosesAt.Sub(opened.OpensAt.Time) != 10*time.Second {
			t.Errorf("opened %+v", opened)
		}
		if r, _ := bob.mustAnswer(c, "q1", "B"); *r.Points != 1 {
			t.Errorf("after 500 ms: %v points", *r.Points)
		}
		refused(t, bob.answer(c, "q2", "B"), schema.QuestionNotOpen)
		time.Sleep(2*time.Second + 99*time.Millisecond)
		if r, _ := eve.mustAnswer(c, "q1", "B"); *r.Points != 0.875 { // 1 − 2500/20000
			t.Errorf("after 2599 ms: %v points", *r.Points)
		}
		until(schema.Time{Time: c.StartTime.Add(13 * time.Second)})
		time.Sleep(time.Millisecond)
		if r, _ := eve.mustAnswer(c, "q2", "B"); *r.Points != 1 {
			t.Errorf("at once: %v points", *r.Points)
		}
		time.Sleep(12 * time.Second)
		if r, raw := bob.mustAnswer(c, "q2", "B"); *r.Points != 0 || !*r.Correct || *r.TotalScore != 1 {
			t.Errorf("too late: %s", raw)
		}
		until(c.EndTime)
		time.Sleep(2 * time.Second)
		if n := len(bob.took("contest.questionOpened")); n != 2 {
			t.Errorf("%d more questions opened", n)
		}
		var ended schema.ContestEndedParams
		bob.one("contest.ended", &ended)
		var results schema.ContestResults
		bob.Must("contest.results", ref(c), &results)
		if marshal(t, ended.Top) != marshal(t, results.Board.Items) || ended.LogHead != results.LogHead {
			t.Errorf("ended with %+v, results %+v", ended, results)
		}
		if top := results.Board.Items; top[0].UserID != "eve" || *top[0].Score != 1.875 || *top[1].Score != 1 || top[1].Answered != 2 || *top[1].Correct != 1 {
			t.Errorf("board %s", marshal(t, top))
		}
	})
}

// Everybody hears of the board, participants of their own place, and of each
// other.
func TestBoardsAndStandings(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(2)
		c := h.contest(2, nil)
		bob, eve := h.player(c, "bob"), h.player(c, "eve")
		watcher := h.user("wim")
		watcher.Must("contest.join", map[string]any{"contestId": c.ID, "spectate": true}, nil)
		time.Sleep(time.Second)
		var counts schema.ParticipantsUpdatedParams
		all := eve.took("contest.participantsUpdated")
		all[len(all)-1].into(t, &counts)
		if counts.Registered != 2 || counts.Present != 2 || counts.Completed != 0 {
			t.Errorf("counts %+v", counts)
		}
		until(c.StartTime)
		time.Sleep(5 * time.Second)
		watcher.took("contest.leaderboardUpdated") // the empty one
		bob.mustAnswer(c, "q1", "B")
		time.Sleep(time.Second)
		var board schema.LeaderboardUpdatedParams
		watcher.one("contest.leaderboardUpdated", &board)
		if board.Version != 2 || board.Total != 1 || len(board.Top) != 1 || board.Top[0].UserID != "bob" {
			t.Errorf("board %+v", board)
		}
		var mine schema.StandingUpdatedParams
		bob.one("contest.standingUpdated", &mine)
		if mine.Entry.Rank != 1 || mine.Version != 2 || *mine.Entry.TimeMs != 5000 {
			t.Errorf("standing %+v", mine)
		}
		if n := len(eve.took("contest.standingUpdated")) + len(watcher.took("contest.standingUpdated")); n != 0 {
			t.Errorf("%d standings of nobody", n)
		}
		time.Sleep(5 * time.Second)
		eve.mustAnswer(c, "q1", "B")
		eve.mustAnswer(c, "q2", "B")
		time.Sleep(3 * time.Second)
		bob.one("contest.standingUpdated", &mine)
		if mine.Entry.Rank != 2 || mine.Version != 4 {
			t.Errorf("overtaken: %+v", mine)
		}
		all = watcher.took("contest.participantsUpdated")
		all[len(all)-1].into(t, &counts)
		if counts.Completed != 1 || len(counts.Recent) != 1 || counts.Recent[0].UserID != "eve" || counts.Recent[0].What != "completed" {
			t.Errorf("counts %+v", counts)
		}
		bob.quit()
		time.Sleep(time.Second)
		watcher.one("contest.participantsUpdated", &counts)
		if counts.Present != 1 || counts.Recent[0].UserID != "bob" || counts.Recent[0].What != "left" {
			t.Errorf("counts %+v", counts)
		}
		again := h.user("bob")
		again.Must("session.resume", map[string]any{"resume": []map[string]any{{"topic": "contest:" + string(c.ID), "epoch": "other", "offset": 0}}}, nil)
		time.Sleep(3 * time.Second)
		watcher.one("contest.participantsUpdated", &counts)
		if counts.Present != 2 || counts.Recent[0].What != "joined" {
			t.Errorf("counts %+v", counts)
		}
		again.one("contest.standingUpdated", &mine)
		if mine.Entry.Rank != 2 {
			t.Errorf("standing %+v", mine)
		}
	})
}

// However fast answers come, the board is told at most every 250 ms and a
// participant's own line at most every 2 s, each up to the last answer.
func TestStatesComeInTheirTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(100)
		c := h.contest(100, nil)
		bob := h.player(c, "bob")
		until(c.StartTime)
		time.Sleep(3 * time.Second)
		bob.took("contest.leaderboardUpdated")
		bob.took("contest.standingUpdated")
		for i := range 100 { // for 10 s
			bob.mustAnswer(c, fmt.Sprintf("q%d", i+1), "B")
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(2 * time.Second)
		boards, lines := bob.took("contest.leaderboardUpdated"), bob.took("contest.standingUpdated")
		if len(boards) < 35 || len(boards) > 45 {
			t.Errorf("%d boards in 10 s", len(boards))
		}
		if len(lines) < 5 || len(lines) > 7 {
			t.Errorf("%d own lines in 10 s", len(lines))
		}
		var board schema.LeaderboardUpdatedParams
		boards[len(boards)-1].into(t, &board)
		var line schema.StandingUpdatedParams
		lines[len(lines)-1].into(t, &line)
		if board.Top[0].Answered != 100 || line.Entry.Answered != 100 {
			t.Errorf("at last the board has %d answers, the line %d", board.Top[0].Answered, line.Entry.Answered)
		}
	})
}
