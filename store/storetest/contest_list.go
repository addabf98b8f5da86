package storetest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"prepwire/store"
)

// listedContests is one page of a list as ids with spaces between.
func listedContests(t *testing.T, s store.Contests, f store.ContestFilter) string {
	t.Helper()
	list, err := s.ListContests(t.Context(), f, store.Page{Limit: 100})
	noError(t, err)
	same(t, "next cursor", list.NextCursor, "")
	return contestIDs(list.Items)
}

func contestIDs(contests []store.Contest) string {
	var ids []string
	for _, c := range contests {
		ids = append(ids, c.ID)
	}
	return strings.Join(ids, " ")
}

var contestListTests = map[string]func(*testing.T, store.Store){
	"WhatWasCreatedComesBack": func(t *testing.T, s store.Store) {
		want := []store.Contest{mustContest(t, s, private("c2", "ann", 1)), mustContest(t, s, contest("c1", "bob", 0))}
		mustRegister(t, s, "c2", "cat")
		for _, f := range []store.ContestFilter{{IncludeAll: true}, {VisibleTo: "ann"}, {VisibleTo: "cat"},
			{Status: "upcoming", Now: at(0), VisibleTo: "cat"}} {
			list, err := s.ListContests(t.Context(), f, store.Page{})
			noError(t, err)
			same(t, "list", list.Items, want)
		}
	},
	"PrivateAndDraftsAreSeenByTheirOwn": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("a-public", "ann", 0))
		mustContest(t, s, private("a-private", "ann", 1))
		mustContest(t, s, draft("a-draft", "ann", 2))
		hidden := private("a-hidden", "ann", 3)
		hidden.Draft = true
		mustContest(t, s, hidden)
		mustContest(t, s, contest("b-public", "bob", 4))
		mustContest(t, s, private("b-private", "bob", 5))
		for _, id := range []string{"a-public", "a-private", "a-draft", "a-hidden", "b-public"} {
			mustRegister(t, s, id, "cat")
		}
		mustRegister(t, s, "a-private", "ann")
		mustRegister(t, s, "a-private", "dan")
		noError(t, s.Unregister(t.Context(), "a-private", "dan"))
		for _, status := range []string{"", "upcoming"} {
			for _, c := range []struct {
				filter store.ContestFilter
				want   string
			}{
				{store.ContestFilter{}, "b-public a-public"},
				{store.ContestFilter{VisibleTo: "ann"}, "b-public a-hidden a-draft a-private a-public"},
				{store.ContestFilter{VisibleTo: "bob"}, "b-private b-public a-public"},
				{store.ContestFilter{VisibleTo: "cat"}, "b-public a-private a-public"},
				{store.ContestFilter{VisibleTo: "dan"}, "b-public a-public"},
				{store.ContestFilter{VisibleTo: "cat", CreatedBy: "ann"}, "a-private a-public"},
				{store.ContestFilter{VisibleTo: "bob", CreatedBy: "ann"}, "a-public"},
				{store.ContestFilter{VisibleTo: "ann", CreatedBy: "ann"}, "a-hidden a-draft a-private a-public"},
				{store.ContestFilter{IncludeAll: true, VisibleTo: "dan"}, "b-private b-public a-hidden a-draft a-private a-public"},
				{store.ContestFilter{IncludeAll: true, CreatedBy: "bob"}, "b-private b-public"},
			} {
				c.filter.Status, c.filter.Now = status, at(0)
				want := c.want
				if status != "" { // drafts have a status of their own
					want = strings.ReplaceAll(want, "a-hidden a-draft ", "")
				}
				if got := listedContests(t, s, c.filter); got != want {
					t.Errorf("filter %+v: got %q, want %q", c.filter, got, want)
				}
			}
		}
		same(t, "drafts of ann", listedContests(t, s, store.ContestFilter{Status: "draft", Now: at(0), VisibleTo: "ann"}), "a-hidden a-draft")
		same(t, "drafts for cat", listedContests(t, s, store.ContestFilter{Status: "draft", VisibleTo: "cat"}), "")
		same(t, "all drafts", listedContests(t, s, store.ContestFilter{Status: "draft", IncludeAll: true}), "a-hidden a-draft")
	},
	"StatusFollowsTheClock": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustContest(t, s, contest("open", "ann", 0))
		mustContest(t, s, private("closed", "ann", 1))
		mustContest(t, s, contest("cancelled", "ann", 2))
		mustContest(t, s, draft("draft", "ann", 3))
		mustContest(t, s, draft("dropped", "ann", 4))
		for _, id := range []string{"cancelled", "dropped"} {
			_, err := s.CancelContest(ctx, id, at(5))
			noError(t, err)
		}
		_, err := s.CloseContest(ctx, "closed", at(6), "head", 3)
		noError(t, err)
		start, end := at(60_000), at(660_000) // of "open"; those of "closed" are 1 ms later
		for _, c := range []struct {
			now                          time.Time
			upcoming, ongoing, completed string
		}{
			{at(0), "closed open", "", ""},
			{start.Add(-time.Millisecond), "closed open", "", ""},
			{start, "closed", "open", ""},
			{start.Add(time.Millisecond), "", "closed open", ""},
			{end.Add(-time.Millisecond), "", "closed open", ""},
			{end, "", "closed", "open"},
			{end.Add(time.Millisecond), "", "", "closed open"},
		} {
			for status, want := range map[string]string{"upcoming": c.upcoming, "ongoing": c.ongoing, "completed": c.completed,
				"draft": "draft", "cancelled": "dropped cancelled", "": "dropped draft cancelled closed open"} {
				for _, f := range []store.ContestFilter{{VisibleTo: "ann"}, {IncludeAll: true}} {
					f.Status, f.Now = status, c.now
					if got := listedContests(t, s, f); got != want {
						t.Errorf("filter %+v: got %q, want %q", f, got, want)
					}
				}
			}
		}
		for _, f := range []store.ContestFilter{{Status: "over", Now: at(0)}, {Status: "ongoing"}, {Status: "completed"}, {Status: "Draft"}} {
			_, err := s.ListContests(ctx, f, store.Page{})
			isError(t, f.Status, err, store.ErrInvalid)
		}
	},
	"ExamTypeRestricts": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("sat", "ann", 0))
		act := contest("act", "ann", 1)
		act.ExamType = "ACT"
		mustContest(t, s, act)
		for _, status := range []string{"", "upcoming"} {
			for exam, want := range map[string]string{"": "act sat", "ACT": "act", "SAT": "sat", "sat": ""} {
				same(t, exam, listedContests(t, s, store.ContestFilter{Status: status, Now: at(0), ExamType: exam, VisibleTo: "bob"}), want)
			}
		}
	},
	"PagesHoldEverythingOnce": func(t *testing.T, s store.Store) {
		var want []string
		for i := range 45 { // seven share a time, so pages end among equals
			c := contest(numbered("c", i), []string{"ann", "bob"}[i%2], i/7)
			c.IsPublic = i%3 > 0
			mustContest(t, s, c)
			if i%2 == 1 {
				mustRegister(t, s, c.ID, "ann")
			}
			want = append(want, c.ID)
		}
		slices.Reverse(want)
		for _, f := range []store.ContestFilter{{VisibleTo: "ann"}, {IncludeAll: true}, {VisibleTo: "ann", Status: "upcoming", Now: at(0)}} {
			for _, limit := range []int{1, 4, 44, 45, 46, store.MaxLimit + 1} {
				var got []string
				page := store.Page{Limit: limit}
				for more := true; more; more = page.Cursor != "" {
					list, err := s.ListContests(t.Context(), f, page)
					noError(t, err)
					got, page.Cursor = append(got, strings.Fields(contestIDs(list.Items))...), list.NextCursor
				}
				same(t, "paged", got, want)
			}
		}
		list, err := s.ListContests(t.Context(), store.ContestFilter{VisibleTo: "ann"}, store.Page{})
		noError(t, err)
		same(t, "default limit", len(list.Items), store.DefaultLimit)
		for _, cursor := range []string{"x", list.NextCursor + "A", store.Position{At: at(0), ID: "c"}.Cursor("questions")} {
			_, err := s.ListContests(t.Context(), store.ContestFilter{}, store.Page{Cursor: cursor})
			isError(t, "cursor "+cursor, err, store.ErrBadCursor)
		}
	},
	"OpenByStart": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		var want []string
		for i := range 25 {
			c := contest(numbered("c", i), "ann", 100-i)
			c.StartTime = at(1000 + i/4)
			c.IsPublic = i%2 == 0
			mustContest(t, s, c)
			want = append(want, c.ID)
		}
		mustContest(t, s, draft("draft", "ann", 0))
		mustContest(t, s, contest("cancelled", "ann", 0))
		mustContest(t, s, contest("closed", "ann", 0))
		_, err := s.CancelContest(ctx, "cancelled", at(1))
		noError(t, err)
		_, err = s.CloseContest(ctx, "closed", at(1), "head", 1)
		noError(t, err)
		_, err = s.FreezeContest(ctx, freeze(want[3], 1), 1)
		noError(t, err)
		for _, limit := range []int{1, 4, 24, 25, 26} {
			var got []string
			var after store.Position
			for {
				part, err := s.OpenContests(ctx, after, limit)
				noError(t, err)
				if len(part) == 0 {
					break
				}
				got = append(got, strings.Fields(contestIDs(part))...)
				versions, err := s.OpenVersions(ctx, after, limit)
				noError(t, err)
				var brief []store.ContestVersion
				for _, c := range part {
					brief = append(brief, store.ContestVersion{ID: c.ID, StartTime: c.StartTime, Version: c.Version, Frozen: !c.FrozenAt.IsZero()})
				}
				same(t, "open, in brief", versions, brief)
				last := part[len(part)-1]
				after = store.Position{At: last.StartTime, ID: last.ID}
			}
			same(t, "open", got, want)
		}
		part, err := s.OpenContests(ctx, store.Position{}, 0)
		noError(t, err)
		same(t, "default limit", len(part), store.DefaultLimit)
	},
}
