package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"prepwire/store"
)

// userCalls is every method of store.Users.
func userCalls(s store.Users) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"Holdings":        func(ctx context.Context) error { _, err := s.Holdings(ctx, "ann"); return err },
		"RegistrationsOf": func(ctx context.Context) error { _, err := s.RegistrationsOf(ctx, "ann", "", 1); return err },
		"ReportsBy":       func(ctx context.Context) error { _, err := s.ReportsBy(ctx, "ann", store.Position{}, 1); return err },
		"ReviewsBy":       func(ctx context.Context) error { _, err := s.ReviewsBy(ctx, "ann", "", 1); return err },
		"QuestionsBy":     func(ctx context.Context) error { _, err := s.QuestionsBy(ctx, "ann", store.Position{}, 1); return err },
		"EraseUser":       func(ctx context.Context) error { return s.EraseUser(ctx, "nobody") },
	}
}

func holdings(t *testing.T, s store.Users, user string) store.Holdings {
	t.Helper()
	h, err := s.Holdings(t.Context(), user)
	noError(t, err)
	return h
}

// everythingOf is all that a store tells of one user.
type everythingOf struct {
	holdings      store.Holdings
	sessions      []store.Session
	attempts      []store.Attempt
	messages      []store.Message
	extensions    []store.Extension
	registrations []store.Registration
	reports       []store.Report
	reviews       []store.Review
	questions     []store.Question
	contests      []store.Contest
}

func everything(t *testing.T, s store.Store, user string) (all everythingOf) {
	t.Helper()
	ctx := t.Context()
	all.holdings = holdings(t, s, user)
	sessions, err := s.ListSessions(ctx, user, store.Page{Limit: 100})
	noError(t, err)
	all.sessions = sessions.Items
	all.attempts, err = s.AttemptsOf(ctx, user, store.Position{}, 100)
	noError(t, err)
	all.messages = messagesOf(t, s, user, store.MessageFilter{}, 100)
	all.extensions, err = s.Extensions(ctx, user)
	noError(t, err)
	all.registrations, err = s.RegistrationsOf(ctx, user, "", 100)
	noError(t, err)
	all.reports, err = s.ReportsBy(ctx, user, store.Position{}, 100)
	noError(t, err)
	all.reviews, err = s.ReviewsBy(ctx, user, "", 100)
	noError(t, err)
	all.questions, err = s.QuestionsBy(ctx, user, store.Position{}, 100)
	noError(t, err)
	contests, err := s.ListContests(ctx, store.ContestFilter{CreatedBy: user, IncludeAll: true}, store.Page{Limit: 100})
	noError(t, err)
	all.contests = contests.Items
	return all
}

