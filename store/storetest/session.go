package storetest

import (
	"context"
	"errors"
	"testing"

	"prepwire/store"
)

// session is an active session of user with every field filled.
func session(id, user string, ms int) store.Session {
	return store.Session{ID: id, UserID: user, Kind: "practice", Goals: []string{"10 \"questions\"", "½ an hour"},
		State: []byte(`{"n":1e400, "b":"\u00bd"}`), StartedAt: at(ms), RequestDigest: "digest-1"}
}

// started is session as it is kept.
func started(id, user string, ms int) store.Session {
	s := session(id, user, ms)
	s.Version, s.StartedAt, s.UpdatedAt = 1, kept(ms), kept(ms)
	return s
}

func mustStart(t *testing.T, s store.Sessions, given store.Session) store.StartedSession {
	t.Helper()
	did, err := s.StartSession(t.Context(), given)
	noError(t, err)
	return did
}

// active asks which of a user's sessions goes on; empty for none.
func active(t *testing.T, s store.Sessions, user string) string {
	t.Helper()
	found, err := s.ActiveSession(t.Context(), user)
	if errors.Is(err, store.ErrNotFound) {
		return ""
	}
	noError(t, err)
	return found.ID
}

// sessionCalls is every method that keeps sessions and extensions.
func sessionCalls(s store.Store) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"StartSession":  func(ctx context.Context) error { _, err := s.StartSession(ctx, session("life", "ann", 0)); return err },
		"Session":       func(ctx context.Context) error { _, err := s.Session(ctx, "ann", "s"); return err },
		"ActiveSession": func(ctx context.Context) error { _, err := s.ActiveSession(ctx, "ann"); return err },
		"UpdateSession": func(ctx context.Context) error {
			_, err := s.UpdateSession(ctx, change("s", "ann", "{}", 0), 1)
			return err
		},
		"EndSession": func(ctx context.Context) error { _, err := s.EndSession(ctx, "ann", "s", at(0)); return err },
		"SumUpSession": func(ctx context.Context) error {
			_, err := s.SumUpSession(ctx, "ann", "s", store.SessionSummary{})
			return err
		},
		"ListSessions": func(ctx context.Context) error { _, err := s.ListSessions(ctx, "ann", store.Page{}); return err },
		"AttemptsIn": func(ctx context.Context) error {
			_, err := s.AttemptsIn(ctx, "ann", "s", store.Position{}, 1)
			return err
		},
		"PutExtension": func(ctx context.Context) error {
			_, err := s.PutExtension(ctx, looking("life", "ann", 1, 0), store.NoExtension)
			return err
		},
		"Extension":  func(ctx context.Context) error { _, err := s.Extension(ctx, "ann", "e"); return err },
		"Extensions": func(ctx context.Context) error { _, err := s.Extensions(ctx, "ann"); return err },
	}
}

