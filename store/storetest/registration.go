package storetest

import (
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/store"
)

func registration(contest, user string, ms int) store.Registration {
	return store.Registration{ContestID: contest, UserID: user, Name: "“" + user + "”", Participant: "p-" + user, RegisteredAt: at(ms)}
}

func mustRegister(t *testing.T, s store.Contests, contest, user string) store.Registration {
	t.Helper()
	r, err := s.Register(t.Context(), registration(contest, user, 0), store.MaxLimit)
	noError(t, err)
	return r
}

// taken is how many places of a contest are taken.
func taken(t *testing.T, s store.Contests, contest string) int {
	t.Helper()
	counts, err := s.CountRegistrations(t.Context(), []string{contest})
	noError(t, err)
	return counts[contest]
}

var registrationTests = map[string]func(*testing.T, store.Store){
	"FirstRegistrationStays": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustContest(t, s, contest("c1", "org", 0))
		mustContest(t, s, contest("c2", "org", 0))
		r := registration("c1", "ann", 5)
		r.JoinedAt = at(9)
		first, err := s.Register(ctx, r, 1)
		noError(t, err)
		want := registration("c1", "ann", 0)
		want.RegisteredAt = kept(5)
		same(t, "registered", first, want)
		again := registration("c1", "ann", 50)
		again.Name, again.Participant = "Other", "other"
		got, err := s.Register(ctx, again, 1)
		noError(t, err)
		same(t, "repeat, although it is full", got, want)
		got, err = s.Register(ctx, again, 0)
		noError(t, err)
		same(t, "repeat at no capacity", got, want)
		got, err = s.Registration(ctx, "c1", "ann")
		noError(t, err)
		same(t, "read", got, want)
		_, err = s.Registration(ctx, "c1", "bob")
		isError(t, "of another", err, store.ErrNotFound)
		_, err = s.Registration(ctx, "c2", "ann")
		isError(t, "in another", err, store.ErrNotFound)
	},
	"RegisterRefused": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustContest(t, s, contest("c1", "org", 0))
		mustRegister(t, s, "c1", "ann")
		_, err := s.Register(ctx, registration("c1", "bob", 0), 1)
		isError(t, "full", err, store.ErrFull)
		_, err = s.Register(ctx, registration("nothing", "bob", 0), 9)
		isError(t, "unknown contest", err, store.ErrNotFound)
		r := registration("c1", "bob", 0)
		r.Participant = "p-ann"
		_, err = s.Register(ctx, r, 9)
		isError(t, "another's participant", err, store.ErrExists)
		for name, damage := range map[string]func(*store.Registration){
			"contest":     func(r *store.Registration) { r.ContestID = "" },
			"user":        func(r *store.Registration) { r.UserID = "" },
			"participant": func(r *store.Registration) { r.Participant = "" },
			"time":        func(r *store.Registration) { r.RegisteredAt = time.Time{} },
		} {
			r := registration("c1", "bob", 0)
			damage(&r)
			_, err := s.Register(ctx, r, 9)
			isError(t, "no "+name, err, store.ErrInvalid)
		}
		same(t, "taken", taken(t, s, "c1"), 1)
		mustContest(t, s, contest("c2", "org", 0))
		same(t, "in another contest", mustRegister(t, s, "c2", "ann").Participant, "p-ann")
	},
	"PlacesGoRound": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustContest(t, s, contest("c1", "org", 0))
		for i := range 5 {
			mustRegister(t, s, "c1", numbered("u", i))
		}
		for _, user := range []string{"u-0000", "u-0003", "u-0003", "nobody", "u-0004"} { // the first, one amidst, again, the last
			noError(t, s.Unregister(ctx, "c1", user))
		}
		noError(t, s.Unregister(ctx, "nothing", "ann"))
		same(t, "taken", taken(t, s, "c1"), 2)
		_, err := s.Registration(ctx, "c1", "u-0003")
		isError(t, "one who left", err, store.ErrNotFound)
		for i, want := range []error{nil, nil, nil, store.ErrFull} {
			_, err := s.Register(ctx, registration("c1", numbered("v", i), 0), 5)
			if !errors.Is(err, want) {
				t.Fatalf("registration %d: got %v, want %v", i, err, want)
			}
		}
		same(t, "taken", taken(t, s, "c1"), 5)
		back := registration("c1", "u-0001", 7)
		noError(t, s.Unregister(ctx, "c1", "u-0001"))
		back.Participant = "new"
		got, err := s.Register(ctx, back, 5)
		noError(t, err)
		same(t, "whoever comes back is new", got.Participant, "new")
	},
	"NoPlaceIsGivenBackOnceTheLogHasBegun": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		for _, id := range []string{"c1", "c2"} {
			mustContest(t, s, contest(id, "org", 0))
			mustRegister(t, s, id, "ann")
		}
		_, err := s.AppendEntries(ctx, []store.ContestEntry{opened("c1", 1)})
		noError(t, err)
		isError(t, "begun", s.Unregister(ctx, "c1", "ann"), store.ErrState)
		noError(t, s.Unregister(ctx, "c1", "nobody"))
		noError(t, s.Unregister(ctx, "c2", "ann"))
		same(t, "taken", taken(t, s, "c1"), 1)
		_, err = s.Registration(ctx, "c1", "ann")
		noError(t, err)
	},
	"NeverMoreThanThePlaces": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		var in atomic.Int32
		together(64, func(i int) {
			_, err := s.Register(t.Context(), registration("c1", numbered("u", i), i), 10)
			in.Add(succeeded(err))
			if err != nil && !errors.Is(err, store.ErrFull) {
				t.Errorf("registration %d: %v", i, err)
			}
		})
		same(t, "registered", in.Load(), 10)
		same(t, "taken", taken(t, s, "c1"), 10)
	},
	"PlacesAreKeptWhileManyComeAndGo": func(t *testing.T, s store.Store) {
		const users, places = 24, 10
		mustContest(t, s, contest("c1", "org", 0))
		in := make([]bool, users)
		together(users, func(i int) {
			user := numbered("u", i)
			for round := range 9 {
				_, err := s.Register(t.Context(), registration("c1", user, 0), places)
				in[i] = err == nil
				if err != nil && !errors.Is(err, store.ErrFull) {
					t.Errorf("registration %d: %v", i, err)
				}
				if round < 8 && in[i] {
					noErrorIn(t, s.Unregister(t.Context(), "c1", user))
				}
			}
		})
		all, err := s.Registrations(t.Context(), "c1", "", store.MaxLimit)
		noError(t, err)
		for i, registered := range in {
			_, err := s.Registration(t.Context(), "c1", numbered("u", i))
			same(t, "registered", err == nil, registered)
		}
		same(t, "taken", taken(t, s, "c1"), len(all))
		if len(all) > places {
			t.Fatalf("%d registered in %d places", len(all), places)
		}
	},
	"RacingRepeatsGetOneAnswer": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		answers := make([]store.Registration, 32)
		together(len(answers), func(i int) {
			r := registration("c1", "ann", i)
			r.Participant = numbered("p", i)
			var err error
			if answers[i], err = s.Register(t.Context(), r, 1); err != nil {
				t.Errorf("registration %d: %v", i, err)
			}
		})
		for _, r := range answers {
			same(t, "answer", r, answers[0])
		}
	},
	"OfAContestInOrder": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		mustContest(t, s, contest("c2", "org", 0))
		var want []store.Registration
		for i := range 25 {
			want = append(want, mustRegister(t, s, "c1", numbered("u", (i*7)%25)))
			mustRegister(t, s, "c2", numbered("u", i))
		}
		slices.SortFunc(want, func(a, b store.Registration) int { return strings.Compare(a.Participant, b.Participant) })
		for _, limit := range []int{1, 4, 24, 25, 26, 5000} {
			var got []store.Registration
			for after := ""; ; after = got[len(got)-1].Participant {
				part, err := s.Registrations(t.Context(), "c1", after, limit)
				noError(t, err)
				if len(part) == 0 {
					break
				}
				got = append(got, part...)
			}
			same(t, "registrations", got, want)
		}
		part, err := s.Registrations(t.Context(), "c1", "", 0)
		noError(t, err)
		same(t, "default limit", len(part), store.DefaultLimit)
		part, err = s.Registrations(t.Context(), "nothing", "", 5)
		noError(t, err)
		same(t, "of an unknown contest", len(part), 0)
	},
	"Counts": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		mustContest(t, s, contest("c\"2", "org", 0))
		mustContest(t, s, contest("c3", "org", 0))
		mustRegister(t, s, "c1", "ann")
		mustRegister(t, s, "c1", "bob")
		mustRegister(t, s, "c\"2", "ann")
		got, err := s.CountRegistrations(t.Context(), []string{"c1", "c\"2", "c3", "nothing", "c1"})
		noError(t, err)
		same(t, "counts", got, map[string]int{"c1": 2, "c\"2": 1, "c3": 0, "nothing": 0})
		got, err = s.CountRegistrations(t.Context(), nil)
		noError(t, err)
		same(t, "of none", len(got), 0)
		_, err = s.CountRegistrations(t.Context(), make([]string, store.MaxLimit+1))
		isError(t, "too many", err, store.ErrInvalid)
	},
	"FirstJoinStays": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustContest(t, s, contest("c1", "org", 0))
		_, err := s.MarkJoined(ctx, "c1", "ann", at(0))
		isError(t, "not registered", err, store.ErrNotFound)
		want := mustRegister(t, s, "c1", "ann")
		want.JoinedAt = kept(5)
		for _, ms := range []int{5, 9, 1} {
			got, err := s.MarkJoined(ctx, "c1", "ann", at(ms))
			noError(t, err)
			same(t, "joined", got, want)
		}
		_, err = s.MarkJoined(ctx, "c1", "ann", time.Time{})
		isError(t, "at no time", err, store.ErrInvalid)
		got, err := s.Register(ctx, registration("c1", "ann", 50), 9)
		noError(t, err)
		same(t, "register again", got, want)
		noError(t, s.Unregister(ctx, "c1", "ann"))
		mustRegister(t, s, "c1", "ann")
		got, err = s.Registration(ctx, "c1", "ann")
		noError(t, err)
		same(t, "who comes back has not joined", got.JoinedAt, time.Time{})
	},
	"Engaged": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		engaged := func(want string) {
			t.Helper()
			var got []string
			for _, user := range []string{"ann", "bob", "cat", "nobody"} {
				is, err := s.Engaged(ctx, user)
				noError(t, err)
				if is {
					got = append(got, user)
				}
			}
			same(t, "engaged", strings.Join(got, " "), want)
		}
		for _, id := range []string{"c1", "c2", "c3"} {
			mustContest(t, s, contest(id, "org", 0))
			for _, user := range []string{"ann", "bob", "cat"} {
				mustRegister(t, s, id, user)
			}
		}
		engaged("")
		for _, join := range [][2]string{{"c1", "ann"}, {"c2", "ann"}, {"c2", "bob"}, {"c3", "cat"}} {
			_, err := s.MarkJoined(ctx, join[0], join[1], at(1))
			noError(t, err)
		}
		engaged("ann bob cat")
		_, err := s.CloseContest(ctx, "c2", at(9), "head", 3)
		noError(t, err)
		engaged("ann cat")
		_, err = s.CancelContest(ctx, "c3", at(9))
		noError(t, err)
		engaged("ann")
		noError(t, s.Unregister(ctx, "c1", "ann"))
		engaged("")
	},
}
