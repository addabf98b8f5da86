package storetest

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/store"
)

func attempt(id, user, question string, ms int) store.Attempt {
	return store.Attempt{ID: id, UserID: user, QuestionID: question, SessionID: "s1", Answer: "½ \"x\"", Correct: true,
		TimeSpentMs: 4200, ExamType: "SAT", Subject: "math", Skill: "ALG1", DifficultyLevel: 2, Family: "lin1-solve",
		Source: store.SourceContest, ExpectedMs: 90_000, At: at(ms)}
}

func mustRecord(t *testing.T, s store.Attempts, a store.Attempt) store.Attempt {
	t.Helper()
	recorded, err := s.RecordAttempt(t.Context(), a)
	noError(t, err)
	return recorded
}

var attemptTests = map[string]func(*testing.T, store.Store){
	"NumbersFollowEachOther": func(t *testing.T, s store.Store) {
		for i := range 3 {
			a := attempt(numbered("a", i), "ann", "q1", 10-i) // recorded order counts, not the time
			a.Number = 99
			want := a
			want.At, want.Number = kept(10-i), i+1
			same(t, "recorded", mustRecord(t, s, a), want)
		}
		same(t, "another question", mustRecord(t, s, attempt("b", "ann", "q2", 0)).Number, 1)
		same(t, "another user", mustRecord(t, s, attempt("c", "bob", "q1", 0)).Number, 1)
	},
	"RepeatAnswersTheFirst": func(t *testing.T, s store.Store) {
		first := mustRecord(t, s, attempt("a", "ann", "q1", 0))
		mustRecord(t, s, attempt("b", "ann", "q1", 1))
		again := attempt("a", "ann", "q1", 500)
		again.Answer, again.Correct = "other", false
		same(t, "repeat", mustRecord(t, s, again), first)
		all, err := s.AttemptsOf(t.Context(), "ann", store.Position{}, 10)
		noError(t, err)
		same(t, "attempts", len(all), 2)
	},
	"AnothersIdExists": func(t *testing.T, s store.Store) {
		mustRecord(t, s, attempt("a", "ann", "q1", 0))
		_, err := s.RecordAttempt(t.Context(), attempt("a", "bob", "q1", 0))
		isError(t, "another user", err, store.ErrExists)
		_, err = s.RecordAttempt(t.Context(), attempt("a", "ann", "q2", 0))
		isError(t, "another question", err, store.ErrExists)
	},
	"InvalidIsRefused": func(t *testing.T, s store.Store) {
		for name, damage := range map[string]func(*store.Attempt){
			"id":       func(a *store.Attempt) { a.ID = "" },
			"user":     func(a *store.Attempt) { a.UserID = "" },
			"question": func(a *store.Attempt) { a.QuestionID = "" },
			"time":     func(a *store.Attempt) { a.At = time.Time{} },
			"source":   func(a *store.Attempt) { a.Source = "elsewhere" },
		} {
			a := attempt("a", "ann", "q1", 0)
			damage(&a)
			_, err := s.RecordAttempt(t.Context(), a)
			isError(t, name, err, store.ErrInvalid)
		}
	},
	"SourceIsPracticeUnlessNamed": func(t *testing.T, s store.Store) {
		a := attempt("a", "ann", "q1", 0)
		a.Source = ""
		same(t, "source", mustRecord(t, s, a).Source, store.SourcePractice)
		got, err := s.AttemptsOf(t.Context(), "ann", store.Position{}, 1)
		noError(t, err)
		same(t, "kept source", got[0].Source, store.SourcePractice)
	},
	"EverybodysAttemptsComeInOrder": func(t *testing.T, s store.Store) {
		var want []string
		for i := range 7 { // three at the same time
			a := attempt(numbered("a", i), numbered("user", i%3), "q1", max(0, i-2))
			mustRecord(t, s, a)
			want = append(want, a.ID)
		}
		var got []string
		for after := (store.Position{}); ; {
			part, err := s.AllAttempts(t.Context(), after, 3)
			noError(t, err)
			for _, a := range part {
				got = append(got, a.ID)
				after = a.Position()
			}
			if len(part) < 3 {
				break
			}
		}
		same(t, "ids", got, want)
	},
	"OneOfManyFirstAttemptsCounts": func(t *testing.T, s store.Store) {
		const callers = 64
		numbers := make([]int, callers)
		together(callers, func(i int) {
			a, err := s.RecordAttempt(t.Context(), attempt(numbered("a", i), "ann", "q1", i))
			if err != nil {
				t.Errorf("attempt %d: %v", i, err)
			}
			numbers[i] = a.Number
		})
		slices.Sort(numbers)
		for i, n := range numbers {
			same(t, "number", n, i+1)
		}
		stats, err := s.QuestionStats(t.Context(), "q1")
		noError(t, err)
		same(t, "stats", stats, store.QuestionStats{Answered: 1, Correct: 1})
	},
	"RacingRepeatsGetOneAnswer": func(t *testing.T, s store.Store) {
		answers := make([]store.Attempt, 32)
		var failed atomic.Bool
		together(len(answers), func(i int) {
			a := attempt("a", "ann", "q1", i)
			var err error
			if answers[i], err = s.RecordAttempt(t.Context(), a); err != nil {
				t.Errorf("attempt %d: %v", i, err)
				failed.Store(true)
			}
		})
		if failed.Load() {
			return
		}
		for _, a := range answers {
			same(t, "answer", a, answers[0])
		}
		same(t, "number", answers[0].Number, 1)
	},
	"ManyAreRecordedAsOneAfterAnother": func(t *testing.T, s store.Store) {
		mustRecord(t, s, attempt("known", "ann", "q1", 0))
		var as, want []store.Attempt
		for i, number := range []int{2, 3, 1} { // two at the question known, one at another
			a := attempt(numbered("a", i), "ann", []string{"q1", "q1", "q2"}[i], i)
			a.Number = 99
			as = append(as, a)
			a.At, a.Number = kept(i), number
			want = append(want, a)
		}
		got, err := s.RecordAttempts(t.Context(), as)
		noError(t, err)
		same(t, "recorded", got, want)
		as = append(as, attempt("b", "bob", "q1", 7))
		as[0].Answer, as[0].At = "other", at(900)
		again, err := s.RecordAttempts(t.Context(), as)
		noError(t, err)
		same(t, "those known", again[:3], want)
		same(t, "one more", again[3].Number, 1)
		all, err := s.AttemptsOf(t.Context(), "ann", store.Position{}, 10)
		noError(t, err)
		same(t, "attempts", len(all), 4)
		got, err = s.RecordAttempts(t.Context(), nil)
		noError(t, err)
		same(t, "none", len(got), 0)
	},
	"ManyOrNone": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustRecord(t, s, attempt("bobs", "bob", "q1", 0))
		fine := attempt("a", "ann", "q1", 0)
		_, err := s.RecordAttempts(ctx, []store.Attempt{fine, attempt("bobs", "ann", "q1", 1)})
		isError(t, "another's id", err, store.ErrExists)
		_, err = s.RecordAttempts(ctx, []store.Attempt{fine, attempt("", "ann", "q1", 1)})
		isError(t, "no id", err, store.ErrInvalid)
		_, err = s.RecordAttempts(ctx, []store.Attempt{fine, fine})
		isError(t, "an id twice", err, store.ErrInvalid)
		many := make([]store.Attempt, store.MaxLimit+1)
		for i := range many {
			many[i] = attempt(numbered("a", i), "ann", "q1", i)
		}
		_, err = s.RecordAttempts(ctx, many)
		isError(t, "too many", err, store.ErrInvalid)
		all, err := s.AttemptsOf(ctx, "ann", store.Position{}, 10)
		noError(t, err)
		same(t, "attempts", len(all), 0)
	},
	// Groups that overlap and are sent again, as after a crash, count once.
	"RacingGroupsCountOnce": func(t *testing.T, s store.Store) {
		as := make([]store.Attempt, 60)
		for i := range as {
			as[i] = attempt(numbered("a", i), "ann", numbered("q", i/3), i)
		}
		together(16, func(i int) {
			_, err := s.RecordAttempts(t.Context(), as[i*3:i*3+15])
			noErrorIn(t, err)
		})
		all, err := s.AttemptsOf(t.Context(), "ann", store.Position{}, 100)
		noError(t, err)
		same(t, "attempts", len(all), 60)
		numbers := make(map[[2]any]bool)
		for _, a := range all {
			numbers[[2]any{a.QuestionID, a.Number}] = a.Number <= 3
		}
		same(t, "numbers", len(numbers), 60)
	},
	"OfOneUserInOrder": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		var want []store.Attempt
		for i := range 25 {
			want = append(want, mustRecord(t, s, attempt(numbered("a", 24-i), "ann", numbered("q", i), i/4)))
			mustRecord(t, s, attempt(numbered("b", i), "bob", numbered("q", i), i))
		}
		slices.SortFunc(want, func(a, b store.Attempt) int {
			if c := a.At.Compare(b.At); c != 0 {
				return c
			}
			return strings.Compare(a.ID, b.ID)
		})
		for _, limit := range []int{1, 3, 24, 25, 2000} {
			var got []store.Attempt
			var after store.Position
			for {
				part, err := s.AttemptsOf(ctx, "ann", after, limit)
				noError(t, err)
				if len(part) == 0 {
					break
				}
				got = append(got, part...)
				after = part[len(part)-1].Position()
			}
			same(t, "attempts", got, want)
		}
		part, err := s.AttemptsOf(ctx, "ann", store.Position{}, 0)
		noError(t, err)
		same(t, "default limit", len(part), store.DefaultLimit)
		part, err = s.AttemptsOf(ctx, "nobody", store.Position{}, 5)
		noError(t, err)
		same(t, "of nobody", len(part), 0)
	},
	"NewestOfOneUser": func(t *testing.T, s store.Store) {
		var want []store.Attempt
		for i := range 7 {
			want = append(want, mustRecord(t, s, attempt(numbered("a", i), "ann", numbered("q", i), i/3)))
		}
		mustRecord(t, s, attempt("other", "bob", "q1", 9))
		slices.Reverse(want)
		for limit, n := range map[int]int{0: 7, 1: 1, 3: 3, 7: 7, 9: 7} {
			got, err := s.LatestAttempts(t.Context(), "ann", limit)
			noError(t, err)
			same(t, "latest", got, want[:n])
		}
		none, err := s.LatestAttempts(t.Context(), "cyd", 5)
		noError(t, err)
		same(t, "of nobody", len(none), 0)
	},
	"Attempted": func(t *testing.T, s store.Store) {
		mustRecord(t, s, attempt("a", "ann", "q1", 0))
		mustRecord(t, s, attempt("b", "ann", "q1", 1))
		mustRecord(t, s, attempt("c", "ann", "q\"2", 2))
		mustRecord(t, s, attempt("d", "bob", "q3", 3))
		got, err := s.Attempted(t.Context(), "ann", []string{"q1", "q\"2", "q3", "q4", "q1"})
		noError(t, err)
		same(t, "attempted", got, map[string]bool{"q1": true, "q\"2": true})
		got, err = s.Attempted(t.Context(), "ann", nil)
		noError(t, err)
		same(t, "of none", len(got), 0)
		_, err = s.Attempted(t.Context(), "ann", make([]string, store.MaxLimit+1))
		isError(t, "too many", err, store.ErrInvalid)
	},
	"StatsFoldFirstAttempts": func(t *testing.T, s store.Store) {
		for i, correct := range []bool{true, false, false} {
			user := numbered("user", i)
			a := attempt(numbered("a", i), user, "q1", i)
			a.Correct = correct
			mustRecord(t, s, a)
			mustRecord(t, s, attempt(numbered("b", i), user, "q1", i+10))
		}
		mustRecord(t, s, attempt("other", "ann", "q2", 0))
		for id, want := range map[string]store.QuestionStats{"q1": {Answered: 3, Correct: 1}, "q2": {Answered: 1, Correct: 1}, "q3": {}} {
			got, err := s.QuestionStats(t.Context(), id)
			noError(t, err)
			same(t, id, got, want)
		}
	},
}
