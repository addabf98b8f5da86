package storetest

import (
	"context"
	"errors"
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/store"
)

// calls is every method of a store, each as a call that would succeed or find
// nothing on an open store.
func calls(s store.Store) map[string]func(context.Context) error {
	all := map[string]func(context.Context) error{
		"CreateQuestions": func(ctx context.Context) error {
			_, err := s.CreateQuestions(ctx, []store.Question{question("life", "ann", 0)})
			return err
		},
		"Question":      func(ctx context.Context) error { _, err := s.Question(ctx, "q"); return err },
		"QuestionsByID": func(ctx context.Context) error { _, err := s.QuestionsByID(ctx, []string{"q"}); return err },
		"UpdateQuestion": func(ctx context.Context) error {
			_, err := s.UpdateQuestion(ctx, question("q", "ann", 0), 1)
			return err
		},
		"VerifyQuestion": func(ctx context.Context) error { _, err := s.VerifyQuestion(ctx, "q", at(0)); return err },
		"DeleteQuestion": func(ctx context.Context) error { return s.DeleteQuestion(ctx, "q", at(0)) },
		"QuestionsAlike": func(ctx context.Context) error {
			_, err := s.QuestionsAlike(ctx, "ann", []int64{1}, 1)
			return err
		},
		"ListQuestions": func(ctx context.Context) error {
			_, err := s.ListQuestions(ctx, store.QuestionFilter{}, store.Page{})
			return err
		},
		"Drawn": func(ctx context.Context) error { _, err := s.Drawn(ctx, "ann", "bank:"); return err },
		"RecordAttempt": func(ctx context.Context) error {
			_, err := s.RecordAttempt(ctx, attempt("life", "ann", "life", 0))
			return err
		},
		"RecordAttempts": func(ctx context.Context) error {
			_, err := s.RecordAttempts(ctx, []store.Attempt{attempt("many", "ann", "life", 0)})
			return err
		},
		"AttemptsOf": func(ctx context.Context) error {
			_, err := s.AttemptsOf(ctx, "ann", store.Position{}, 1)
			return err
		},
		"LatestAttempts": func(ctx context.Context) error {
			_, err := s.LatestAttempts(ctx, "ann", 1)
			return err
		},
		"Attempted":     func(ctx context.Context) error { _, err := s.Attempted(ctx, "ann", []string{"q"}); return err },
		"QuestionStats": func(ctx context.Context) error { _, err := s.QuestionStats(ctx, "q"); return err },
		"AddReport": func(ctx context.Context) error {
			_, err := s.AddReport(ctx, report("life", "life", "ann", "typo", 0))
			return err
		},
		"ReportsOf": func(ctx context.Context) error { _, err := s.ReportsOf(ctx, "q", store.Page{}); return err },
		"AddRevocation": func(ctx context.Context) error {
			_, err := s.AddRevocation(ctx, store.Revocation{ID: "life", UserID: "ann", At: at(0)})
			return err
		},
		"Revocations":  func(ctx context.Context) error { _, err := s.Revocations(ctx, store.Position{}, 1); return err },
		"RecordReview": func(ctx context.Context) error { return s.RecordReview(ctx, "q", "ann", at(0)) },
		"ReviewersOf":  func(ctx context.Context) error { _, err := s.ReviewersOf(ctx, []string{"q"}); return err },
		"AcquireLease": func(ctx context.Context) error {
			_, err := s.AcquireLease(ctx, "life", "ann", time.Hour)
			return err
		},
		"ReleaseLease": func(ctx context.Context) error { return s.ReleaseLease(ctx, "life", "ann") },
		"Now":          func(ctx context.Context) error { _, err := s.Now(ctx); return err },
		"Ping":         s.Ping,
	}
	maps.Copy(all, contestCalls(s))
	maps.Copy(all, messageCalls(s))
	maps.Copy(all, sessionCalls(s))
	maps.Copy(all, userCalls(s))
	return all
}

// messageCalls is every method that keeps messages.
func messageCalls(s store.Messages) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"AddMessage": func(ctx context.Context) error {
			_, _, err := s.AddMessage(ctx, message("life", "ann", 0))
			return err
		},
		"Message": func(ctx context.Context) error { _, err := s.Message(ctx, "ann", "m"); return err },
		"MessagesOf": func(ctx context.Context) error {
			_, err := s.MessagesOf(ctx, "ann", store.MessageFilter{}, store.Page{})
			return err
		},
		"UnreadMessages": func(ctx context.Context) error { _, err := s.UnreadMessages(ctx, "ann"); return err },
		"MarkRead":       func(ctx context.Context) error { _, err := s.MarkRead(ctx, "ann", []string{"m"}, at(0)); return err },
		"PruneMessages":  func(ctx context.Context) error { return s.PruneMessages(ctx, "ann", 1) },
	}
}

