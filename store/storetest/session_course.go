package storetest

import (
	"slices"
	"strconv"
	"sync/atomic"
	"testing"

	"prepwire/store"
)

func change(id, user, state string, ms int) store.SessionChange {
	return store.SessionChange{UserID: user, ID: id, State: []byte(state), At: at(ms)}
}

var sessionCourseTests = map[string]func(*testing.T, store.Store){
	"UpdateByVersion": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustStart(t, s, session("s1", "ann", 0))
		want := started("s1", "ann", 0)
		want.State, want.Version, want.UpdatedAt = []byte(`{"a":0.10}`), 2, kept(5)
		got, err := s.UpdateSession(ctx, change("s1", "ann", `{"a":0.10}`, 5), 1)
		noError(t, err)
		same(t, "updated", got, want)
		got, err = s.UpdateSession(ctx, change("s1", "ann", `{"a":0.10}`, 5), 1)
		noError(t, err)
		same(t, "repeat", got, want)
		for _, old := range []int{0, 1, 3} {
			got, err = s.UpdateSession(ctx, change("s1", "ann", `{"a":2}`, 5), old)
			isError(t, "another version", err, store.ErrVersion)
			same(t, "the current one", got, want)
		}
		got, err = s.Session(ctx, "ann", "s1")
		noError(t, err)
		same(t, "kept", got, want)
		_, err = s.UpdateSession(ctx, change("none", "ann", "{}", 5), 1)
		isError(t, "unknown", err, store.ErrNotFound)
	},
	"OneOfManyUpdatesWins": func(t *testing.T, s store.Store) {
		mustStart(t, s, session("s1", "ann", 0))
		var won atomic.Int64
		together(16, func(i int) {
			got, err := s.UpdateSession(t.Context(), change("s1", "ann", `{"by":`+strconv.Itoa(i)+`}`, i), 1)
			if err == nil {
				won.Add(1)
				return
			}
			isError(t, "lost", err, store.ErrVersion)
			same(t, "current", got.Version, 2)
		})
		same(t, "won", won.Load(), 1)
	},
	"EndsOnce": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustStart(t, s, session("s1", "ann", 0))
		_, err := s.UpdateSession(ctx, change("s1", "ann", `{}`, 3), 1)
		noError(t, err)
		want := started("s1", "ann", 0)
		want.State, want.UpdatedAt, want.EndedAt, want.Version = []byte(`{}`), kept(3), kept(8), 3
		for range 2 {
			got, err := s.EndSession(ctx, "ann", "s1", at(8))
			noError(t, err)
			same(t, "ended", got, want)
		}
		got, err := s.EndSession(ctx, "ann", "s1", at(99))
		noError(t, err)
		same(t, "the first end stays", got, want)
		same(t, "active", active(t, s, "ann"), "")
		got, err = s.UpdateSession(ctx, change("s1", "ann", `{"a":1}`, 9), 3)
		isError(t, "update", err, store.ErrState)
		same(t, "the current one", got, want)
		_, err = s.UpdateSession(ctx, change("s1", "ann", `{}`, 3), 1)
		isError(t, "repeat of an update", err, store.ErrState)
		_, err = s.EndSession(ctx, "ann", "none", at(8))
		isError(t, "unknown", err, store.ErrNotFound)
		mustStart(t, s, session("s2", "ann", 20))
		same(t, "active", active(t, s, "ann"), "s2")
	},
	"RacingEndAndUpdate": func(t *testing.T, s store.Store) {
		mustStart(t, s, session("s1", "ann", 0))
		ends := make([]store.Session, 8)
		together(16, func(i int) {
			if i%2 == 0 {
				var err error
				ends[i/2], err = s.EndSession(t.Context(), "ann", "s1", at(i))
				noErrorIn(t, err)
				return
			}
			_, _ = s.UpdateSession(t.Context(), change("s1", "ann", `{"by":1}`, i), 1) // may come too late
		})
		for _, end := range ends {
			same(t, "end", end, ends[0])
		}
		got, err := s.Session(t.Context(), "ann", "s1")
		noError(t, err)
		same(t, "kept", got, ends[0])
	},
	"SummaryStays": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustStart(t, s, session("s1", "ann", 0))
		sum := store.SessionSummary{Answered: 5, Correct: 4, BestStreak: 3, TimeMs: 1 << 40,
			MasteryChanges: []store.MasteryChange{{Skill: "ALG1", Before: -0.1, After: 1. / 3}}}
		got, err := s.SumUpSession(ctx, "ann", "s1", sum)
		isError(t, "active", err, store.ErrState)
		same(t, "the session", got, started("s1", "ann", 0))
		want, err := s.EndSession(ctx, "ann", "s1", at(8))
		noError(t, err)
		want.Summary = &sum
		got, err = s.SumUpSession(ctx, "ann", "s1", sum)
		noError(t, err)
		same(t, "summed up", got, want)
		got, err = s.SumUpSession(ctx, "ann", "s1", store.SessionSummary{Answered: 9})
		noError(t, err)
		same(t, "the first stays", got, want)
		got, err = s.EndSession(ctx, "ann", "s1", at(9))
		noError(t, err)
		same(t, "end repeated", got, want)
		_, err = s.SumUpSession(ctx, "ann", "none", sum)
		isError(t, "unknown", err, store.ErrNotFound)

		mustStart(t, s, session("s2", "ann", 20))
		mustStart(t, s, session("s3", "ann", 30)) // ends s2
		got, err = s.SumUpSession(ctx, "ann", "s2", store.SessionSummary{MasteryChanges: []store.MasteryChange{}})
		noError(t, err)
		same(t, "zeros", *got.Summary, store.SessionSummary{})
		got, err = s.Session(ctx, "ann", "s2")
		noError(t, err)
		same(t, "zeros", *got.Summary, store.SessionSummary{})
	},
	"ListedNewestFirst": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		var want []string
		for i := range 25 { // some start at the same time
			mustStart(t, s, session(numbered("s", i), "ann", i/3))
			mustStart(t, s, session(numbered("b", i), "bob", i))
			want = append(want, numbered("s", i))
		}
		slices.Reverse(want)
		for _, limit := range []int{1, 4, 25, 100} {
			var got []string
			page := store.Page{Limit: limit}
			for {
				list, err := s.ListSessions(ctx, "ann", page)
				noError(t, err)
				for _, found := range list.Items {
					got = append(got, found.ID)
					same(t, "active", found.Active(), found.ID == "s-0024")
				}
				if page.Cursor = list.NextCursor; page.Cursor == "" {
					break
				}
			}
			same(t, "sessions", got, want)
		}
		list, err := s.ListSessions(ctx, "ann", store.Page{})
		noError(t, err)
		same(t, "default limit", len(list.Items), store.DefaultLimit)
		_, err = s.ListSessions(ctx, "ann", store.Page{Cursor: list.Items[3].Position().Cursor("questions")})
		isError(t, "another list's cursor", err, store.ErrBadCursor)
	},
}