var userTests = map[string]func(*testing.T, store.Store){
	"NobodyHasNothing": func(t *testing.T, s store.Store) {
		FillUser(t, s, "anna", "f")
		same(t, "held", holdings(t, s, "ann"), store.Holdings{})
		noError(t, s.EraseUser(t.Context(), "ann"))
		same(t, "of another", holdings(t, s, "anna"), filled)
		isError(t, "no user", s.EraseUser(t.Context(), ""), store.ErrInvalid)
	},
	"EverythingIsCounted": func(t *testing.T, s store.Store) {
		FillUser(t, s, "ann", "f")
		same(t, "held", holdings(t, s, "ann"), filled)
	},
	// Of ann nothing is left but what Holdings says, of others everything, also
	// of one whose id begins like hers.
	"NothingIsLeft": func(t *testing.T, s store.Store) {
		FillUser(t, s, "ann", "f")
		FillUser(t, s, "anna", "g")
		before := everything(t, s, "anna")
		for range 2 { // a repeat changes nothing
			noError(t, s.EraseUser(t.Context(), "ann"))
			same(t, "left", everything(t, s, "ann"), everythingOf{holdings: store.Holdings{Revocations: 2}})
			same(t, "of another", everything(t, s, "anna"), before)
		}
		stats, err := s.QuestionStats(t.Context(), "q1")
		noError(t, err)
		same(t, "stats", stats, store.QuestionStats{Answered: 1, Correct: 1})
	},
	"SharedQuestionsStayNameless": func(t *testing.T, s store.Store) {
		FillUser(t, s, "ann", "f")
		before, err := s.Question(t.Context(), "f-shared")
		noError(t, err)
		noError(t, s.EraseUser(t.Context(), "ann"))
		got, err := s.Question(t.Context(), "f-shared")
		noError(t, err)
		before.CreatedBy, before.RequestDigest = store.Erased("f-shared"), ""
		same(t, "shared", got, before)
		alike, err := s.QuestionsAlike(t.Context(), "ann", got.Sketch, 10)
		noError(t, err)
		same(t, "alike", alike, []store.Question{got})
		if !store.IsErased(got.CreatedBy) || store.IsErased("ann") {
			t.Error("who is erased is not told")
		}
	},
	"WhoComesBackIsNew": func(t *testing.T, s store.Store) {
		FillUser(t, s, "ann", "f")
		noError(t, s.EraseUser(t.Context(), "ann"))
		same(t, "number", mustRecord(t, s, attempt("again", "ann", "q1", 0)).Number, 1)
		drawn, err := s.Drawn(t.Context(), "ann", "itembank:lin1:3:")
		noError(t, err)
		same(t, "drawn", drawn, store.Drawn{Last: -1})
		did := mustStart(t, s, session("f-0001", "ann", 7))
		if did.Ended != nil || did.Session.Version != 1 {
			t.Errorf("the session ended %v", did.Ended)
		}
		mustPut(t, s, looking("f-0001", "ann", 1, 1), store.NoExtension)
	},
	// More than a driver takes away at once, where its test says how much that is.
	"MuchIsErased": func(t *testing.T, s store.Store) {
		const parts, each = 3, 10
		for p := range parts {
			var as []store.Attempt
			var qs []store.Question
			for i := range each {
				id := numbered(numbered("x", p), i)
				as = append(as, attempt(id, "ann", id, i))
				q := question(id, "ann", i)
				q.Sketch = nil
				qs = append(qs, q)
			}
			_, err := s.RecordAttempts(t.Context(), as)
			noError(t, err)
			mustCreate(t, s, qs...)
		}
		same(t, "held", holdings(t, s, "ann"), store.Holdings{Attempts: parts * each, Questions: parts * each})
		noError(t, s.EraseUser(t.Context(), "ann"))
		same(t, "left", holdings(t, s, "ann"), store.Holdings{})
	},
	"ListsGoOnInOrder": func(t *testing.T, s store.Store) {
		for i := range 5 {
			id := numbered("c", i)
			mustContest(t, s, contest(id, "org", 9-i))
			mustRegister(t, s, id, "ann")
		}
		FillUser(t, s, "ann", "f")
		all := everything(t, s, "ann")
		ctx := t.Context()
		var again everythingOf
		for i := range all.registrations {
			after := ""
			if i > 0 {
				after = all.registrations[i-1].ContestID
			}
			part, err := s.RegistrationsOf(ctx, "ann", after, 1)
			noError(t, err)
			again.registrations = append(again.registrations, part...)
		}
		for i := range all.reviews {
			after := ""
			if i > 0 {
				after = all.reviews[i-1].QuestionID
			}
			part, err := s.ReviewsBy(ctx, "ann", after, 1)
			noError(t, err)
			again.reviews = append(again.reviews, part...)
		}
		var report, question store.Position
		for range all.reports {
			part, err := s.ReportsBy(ctx, "ann", report, 1)
			noError(t, err)
			again.reports, report = append(again.reports, part...), part[0].Position()
		}
		for range all.questions {
			part, err := s.QuestionsBy(ctx, "ann", question, 1)
			noError(t, err)
			again.questions, question = append(again.questions, part...), part[0].Position()
		}
		same(t, "numbers", []int{len(all.registrations), len(all.reviews), len(all.reports), len(all.questions)}, []int{8, 3, 3, 4})
		same(t, "registrations", again.registrations, all.registrations)
		same(t, "reviews", again.reviews, all.reviews)
		same(t, "reports", again.reports, all.reports)
		same(t, "questions", again.questions, all.questions)
		if last := all.questions[3]; last.ID != "f-shared-deleted" || last.DeletedAt.IsZero() {
			t.Errorf("deleted questions are not told: %+v", last)
		}
	},
	// Whatever the user does meanwhile is done or not, and never half; what is
	// left of it goes with the next erasing. Nobody else notices.
	"WhileTheUserActs": func(t *testing.T, s store.Store) {
		FillUser(t, s, "bob", "g")
		before := everything(t, s, "bob")
		const actors, acts = 6, 12
		var acting sync.WaitGroup
		acting.Add(actors)
		over := make(chan struct{})
		go func() { acting.Wait(); close(over) }()
		together(actors+1, func(i int) {
			if i == actors {
				for going := true; going; {
					select {
					case <-over:
						going = false
					default:
					}
					noErrorIn(t, s.EraseUser(t.Context(), "ann"))
				}
				return
			}
			defer acting.Done()
			for n := range acts {
				act(t, s, "ann", numbered(fmt.Sprint("x", i), n), n)
			}
		})
		same(t, "left", holdings(t, s, "ann"), store.Holdings{})
		same(t, "of another", everything(t, s, "bob"), before)
	},
}

// act does one of each, as a user at work does. What was erased meanwhile may be
// missed, but nothing else may go wrong.
func act(t *testing.T, s store.Store, user, id string, n int) {
	t.Helper()
	ctx := t.Context()
	_, err := s.RecordAttempt(ctx, attempt(id, user, numbered("q", n%3), n))
	noErrorIn(t, err)
	q := question(id, user, n)
	q.Origin = "bank:x:1:" + id
	_, err = s.CreateQuestions(ctx, []store.Question{q})
	noErrorIn(t, err)
	_, err = s.StartSession(ctx, session(id, user, n))
	noErrorIn(t, err)
	_, err = s.EndSession(ctx, user, id, at(n+1))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	_, _, err = s.AddMessage(ctx, message(id, user, n))
	noErrorIn(t, err)
	_, err = s.PutExtension(ctx, looking(id, user, 1, n), store.NoExtension)
	noErrorIn(t, err)
}
