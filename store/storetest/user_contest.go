package storetest

import (
	"testing"

	"prepwire/store"
)

var userContestTests = map[string]func(*testing.T, store.Store){
	"LogsStayAndNameNobody": func(t *testing.T, s store.Store) {
		FillUser(t, s, "ann", "f")
		before := map[string][]store.ContestEntry{}
		for _, id := range []string{"f-own", "f-played", "f-cancelled"} {
			before[id] = log(t, s, id)
		}
		noError(t, s.EraseUser(t.Context(), "ann"))
		for id, want := range before {
			same(t, "log of "+id, log(t, s, id), want)
		}
		c, err := s.Contest(t.Context(), "f-own")
		noError(t, err)
		want := asKept("f-own", store.Erased("f-own"), 0)
		want.Version, want.RequestDigest, want.FrozenAt, want.ClosedAt = 2, "", kept(10), kept(30)
		want.LogHead, want.LogLength = "head of f-own", 3
		same(t, "own contest", c, want)
		for _, id := range []string{"f-played", "f-cancelled"} {
			places, err := s.Registrations(t.Context(), id, "", 10)
			noError(t, err)
			same(t, "place in "+id, places, []store.Registration{{ContestID: id, UserID: store.Erased("p-f"), Name: store.ErasedName,
				Participant: "p-f", RegisteredAt: kept(5), JoinedAt: kept(6)}})
			entries, err := s.EntriesOf(t.Context(), id, "p-f")
			noError(t, err)
			same(t, "answers", len(entries), 1)
			_, err = s.Registration(t.Context(), id, "ann")
			isError(t, "registration of "+id, err, store.ErrNotFound)
		}
	},
	"CopiesForget": func(t *testing.T, s store.Store) {
		FillUser(t, s, "ann", "f")
		noError(t, s.EraseUser(t.Context(), "ann"))
		f, err := s.ContestFreeze(t.Context(), "f-own")
		noError(t, err)
		want := freeze("f-own", 10).Kept()
		want.Pack, want.KeyHolders = store.ContestPack{}, []string{"aaa", "zzz"}
		want.Questions[0].CreatedBy, want.Questions[0].RequestDigest = store.Erased("f-own-a"), ""
		same(t, "frozen", f, want)
	},
	"DraftsGoWithTheirPlaces": func(t *testing.T, s store.Store) {
		mustContest(t, s, draft("d", "ann", 0))
		mustRegister(t, s, "d", "bob")
		noError(t, s.EraseUser(t.Context(), "ann"))
		_, err := s.Contest(t.Context(), "d")
		isError(t, "draft", err, store.ErrNotFound)
		same(t, "places", holdings(t, s, "bob"), store.Holdings{})
		same(t, "taken", taken(t, s, "d"), 0)
	},
	"PlacesAreGivenBack": func(t *testing.T, s store.Store) {
		c := contest("c", "org", 0)
		mustContest(t, s, c)
		for _, user := range []string{"ann", "bob", "cat"} {
			_, err := s.Register(t.Context(), registration("c", user, 0), 3)
			noError(t, err)
		}
		noError(t, s.EraseUser(t.Context(), "ann"))
		same(t, "taken", taken(t, s, "c"), 2)
		_, err := s.Register(t.Context(), registration("c", "dan", 0), 3)
		noError(t, err)
		_, err = s.Register(t.Context(), registration("c", "eve", 0), 3)
		isError(t, "beyond the places", err, store.ErrFull)
		got, err := s.Contest(t.Context(), "c")
		noError(t, err)
		same(t, "another's contest", got, asKept("c", "org", 0))
	},
	// Until a contest is over, who knows its key is known: what is kept of that
	// waits for a repeat. A place in it is made nameless at once.
	"OpenContestsHold": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustCreate(t, s, question("c-a", "ann", 0), question("c-b", "bob", 1))
		mustContest(t, s, contest("c", "ann", 0))
		noError(t, s.RecordReview(ctx, "c-b", "ann", at(3)))
		enter(t, s, "c", "cat", "cat")
		enter(t, s, "c", "dan", "dan")
		same(t, "before it begins", holdings(t, s, "cat"), store.Holdings{Places: 1})
		mustFreeze(t, s, "c")
		mustAppend(t, s, opened("c", 1), answered("c", 2, "p-cat", "c-a"))
		held := store.Holdings{HeldQuestions: 1, HeldReviews: 1, HeldContests: 1, HeldCopies: 1, Engaged: []string{"c"}}
		same(t, "organizer", holdings(t, s, "ann"), held)
		same(t, "participant", holdings(t, s, "cat"), store.Holdings{Registrations: 1, Answers: 1, Engaged: []string{"c"}})
		noError(t, s.EraseUser(ctx, "ann"))
		noError(t, s.EraseUser(ctx, "cat"))
		same(t, "organizer, erased", holdings(t, s, "ann"), held)
		same(t, "participant, erased", holdings(t, s, "cat"), store.Holdings{})
		same(t, "taken", taken(t, s, "c"), 2)
		mustAppend(t, s, answered("c", 3, "p-dan", "c-a"), closed("c", 4))
		_, err := s.CloseContest(ctx, "c", at(30), "head", 4)
		noError(t, err)
		same(t, "over", holdings(t, s, "ann"), store.Holdings{Questions: 1, Reviews: 1, Contests: 1, Copies: 1})
		noError(t, s.EraseUser(ctx, "ann"))
		same(t, "at last", holdings(t, s, "ann"), store.Holdings{})
		f, err := s.ContestFreeze(ctx, "c")
		noError(t, err)
		same(t, "holders", f.KeyHolders, []string{"bob", "rev"})
		same(t, "places of others", holdings(t, s, "dan"), store.Holdings{Registrations: 1, Answers: 1})
	},
	"OthersCanGoOn": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		FillUser(t, s, "ann", "f")
		noError(t, s.EraseUser(ctx, "ann"))
		mustRegister(t, s, "f-upcoming", "bob")
		mustAppend(t, s, opened("f-upcoming", 1), answered("f-upcoming", 2, "p-bob", "f-upcoming-a"))
		_, err := s.CancelContest(ctx, "f-upcoming", at(40))
		noError(t, err)
		got, err := s.CloseContest(ctx, "f-own", at(50), "other", 9)
		noError(t, err)
		same(t, "closed before", got.LogHead, "head of f-own")
		list, err := s.ListContests(ctx, store.ContestFilter{IncludeAll: true}, store.Page{})
		noError(t, err)
		same(t, "contests", len(list.Items), 4)
	},
}