// contestCalls is every method that keeps contests.
func contestCalls(s store.Contests) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"CreateContest": func(ctx context.Context) error {
			_, err := s.CreateContest(ctx, contest("life", "org", 0))
			return err
		},
		"Contest":       func(ctx context.Context) error { _, err := s.Contest(ctx, "c"); return err },
		"UpdateContest": func(ctx context.Context) error { _, err := s.UpdateContest(ctx, contest("c", "org", 0), 1); return err },
		"FreezeContest": func(ctx context.Context) error { _, err := s.FreezeContest(ctx, freeze("c", 0), 1); return err },
		"ContestFreeze": func(ctx context.Context) error { _, err := s.ContestFreeze(ctx, "c"); return err },
		"CancelContest": func(ctx context.Context) error { _, err := s.CancelContest(ctx, "c", at(0)); return err },
		"CloseContest":  func(ctx context.Context) error { _, err := s.CloseContest(ctx, "c", at(0), "head", 1); return err },
		"ListContests": func(ctx context.Context) error {
			_, err := s.ListContests(ctx, store.ContestFilter{}, store.Page{})
			return err
		},
		"OpenContests": func(ctx context.Context) error { _, err := s.OpenContests(ctx, store.Position{}, 1); return err },
		"OpenVersions": func(ctx context.Context) error { _, err := s.OpenVersions(ctx, store.Position{}, 1); return err },
		"Register":     func(ctx context.Context) error { _, err := s.Register(ctx, registration("c", "ann", 0), 1); return err },
		"Unregister":   func(ctx context.Context) error { return s.Unregister(ctx, "c", "ann") },
		"MarkJoined":   func(ctx context.Context) error { _, err := s.MarkJoined(ctx, "c", "ann", at(0)); return err },
		"Registration": func(ctx context.Context) error { _, err := s.Registration(ctx, "c", "ann"); return err },
		"Registrations": func(ctx context.Context) error {
			_, err := s.Registrations(ctx, "c", "", 1)
			return err
		},
		"CountRegistrations": func(ctx context.Context) error { _, err := s.CountRegistrations(ctx, []string{"c"}); return err },
		"AppendEntries": func(ctx context.Context) error {
			_, err := s.AppendEntries(ctx, []store.ContestEntry{opened("c", 1)})
			return err
		},
		"AppendNothing":   func(ctx context.Context) error { _, err := s.AppendEntries(ctx, nil); return err },
		"Entries":         func(ctx context.Context) error { _, err := s.Entries(ctx, "c", 0, 1); return err },
		"EntriesOf":       func(ctx context.Context) error { _, err := s.EntriesOf(ctx, "c", "p"); return err },
		"Engaged":         func(ctx context.Context) error { _, err := s.Engaged(ctx, "ann"); return err },
		"LockedQuestions": func(ctx context.Context) error { _, err := s.LockedQuestions(ctx, []string{"q"}); return err },
	}
}

var lifeTests = map[string]func(*testing.T, store.Store){
	"ClosedIsUnavailable": func(t *testing.T, s store.Store) {
		noError(t, s.Close())
		for name, call := range calls(s) {
			isError(t, name, call(t.Context()), store.ErrUnavailable)
		}
		noError(t, s.Close())
	},
	"EndedContextIsRefused": func(t *testing.T, s store.Store) {
		for name, call := range calls(s) {
			isError(t, name, call(ended(t)), context.Canceled)
		}
		_, err := s.Question(t.Context(), "life")
		isError(t, "question of an ended context", err, store.ErrNotFound)
		late, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
		defer cancel()
		isError(t, "deadline", s.Ping(late), context.DeadlineExceeded)
	},
	"OpenIsUsable": func(t *testing.T, s store.Store) {
		noError(t, s.Ping(t.Context()))
		for name, call := range calls(s) {
			if err := call(t.Context()); err != nil && !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	},
	"ClockIsInUTCMilliseconds": func(t *testing.T, s store.Store) {
		first, err := s.Now(t.Context())
		noError(t, err)
		second, err := s.Now(t.Context())
		noError(t, err)
		same(t, "as kept", first, store.Millis(first))
		if away := time.Since(first).Abs(); away > time.Hour || second.Before(first) {
			t.Fatalf("clock is %v away, then %v after %v", away, second, first)
		}
	},
	// Contexts end in the midst of a storm. Whatever each caller was told, a
	// repeat of the act tells the truth, and no act happened twice.
	"CancelledActsAreRepeatable": func(t *testing.T, s store.Store) {
		const callers = 64
		together(callers, func(i int) {
			ctx, cancel := context.WithCancel(t.Context())
			var canceller sync.WaitGroup
			canceller.Go(cancel)
			defer canceller.Wait()
			_, err := s.RecordAttempt(ctx, attempt(numbered("a", i), "ann", "q1", i))
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("attempt %d: %v", i, err)
			}
		})
		for i := range callers {
			mustRecord(t, s, attempt(numbered("a", i), "ann", "q1", i))
		}
		all, err := s.AttemptsOf(t.Context(), "ann", store.Position{}, 2*callers)
		noError(t, err)
		same(t, "attempts", len(all), callers)
	},
	// Whoever was answered while the store closed has been answered truly:
	// either the act is done or the error says that it may not be.
	"CloseDuringAStorm": func(t *testing.T, s store.Store) {
		var begun atomic.Int32
		started := make(chan struct{})
		together(33, func(i int) {
			if i == 32 {
				<-started
				if err := s.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
				return
			}
			for n := 0; ; n++ {
				_, err := s.RecordAttempt(t.Context(), attempt(numbered(numbered("a", i), n), numbered("user", i), "q1", n))
				if begun.Add(1) == 64 {
					close(started)
				}
				if errors.Is(err, store.ErrUnavailable) {
					return
				}
				if err != nil {
					t.Errorf("attempt: %v", err)
					return
				}
			}
		})
	},
}
