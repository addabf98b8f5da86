package storetest

import (
	"fmt"
	"testing"
	"time"

	"prepwire/store"
)

// FillUser keeps something of a user in every place where a store keeps anything
// of users, and all that can be erased: no contest that names the user is open,
// but one that has not begun. Ids begin with tag, and hold nothing of the user.
//
// A driver's test walks what it keeps after this, and after EraseUser. Whoever
// adds a place where a user is named fills it here.
func FillUser(t *testing.T, s store.Store, user, tag string) {
	t.Helper()
	fillPractice(t, s, user, tag)
	fillQuestions(t, s, user, tag)
	fillContests(t, s, user, tag)
	for _, r := range []store.Revocation{
		{ID: tag + "-of", UserID: user, Reason: "left", By: "root", At: at(0)},
		{ID: tag + "-by", JTI: tag + "-token", Reason: "lost", By: user, At: at(1)},
	} {
		_, err := s.AddRevocation(t.Context(), r)
		noError(t, err)
	}
}

func fillPractice(t *testing.T, s store.Store, user, tag string) {
	t.Helper()
	ctx := t.Context()
	for i := range 2 { // the second start ends the first
		began := session(numbered(tag, i), user, i)
		began.State = fmt.Appendf(nil, `{"name":%q}`, user)
		mustStart(t, s, began)
	}
	_, err := s.SumUpSession(ctx, user, numbered(tag, 0), store.SessionSummary{Answered: 1, Correct: 1})
	noError(t, err)
	for i := range 3 {
		a := attempt(numbered(tag, i), user, "q1", i)
		a.SessionID, a.Answer = numbered(tag, 0), "I am "+user
		mustRecord(t, s, a)
		m := message(numbered(tag, i), user, i)
		m.FromStudent, m.Text = i == 0, "Hello "+user
		mustAdd(t, s, m)
		e := looking(numbered(tag, i), user, 1, i)
		e.State = fmt.Appendf(nil, `{"currentUrl":"https://example.org/%s"}`, user)
		mustPut(t, s, e, store.NoExtension)
		r := report(numbered(tag, i), "q1", user, numbered("type", i), i)
		r.Description = user + " says so"
		mustReport(t, s, r)
		noError(t, s.RecordReview(ctx, numbered(tag+"-seen", i), user, at(i)))
	}
	_, err = s.MarkRead(ctx, user, []string{numbered(tag, 1)}, at(9))
	noError(t, err)
}

// fillQuestions keeps two private ones, of which one is deleted, and two shared
// ones, likewise.
func fillQuestions(t *testing.T, s store.Store, user, tag string) {
	t.Helper()
	ctx := t.Context()
	var qs []store.Question
	for i, name := range []string{"-private", "-private-deleted", "-shared", "-shared-deleted"} {
		q := question(tag+name, user, i)
		q.Origin = "itembank:lin1:3:" + fmt.Sprint(i)
		qs = append(qs, q)
	}
	mustCreate(t, s, qs...)
	for _, name := range []string{"-shared", "-shared-deleted"} {
		_, err := s.VerifyQuestion(ctx, tag+name, at(9))
		noError(t, err)
	}
	for _, name := range []string{"-private-deleted", "-shared-deleted"} {
		noError(t, s.DeleteQuestion(ctx, tag+name, at(10)))
	}
}

// fillContests keeps a contest of the user that is over and one that is a draft,
// and those of others in which the user plays: over, cancelled in the midst, and
// not begun.
func fillContests(t *testing.T, s store.Store, user, tag string) {
	t.Helper()
	play(t, s, contest(tag+"-own", user, 0), user, "someone", tag)
	play(t, s, contest(tag+"-played", "org", 1), user, user, tag)
	mustContest(t, s, contest(tag+"-cancelled", "org", 2))
	enter(t, s, tag+"-cancelled", user, tag)
	mustAppend(t, s, opened(tag+"-cancelled", 1), answered(tag+"-cancelled", 2, "p-"+tag, tag+"-cancelled-a"))
	_, err := s.CancelContest(t.Context(), tag+"-cancelled", at(20))
	noError(t, err)
	mustContest(t, s, contest(tag+"-upcoming", "org", 3))
	enter(t, s, tag+"-upcoming", user, tag)
	mustContest(t, s, draft(tag+"-draft", user, 4))
}

// play lets a contest begin, with the user among those who know its key, be
// played by a user and end.
func play(t *testing.T, s store.Store, c store.Contest, holder, player, tag string) {
	t.Helper()
	mustContest(t, s, c)
	enter(t, s, c.ID, player, tag)
	f := freeze(c.ID, 10)
	f.Questions[0].CreatedBy, f.KeyHolders = holder, []string{"aaa", holder, "zzz"}
	_, err := s.FreezeContest(t.Context(), f, 1)
	noError(t, err)
	mustAppend(t, s, opened(c.ID, 1), answered(c.ID, 2, "p-"+tag, c.ID+"-a"), closed(c.ID, 3))
	_, err = s.CloseContest(t.Context(), c.ID, at(30), "head of "+c.ID, 3)
	noError(t, err)
}

func enter(t *testing.T, s store.Store, contest, user, tag string) {
	t.Helper()
	r := registration(contest, user, 5)
	r.Participant = "p-" + tag
	_, err := s.Register(t.Context(), r, 10)
	noError(t, err)
	_, err = s.MarkJoined(t.Context(), contest, user, at(6))
	noError(t, err)
}

// filled is what FillUser keeps, as Holdings counts it.
var filled = store.Holdings{
	Sessions: 2, Attempts: 3, Messages: 3, Extensions: 3, Reports: 3, Reviews: 3, Questions: 3, Drafts: 1, Places: 1,
	SharedQuestions: 1, Contests: 1, Registrations: 2, Copies: 2, Answers: 2, Revocations: 2,
}

// FillRest keeps what is nobody's, so that no place of a store is empty.
func FillRest(t *testing.T, s store.Store) {
	t.Helper()
	_, err := s.AddModel(t.Context(), store.Model{Number: 1, Params: []byte{1}, Answers: 1, UpTo: store.Position{At: at(1), ID: "a"}, At: at(2)})
	noError(t, err)
	_, err = s.AcquireLease(t.Context(), "gateway", "node", time.Hour)
	noError(t, err)
}

// FillMuch keeps many attempts of a user, and a tenth as many questions of the
// user's own, for those who measure.
func FillMuch(t testing.TB, s store.Store, user string, attempts int) {
	t.Helper()
	const part = 1000
	for n := 0; n < attempts; n += part {
		var as []store.Attempt
		var qs []store.Question
		for i := n; i < min(n+part, attempts); i++ {
			as = append(as, attempt(numbered(user, i), user, numbered("q", i%20_000), i))
			if i%10 == 0 {
				q := question(numbered(user, i), user, i)
				q.Origin = numbered("bank:x:1:", i)
				qs = append(qs, q)
			}
		}
		if _, err := s.RecordAttempts(t.Context(), as); err != nil {
			t.Fatal(err)
		}
		if _, err := s.CreateQuestions(t.Context(), qs); err != nil {
			t.Fatal(err)
		}
	}
}