var sessionTests = map[string]func(*testing.T, store.Store){
	"StartedIsKept": func(t *testing.T, s store.Store) {
		given := session("s1", "ann", 0)
		given.Version, given.EndedAt, given.Summary = 7, at(1), &store.SessionSummary{Answered: 1}
		want := started("s1", "ann", 0)
		same(t, "started", mustStart(t, s, given), store.StartedSession{Session: want})
		given.State[0], given.Goals[0] = 'x', "x" // the store has its own
		got, err := s.Session(t.Context(), "ann", "s1")
		noError(t, err)
		same(t, "session", got, want)
		got, err = s.ActiveSession(t.Context(), "ann")
		noError(t, err)
		same(t, "active", got, want)
		plain := session("s2", "bob", 0)
		plain.Goals, plain.RequestDigest = []string{}, ""
		same(t, "goals", len(mustStart(t, s, plain).Session.Goals), 0)
		got, err = s.Session(t.Context(), "bob", "s2")
		noError(t, err)
		if got.Goals != nil {
			t.Errorf("no goals come back as %#v", got.Goals)
		}
	},
	"AnotherUsersIsNotThere": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustStart(t, s, session("s1", "ann", 0))
		_, err := s.Session(ctx, "bob", "s1")
		isError(t, "session", err, store.ErrNotFound)
		_, err = s.ActiveSession(ctx, "bob")
		isError(t, "active", err, store.ErrNotFound)
		_, err = s.UpdateSession(ctx, change("s1", "bob", "{}", 1), 1)
		isError(t, "update", err, store.ErrNotFound)
		_, err = s.EndSession(ctx, "bob", "s1", at(1))
		isError(t, "end", err, store.ErrNotFound)
		_, err = s.SumUpSession(ctx, "bob", "s1", store.SessionSummary{})
		isError(t, "sum up", err, store.ErrNotFound)
		list, err := s.ListSessions(ctx, "bob", store.Page{})
		noError(t, err)
		same(t, "list", len(list.Items), 0)
		other := session("s1", "bob", 5) // an id is of its user's own
		same(t, "same id", mustStart(t, s, other).Session, started("s1", "bob", 5))
		same(t, "active", active(t, s, "ann"), "s1")
	},
	"StartEndsTheOneBefore": func(t *testing.T, s store.Store) {
		mustStart(t, s, session("s1", "ann", 0))
		mustStart(t, s, session("of-bob", "bob", 0))
		did := mustStart(t, s, session("s2", "ann", 50))
		want := started("s1", "ann", 0)
		want.EndedAt, want.Version = kept(50), 2
		same(t, "started", did, store.StartedSession{Session: started("s2", "ann", 50), Ended: &want})
		got, err := s.Session(t.Context(), "ann", "s1")
		noError(t, err)
		same(t, "the one before", got, want)
		same(t, "active", active(t, s, "ann"), "s2")
		same(t, "bob's", active(t, s, "bob"), "of-bob")
		did = mustStart(t, s, session("s3", "ann", 20)) // a clock that is behind
		same(t, "never before its start", did.Ended.EndedAt, kept(50))
	},
	"StartRepeated": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		first := mustStart(t, s, session("s1", "ann", 0))
		again := session("s1", "ann", 9)
		again.Kind, again.State = "mock", []byte(`{}`)
		same(t, "repeat", mustStart(t, s, again), first)
		_, err := s.UpdateSession(ctx, change("s1", "ann", `{"b":2}`, 10), 1)
		noError(t, err)
		same(t, "version", mustStart(t, s, again).Session.Version, 2)
		mustStart(t, s, session("s2", "ann", 20))
		did := mustStart(t, s, again)
		same(t, "ended by then", did.Session.EndedAt, kept(20))
		same(t, "ends nothing", did.Ended == nil && active(t, s, "ann") == "s2", true)
		for i := range 5 {
			mustStart(t, s, session(numbered("t", i), "ann", 30+i))
		}
		same(t, "long ago", mustStart(t, s, again), did)
	},
	"RacingStartsLeaveOneActive": func(t *testing.T, s store.Store) {
		const callers = 24
		ended := make([]string, callers)
		together(callers, func(i int) {
			did, err := s.StartSession(t.Context(), session(numbered("s", i), "ann", i))
			noErrorIn(t, err)
			if did.Ended != nil {
				ended[i] = did.Ended.ID
			}
		})
		list, err := s.ListSessions(t.Context(), "ann", store.Page{Limit: 100})
		noError(t, err)
		same(t, "sessions", len(list.Items), callers)
		last := active(t, s, "ann")
		endedBy := map[string]int{}
		for _, id := range ended {
			endedBy[id]++
		}
		for _, found := range list.Items {
			if found.Active() != (found.ID == last) || endedBy[found.ID] != 1 && found.ID != last {
				t.Errorf("%s: active %v, ended by %d", found.ID, found.Active(), endedBy[found.ID])
			}
		}
		same(t, "nothing before the first", endedBy[""], 1)
	},
	"RacingRepeatsOfAStart": func(t *testing.T, s store.Store) {
		mustStart(t, s, session("before", "ann", 0))
		did := make([]store.StartedSession, 16)
		together(len(did), func(i int) {
			var err error
			did[i], err = s.StartSession(t.Context(), session("s1", "ann", 10+i))
			noErrorIn(t, err)
		})
		firsts := 0
		for _, d := range did {
			same(t, "session", d.Session, did[0].Session)
			if d.Ended != nil {
				firsts++
			}
		}
		same(t, "ended once", firsts, 1)
	},
	"InvalidIsRefused": func(t *testing.T, s store.Store) {
		for name, damage := range map[string]func(*store.Session){
			"id":    func(s *store.Session) { s.ID = "" },
			"user":  func(s *store.Session) { s.UserID = "" },
			"time":  func(s *store.Session) { s.StartedAt = s.EndedAt },
			"state": func(s *store.Session) { s.State = nil },
		} {
			given := session("s1", "ann", 0)
			damage(&given)
			_, err := s.StartSession(t.Context(), given)
			isError(t, name, err, store.ErrInvalid)
		}
		_, err := s.UpdateSession(t.Context(), change("s1", "ann", "", 1), 1)
		isError(t, "no state", err, store.ErrInvalid)
	},
	"AttemptsInOrder": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		var want []store.Attempt
		for i := range 12 {
			a := attempt(numbered("a", i), "ann", numbered("q", i), i/3)
			want = append(want, mustRecord(t, s, a))
			a.ID, a.SessionID = numbered("b", i), []string{"", "s2"}[i%2]
			mustRecord(t, s, a)
			mustRecord(t, s, attempt(numbered("c", i), "bob", "q", i))
		}
		var got []store.Attempt
		for after := (store.Position{}); ; {
			part, err := s.AttemptsIn(ctx, "ann", "s1", after, 5)
			noError(t, err)
			for _, a := range part {
				got = append(got, a)
				after = a.Position()
			}
			if len(part) < 5 {
				break
			}
		}
		same(t, "attempts", got, want)
		part, err := s.AttemptsIn(ctx, "ann", "", store.Position{}, 5)
		noError(t, err)
		same(t, "outside sessions", len(part), 0)
	},
}
