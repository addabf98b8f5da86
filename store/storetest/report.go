package storetest

import (
	"slices"
	"testing"
	"time"

	"prepwire/store"
)

func report(id, question, user, kind string, ms int) store.Report {
	return store.Report{ID: id, QuestionID: question, UserID: user, Type: kind, Description: "“B” is right, too", At: at(ms)}
}

func mustReport(t *testing.T, s store.Reports, r store.Report) store.Report {
	t.Helper()
	added, err := s.AddReport(t.Context(), r)
	noError(t, err)
	return added
}

var reportTests = map[string]func(*testing.T, store.Store){
	"OncePerUserQuestionAndType": func(t *testing.T, s store.Store) {
		first := mustReport(t, s, report("r1", "q1", "ann", "typo", 0))
		want := report("r1", "q1", "ann", "typo", 0)
		want.At = kept(0)
		same(t, "added", first, want)
		again := report("r2", "q1", "ann", "typo", 9)
		again.Description = "other"
		same(t, "repeat", mustReport(t, s, again), first)
		same(t, "same id", mustReport(t, s, report("r1", "q1", "ann", "typo", 9)), first)
		for _, r := range []store.Report{report("r3", "q1", "ann", "unclear", 1), report("r4", "q1", "bob", "typo", 2), report("r5", "q2", "ann", "typo", 3)} {
			same(t, "another", mustReport(t, s, r).ID, r.ID)
		}
	},
	"AnothersIdExists": func(t *testing.T, s store.Store) {
		mustReport(t, s, report("r1", "q1", "ann", "typo", 0))
		_, err := s.AddReport(t.Context(), report("r1", "q1", "bob", "typo", 0))
		isError(t, "add", err, store.ErrExists)
	},
	"InvalidIsRefused": func(t *testing.T, s store.Store) {
		for name, damage := range map[string]func(*store.Report){
			"id":       func(r *store.Report) { r.ID = "" },
			"question": func(r *store.Report) { r.QuestionID = "" },
			"user":     func(r *store.Report) { r.UserID = "" },
			"type":     func(r *store.Report) { r.Type = "" },
			"time":     func(r *store.Report) { r.At = time.Time{} },
		} {
			r := report("r1", "q1", "ann", "typo", 0)
			damage(&r)
			_, err := s.AddReport(t.Context(), r)
			isError(t, name, err, store.ErrInvalid)
		}
	},
	"RacingRepeatsGetOneAnswer": func(t *testing.T, s store.Store) {
		answers := make([]store.Report, 32)
		together(len(answers), func(i int) {
			var err error
			if answers[i], err = s.AddReport(t.Context(), report(numbered("r", i), "q1", "ann", "typo", i)); err != nil {
				t.Errorf("report %d: %v", i, err)
			}
		})
		for _, r := range answers {
			same(t, "answer", r, answers[0])
		}
	},
	"NewestFirstInPages": func(t *testing.T, s store.Store) {
		var want []store.Report
		for i := range 25 {
			want = append(want, mustReport(t, s, report(numbered("r", i), "q1", numbered("user", i), "typo", i/4)))
		}
		mustReport(t, s, report("other", "q2", "ann", "typo", 3))
		slices.Reverse(want)
		for _, limit := range []int{1, 4, 24, 25, 26} {
			var got []store.Report
			page := store.Page{Limit: limit}
			for more := true; more; more = page.Cursor != "" {
				list, err := s.ReportsOf(t.Context(), "q1", page)
				noError(t, err)
				got, page.Cursor = append(got, list.Items...), list.NextCursor
			}
			same(t, "reports", got, want)
		}
		list, err := s.ReportsOf(t.Context(), "q3", store.Page{})
		noError(t, err)
		same(t, "of an unknown question", len(list.Items), 0)
		_, err = s.ReportsOf(t.Context(), "q1", store.Page{Cursor: "x"})
		isError(t, "cursor", err, store.ErrBadCursor)
	},
}
