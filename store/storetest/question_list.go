package storetest

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"prepwire/store"
)

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// shared is question, visible to everybody.
func shared(id, user string, ms int) store.Question {
	q := question(id, user, ms)
	q.Visibility = store.Shared
	return q
}

var questionListTests = map[string]func(*testing.T, store.Store){
	"NewestFirst": func(t *testing.T, s store.Store) {
		mustCreate(t, s, shared("b", "ann", 1), shared("a", "ann", 1), shared("z", "ann", 0), shared("m", "ann", 2))
		same(t, "ids", listed(t, s, store.QuestionFilter{}), "m b a z")
	},
	"Filters": func(t *testing.T, s store.Store) {
		odd := shared("odd", "bob", 1)
		odd.ExamType, odd.Subject, odd.Skill, odd.DifficultyLevel, odd.QuestionType = "ACT", "reading", "CAS1", 5, "true-false"
		odd.Tags, odd.Verified = []string{"a\"b", "linear equations"}, true
		mustCreate(t, s, shared("plain", "ann", 0), odd)
		yes, no := true, false
		for want, filters := range map[string][]store.QuestionFilter{
			"odd plain": {{}, {MinLevel: 3}, {MaxLevel: 5}},
			"odd": {{ExamType: "ACT"}, {Subject: "reading"}, {Skill: "CAS1"}, {QuestionType: "true-false"}, {MinLevel: 4},
				{Verified: &yes}, {Tag: "a\"b"}, {CreatedBy: "bob"}, {ExamType: "ACT", MinLevel: 5, MaxLevel: 5, CreatedBy: "bob"}},
			"plain": {{ExamType: "SAT"}, {MaxLevel: 4}, {Verified: &no}, {Tag: "linear"}, {Tag: "50%_off"}, {CreatedBy: "ann"}},
			"":      {{ExamType: "sat"}, {Tag: "lin"}, {Tag: "Linear"}, {Tag: "%"}, {ExamType: "ACT", CreatedBy: "ann"}, {MinLevel: 4, MaxLevel: 4}},
		} {
			for _, f := range filters {
				if got := listed(t, s, f); got != want {
					t.Errorf("filter %+v: got %q, want %q", f, got, want)
				}
			}
		}
	},
	"TextIsAPartAndLiteral": func(t *testing.T, s store.Store) {
		percent := shared("percent", "ann", 2)
		percent.Stem, percent.Passage = `Was 50%_off a \bargain?`, ""
		accents := shared("accents", "ann", 1)
		accents.Stem, accents.Passage = "ÉCLAIR", "Über ΟΔΟΣ"
		both := shared("both", "ann", 0)
		both.Stem, both.Passage = "end", "start"
		mustCreate(t, s, percent, accents, both)
		for text, want := range map[string]string{
			"%": "percent", "_": "percent", `\B`: "percent", "50%_OFF": "percent", "5%f": "",
			"éclair": "accents", "über": "accents", "οδος": "accents", "eclair": "",
			"START": "both", "endstart": "", "end\nstart": "", "": "percent accents both",
		} {
			if got := listed(t, s, store.QuestionFilter{Text: text}); got != want {
				t.Errorf("text %q: got %q, want %q", text, got, want)
			}
		}
	},
	"TextFollowsUpdates": func(t *testing.T, s store.Store) {
		q := mustCreate(t, s, shared("q1", "ann", 0))[0]
		q.Stem = "Entirely new"
		_, err := s.UpdateQuestion(t.Context(), q, 1)
		noError(t, err)
		same(t, "new text", listed(t, s, store.QuestionFilter{Text: "ENTIRELY"}), "q1")
		same(t, "old text", listed(t, s, store.QuestionFilter{Text: "solve"}), "")
	},
	"PrivateIsSeenByItsUser": func(t *testing.T, s store.Store) {
		mustCreate(t, s, question("a-private", "ann", 0), shared("a-shared", "ann", 2))
		mustCreate(t, s, question("b-private", "bob", 1), shared("b-shared", "bob", 3))
		for _, c := range []struct {
			filter store.QuestionFilter
			want   string
		}{
			{store.QuestionFilter{}, "b-shared a-shared"},
			{store.QuestionFilter{VisibleTo: "ann"}, "b-shared a-shared a-private"},
			{store.QuestionFilter{VisibleTo: "bob"}, "b-shared a-shared b-private"},
			{store.QuestionFilter{VisibleTo: "cat"}, "b-shared a-shared"},
			{store.QuestionFilter{VisibleTo: "ann", CreatedBy: "bob"}, "b-shared"},
			{store.QuestionFilter{VisibleTo: "ann", CreatedBy: "ann"}, "a-shared a-private"},
			{store.QuestionFilter{IncludeAll: true}, "b-shared a-shared b-private a-private"},
			{store.QuestionFilter{IncludeAll: true, VisibleTo: "cat", CreatedBy: "bob"}, "b-shared b-private"},
		} {
			if got := listed(t, s, c.filter); got != c.want {
				t.Errorf("filter %+v: got %q, want %q", c.filter, got, c.want)
			}
		}
		_, err := s.VerifyQuestion(t.Context(), "a-private", at(9))
		noError(t, err)
		same(t, "verified", listed(t, s, store.QuestionFilter{VisibleTo: "bob"}), "b-shared a-shared b-private a-private")
	},
	"GeneratedIsIncluded": func(t *testing.T, s store.Store) {
		by := func(provider string, q store.Question) store.Question {
			q.Provider = provider
			return q
		}
		mustCreate(t, s, by("author", question("a-draft", "ann", 0)), by("itembank", question("a-made", "ann", 2)))
		mustCreate(t, s, by("author", question("b-draft", "bob", 1)), by("gemini", question("b-made", "bob", 3)), by("author", shared("b-shared", "bob", 4)))
		for _, c := range []struct {
			filter store.QuestionFilter
			want   string
		}{
			{store.QuestionFilter{IncludeGenerated: true}, "b-shared b-made a-made"},
			{store.QuestionFilter{IncludeGenerated: true, VisibleTo: "ann"}, "b-shared b-made a-made a-draft"},
			{store.QuestionFilter{IncludeGenerated: true, VisibleTo: "cat"}, "b-shared b-made a-made"},
			{store.QuestionFilter{IncludeGenerated: true, VisibleTo: "cat", CreatedBy: "bob"}, "b-shared b-made"},
		} {
			if got := listed(t, s, c.filter); got != c.want {
				t.Errorf("filter %+v: got %q, want %q", c.filter, got, c.want)
			}
		}
	},
	"PagesHoldEverythingOnce": func(t *testing.T, s store.Store) {
		var qs []store.Question
		for i := range 45 { // seven share a time, so pages end among equals
			if i%2 == 0 {
				qs = append(qs, question(numbered("q", i), "ann", i/7))
			} else {
				qs = append(qs, shared(numbered("q", i), "bob", i/7))
			}
		}
		want := ids(mustCreate(t, s, qs...))
		slices.Reverse(want)
		for _, limit := range []int{1, 4, 44, 45, 46, store.MaxLimit + 1} {
			same(t, "paged", paged(t, s, "ann", limit, nil), want)
		}
		list, err := s.ListQuestions(t.Context(), store.QuestionFilter{IncludeAll: true}, store.Page{})
		noError(t, err)
		same(t, "default limit", len(list.Items), store.DefaultLimit)
	},
	"PagesAreStableWhileOthersInsert": func(t *testing.T, s store.Store) {
		var qs []store.Question
		for i := range 30 {
			qs = append(qs, shared(numbered("q", i), "bob", 10*i))
		}
		want := ids(mustCreate(t, s, qs...))
		slices.Reverse(want)
		pages := 0
		got := paged(t, s, "ann", 3, func() {
			pages++ // one newer than all, one older than all, one in the midst
			mustCreate(t, s, shared(numbered("newer", pages), "bob", 1000+pages), shared(numbered("older", pages), "bob", -pages),
				shared(numbered("amidst", pages), "bob", 155))
		})
		got = slices.DeleteFunc(got, func(id string) bool { return !strings.HasPrefix(id, "q-") })
		same(t, "those there at first", got, want)
	},
	"BadCursors": func(t *testing.T, s store.Store) {
		mustCreate(t, s, shared("q1", "ann", 0), shared("q2", "ann", 0))
		list, err := s.ListQuestions(t.Context(), store.QuestionFilter{}, store.Page{Limit: 1})
		noError(t, err)
		good := list.NextCursor
		elsewhere := store.Position{At: at(0), ID: "q1"}.Cursor("elsewhere")
		for _, cursor := range []string{"x", "!", good + "A", good[:len(good)-1], good + "\n", "B" + good[1:], good[:8] + flipped(good[8]) + good[9:], elsewhere, "' OR 1=1"} {
			_, err := s.ListQuestions(t.Context(), store.QuestionFilter{}, store.Page{Cursor: cursor})
			isError(t, "cursor "+cursor, err, store.ErrBadCursor)
		}
	},
}

// flipped is another letter than c.
func flipped(c byte) string {
	if c == 'x' {
		return "y"
	}
	return "x"
}

// listed is one page of a list as ids with spaces between.
func listed(t *testing.T, s store.Questions, f store.QuestionFilter) string {
	t.Helper()
	list, err := s.ListQuestions(t.Context(), f, store.Page{})
	noError(t, err)
	same(t, "next cursor", list.NextCursor, "")
	return strings.Join(ids(list.Items), " ")
}

// paged walks the list that user sees and calls between between two pages.
func paged(t *testing.T, s store.Questions, user string, limit int, between func()) (got []string) {
	t.Helper()
	page := store.Page{Limit: limit}
	for {
		list, err := s.ListQuestions(t.Context(), store.QuestionFilter{VisibleTo: user}, page)
		noError(t, err)
		got = append(got, ids(list.Items)...)
		if page.Cursor = list.NextCursor; page.Cursor == "" {
			return got
		}
		same(t, "items before the last page", len(list.Items), limit)
		if between != nil {
			between()
		}
	}
}
