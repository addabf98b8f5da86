package storetest

import (
	"testing"
	"time"

	"prepwire/store"
)

// locks is what LockedQuestions answers for ids.
func locks(t *testing.T, s store.Contests, ids ...string) map[string]store.QuestionLock {
	t.Helper()
	got, err := s.LockedQuestions(t.Context(), ids)
	noError(t, err)
	return got
}

// holding is an open contest with these questions.
func holding(id, organizer string, questions ...string) store.Contest {
	c := contest(id, organizer, 0)
	c.Questions = nil
	for _, q := range questions {
		c.Questions = append(c.Questions, store.ContestQuestion{QuestionID: q, PointsMilli: 1})
	}
	return c
}

var lockTests = map[string]func(*testing.T, store.Store){
	"LocksFollowTheContests": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		locked := func(what string, want map[string]store.QuestionLock) {
			t.Helper()
			same(t, what, locks(t, s, "q1", "q2", "q\"3", "q1", "unknown"), want)
		}
		locked("nothing", map[string]store.QuestionLock{})
		hidden := holding("c1", "ann", "q1", "q2")
		hidden.Draft = true
		mustContest(t, s, hidden)
		locked("a draft", map[string]store.QuestionLock{})
		hidden.Draft = false
		_, err := s.UpdateContest(ctx, hidden, 1)
		noError(t, err)
		ann := store.QuestionLock{Organizers: []string{"ann"}}
		locked("published", map[string]store.QuestionLock{"q1": ann, "q2": ann})
		_, err = s.UpdateContest(ctx, holding("c1", "ann", "q2", "q\"3"), 2)
		noError(t, err)
		locked("updated", map[string]store.QuestionLock{"q2": ann, "q\"3": ann})
		mustContest(t, s, holding("c2", "zoe", "q2"))
		mustContest(t, s, holding("c3", "ann", "q2"))
		_, err = s.FreezeContest(ctx, freeze("c3", 1), 1)
		noError(t, err)
		locked("in three", map[string]store.QuestionLock{"q2": {Organizers: []string{"ann", "zoe"}, Frozen: true}, "q\"3": ann})
		_, err = s.CloseContest(ctx, "c2", at(9), "head", 2)
		noError(t, err)
		frozen := store.QuestionLock{Organizers: []string{"ann"}, Frozen: true}
		locked("one closed", map[string]store.QuestionLock{"q2": frozen, "q\"3": ann})
		_, err = s.CancelContest(ctx, "c1", at(9))
		noError(t, err)
		locked("one cancelled", map[string]store.QuestionLock{"q2": frozen})
		same(t, "asked for none", len(locks(t, s)), 0)
		_, err = s.LockedQuestions(ctx, make([]string, store.MaxLimit+1))
		isError(t, "too many", err, store.ErrInvalid)
	},
	"ListsLeaveOutLockedQuestions": func(t *testing.T, s store.Store) {
		generated := question("generated", "eve", 3)
		mustCreate(t, s, shared("free", "ann", 0), shared("locked", "ann", 1), shared("both", "bob", 2), generated)
		mustContest(t, s, holding("c1", "org", "locked", "both", "generated"))
		mustContest(t, s, holding("c2", "zoe", "both"))
		for _, c := range []struct {
			filter store.QuestionFilter
			want   string
		}{
			{store.QuestionFilter{}, "free"},
			{store.QuestionFilter{VisibleTo: "stranger"}, "free"},
			{store.QuestionFilter{VisibleTo: "ann"}, "locked free"},
			{store.QuestionFilter{VisibleTo: "bob"}, "both free"},
			{store.QuestionFilter{VisibleTo: "eve"}, "generated free"},
			{store.QuestionFilter{VisibleTo: "org"}, "both locked free"},
			{store.QuestionFilter{VisibleTo: "zoe"}, "both free"},
			{store.QuestionFilter{VisibleTo: "stranger", IncludeGenerated: true}, "free"},
			{store.QuestionFilter{VisibleTo: "org", IncludeGenerated: true}, "generated both locked free"},
			{store.QuestionFilter{IncludeAll: true}, "generated both locked free"},
			{store.QuestionFilter{VisibleTo: "org", Unlocked: true}, "free"},
			{store.QuestionFilter{VisibleTo: "ann", Unlocked: true}, "free"},
			{store.QuestionFilter{VisibleTo: "eve", Unlocked: true}, "free"},
			{store.QuestionFilter{IncludeAll: true, Unlocked: true}, "free"},
		} {
			if got := listed(t, s, c.filter); got != c.want {
				t.Errorf("filter %+v: got %q, want %q", c.filter, got, c.want)
			}
		}
		_, err := s.CloseContest(t.Context(), "c1", at(9), "head", 2)
		noError(t, err)
		same(t, "once closed", listed(t, s, store.QuestionFilter{VisibleTo: "stranger"}), "locked free")
	},
	"PagesAreFullBesideLockedQuestions": func(t *testing.T, s store.Store) {
		var want, held []string
		var qs []store.Question
		for i := range 30 {
			qs = append(qs, shared(numbered("q", 30-i), "bob", 30-i))
			if i%3 > 0 {
				held = append(held, numbered("q", 30-i))
			} else {
				want = append(want, numbered("q", 30-i))
			}
		}
		mustCreate(t, s, qs...)
		mustContest(t, s, holding("c1", "org", held...))
		same(t, "paged", paged(t, s, "ann", 4, nil), want)
	},
}

var reviewTests = map[string]func(*testing.T, store.Store){
	"ReviewersByQuestion": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		for _, r := range [][2]string{{"q1", "zoe"}, {"q1", "ann"}, {"q\"2", "bob"}, {"q1", "ann"}, {"q3", "cat"}} {
			noError(t, s.RecordReview(ctx, r[0], r[1], at(0)))
		}
		got, err := s.ReviewersOf(ctx, []string{"q1", "q\"2", "q4", "q1"})
		noError(t, err)
		same(t, "reviewers", got, map[string][]string{"q1": {"ann", "zoe"}, "q\"2": {"bob"}})
		got, err = s.ReviewersOf(ctx, nil)
		noError(t, err)
		same(t, "of none", len(got), 0)
		_, err = s.ReviewersOf(ctx, make([]string, store.MaxLimit+1))
		isError(t, "too many", err, store.ErrInvalid)
	},
	"InvalidIsRefused": func(t *testing.T, s store.Store) {
		isError(t, "no question", s.RecordReview(t.Context(), "", "ann", at(0)), store.ErrInvalid)
		isError(t, "no user", s.RecordReview(t.Context(), "q1", "", at(0)), store.ErrInvalid)
		isError(t, "no time", s.RecordReview(t.Context(), "q1", "ann", time.Time{}), store.ErrInvalid)
	},
	"RacingReviewsAreOne": func(t *testing.T, s store.Store) {
		together(32, func(i int) { noErrorIn(t, s.RecordReview(t.Context(), "q1", numbered("u", i%4), at(i))) })
		got, err := s.ReviewersOf(t.Context(), []string{"q1"})
		noError(t, err)
		same(t, "reviewers", len(got["q1"]), 4)
	},
}
