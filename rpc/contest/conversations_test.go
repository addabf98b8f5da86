package contest_test

import (
	"testing"
	"time"

	"prepwire/rpc/contest/answerlog"
	"prepwire/rpc/contest/scoring"
	"prepwire/rpc/rpctest"
	"prepwire/store"
)

// Conversations happen in a house where there is
//
//	soon    a contest of oscar's, upcoming
//	secret  another one, private, with the invite code "let-me-in"
//	now     one that is running; ben and cat are registered
//	over    one that has ended; ben and cat are registered, ben was right and wrong, cat was right
//
// each with ann's questions q1 and q2, of which the answers are B.
func TestConversations(t *testing.T) {
	rpctest.Conversations(t, "testdata", func(t *testing.T) *rpctest.Gateway {
		db := newDB(t)
		h := &house{t: t, db: db}
		h.questions(6)
		now := time.Now()
		h.keep(store.Contest{ID: "soon", StartTime: now.Add(time.Hour), EndTime: now.Add(2 * time.Hour)})
		h.keep(store.Contest{ID: "secret", StartTime: now.Add(time.Hour), EndTime: now.Add(2 * time.Hour), InviteCode: "let-me-in"})
		h.keep(store.Contest{ID: "now", StartTime: now.Add(-time.Minute), EndTime: now.Add(time.Hour)})
		over := h.keep(store.Contest{ID: "over", StartTime: now.Add(-time.Hour), EndTime: now.Add(-time.Minute)})
		h.place("now", "ben", "cat")
		h.place("over", "ben", "cat")
		h.playThrough(over)
		return openWith(t, rpctest.Start, db, nil, nil).Gateway
	})
}

// keep keeps a contest of oscar's as if it had been created.
func (h *house) keep(c store.Contest) store.Contest {
	h.t.Helper()
	c.Title, c.ExamType, c.Subjects, c.Difficulty = "Contest "+c.ID, "SAT", []string{"math"}, "mixed"
	c.Pacing, c.Scoring, c.Feedback = "free", "accuracy", "immediate"
	c.Questions = []store.ContestQuestion{{QuestionID: "q1", PointsMilli: 1000}, {QuestionID: "q2", PointsMilli: 2500}}
	c.RegistrationDeadline, c.MaxParticipants, c.IsPublic = c.EndTime, 3, c.InviteCode == ""
	c.CreatedBy, c.CreatedAt = "oscar", time.Now().Add(-24*time.Hour)
	kept, err := h.db.CreateContest(h.t.Context(), c)
	if err != nil {
		h.t.Fatal(err)
	}
	return kept
}

// place registers users, who are named in the log as "p-" and their id.
func (h *house) place(contestID string, users ...string) {
	h.t.Helper()
	for _, u := range users {
		_, err := h.db.Register(h.t.Context(), store.Registration{ContestID: contestID, UserID: u, Name: "Name of " + u,
			Participant: "p-" + u, RegisteredAt: time.Now()}, 1000)
		if err != nil {
			h.t.Fatal(err)
		}
	}
}

// playThrough writes the log of a contest that is over, as a node would have.
func (h *house) playThrough(c store.Contest) {
	h.t.Helper()
	must := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	questions, err := h.db.QuestionsByID(h.t.Context(), []string{"q1", "q2"})
	must(err)
	key := scoring.NewKey(map[string]string{"q1": "B", "q2": "B"})
	salt := answerlog.NewSalt()
	commitment, err := answerlog.Commit(salt, key)
	must(err)
	_, err = h.db.FreezeContest(h.t.Context(), store.Freeze{ContestID: c.ID, At: c.StartTime, Questions: questions, KeySalt: salt, KeyCommitment: commitment}, c.Version)
	must(err)
	rules := scoring.Rules{ContestID: c.ID, Start: c.StartTime, End: c.EndTime, Pacing: c.Pacing, Scoring: c.Scoring, Questions: []scoring.Question{
		{ID: "q1", Type: "multiple-choice", Options: 4, PointsMilli: 1000}, {ID: "q2", Type: "multiple-choice", Options: 4, PointsMilli: 2500}}}
	schedule, err := scoring.NewSchedule(&rules)
	must(err)
	chain := answerlog.NewChain(answerlog.Head{})
	var entries []store.ContestEntry
	add := func(e answerlog.Entry, body []byte, err error) {
		h.t.Helper()
		must(err)
		entries = append(entries, store.ContestEntry{ContestID: c.ID, Position: e.Position, Type: e.Type, Participant: e.Answer.Participant, QuestionID: e.Answer.QuestionID, Body: body})
	}
	add(chain.Open(c.StartTime, answerlog.Opened{Rules: rules, KeyCommitment: commitment}))
	for i, a := range [][3]string{{"p-ben", "q2", "B"}, {"p-cat", "q2", "B"}, {"p-ben", "q1", "A"}} {
		slot, _ := schedule.Find(a[1])
		add(chain.Answer(c.StartTime.Add(time.Duration(i+1)*time.Second), slot, a[0], a[2], 0))
	}
	add(chain.Close(schedule.LastCall().Add(time.Second), answerlog.Closed{Key: key, Salt: salt}))
	_, err = h.db.AppendEntries(h.t.Context(), entries)
	must(err)
	head := chain.Head()
	_, err = h.db.CloseContest(h.t.Context(), c.ID, head.At, head.Hash, head.Position)
	must(err)
}
