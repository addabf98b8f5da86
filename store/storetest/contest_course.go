package storetest

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/store"
)

// freeze is everything that can be fixed of contest(id, …).
func freeze(id string, ms int) store.Freeze {
	return store.Freeze{
		ContestID: id, At: at(ms), Questions: []store.Question{question(id+"-a", "ann", 0), question(id+"-b", "bob", 1)},
		KeySalt: "5a17", KeyCommitment: "c0ffee", KeyHolders: []string{"ann", "bob", "rev"},
		Pack: store.ContestPack{Key: []byte{1, 0, 255}, IV: []byte{2}, Data: []byte("{\x00\xff")},
	}
}

// mustFreeze freezes a contest that is at version 1.
func mustFreeze(t *testing.T, s store.Contests, id string) store.Freeze {
	t.Helper()
	f, err := s.FreezeContest(t.Context(), freeze(id, 10), 1)
	noError(t, err)
	return f
}

var courseTests = map[string]func(*testing.T, store.Store){
	"FreezeComesBackWhole": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustContest(t, s, contest("c1", "org", 0))
		_, err := s.ContestFreeze(ctx, "c1")
		isError(t, "before", err, store.ErrNotFound)
		f := freeze("c1", 10)
		f.Questions[1] = store.Question{ID: "bare", Options: []store.Option{}, DeletedAt: at(3)}
		got, err := s.FreezeContest(ctx, f, 1)
		noError(t, err)
		want := freeze("c1", 10)
		want.At = kept(10)
		want.Questions[0].CreatedAt = kept(0)
		want.Questions[1] = store.Question{ID: "bare", DeletedAt: kept(3)}
		same(t, "frozen", got, want)
		got.Questions[0].Tags[0], f.KeyHolders[0] = "changed", "changed"
		got, err = s.ContestFreeze(ctx, "c1")
		noError(t, err)
		same(t, "read", got, want)
		c, err := s.Contest(ctx, "c1")
		noError(t, err)
		wantContest := asKept("c1", "org", 0)
		wantContest.FrozenAt = kept(10)
		same(t, "contest", c, wantContest)
	},
	"FreezeWithoutPackOrHolders": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		f := store.Freeze{ContestID: "c1", At: kept(1), Questions: []store.Question{{ID: "q1"}}, KeyHolders: []string{}}
		_, err := s.FreezeContest(t.Context(), f, 1)
		noError(t, err)
		got, err := s.ContestFreeze(t.Context(), "c1")
		noError(t, err)
		f.KeyHolders = nil
		same(t, "read", got, f)
	},
	"FirstFreezeStays": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustContest(t, s, contest("c1", "org", 0))
		first := mustFreeze(t, s, "c1")
		other := freeze("c1", 99)
		other.KeySalt, other.Pack = "0ther", store.ContestPack{}
		for _, version := range []int{1, 2, 50} {
			again, err := s.FreezeContest(ctx, other, version)
			noError(t, err)
			same(t, "repeat", again, first)
		}
		_, err := s.CancelContest(ctx, "c1", at(20))
		noError(t, err)
		again, err := s.FreezeContest(ctx, other, 1)
		noError(t, err)
		same(t, "repeat once cancelled", again, first)
	},
	"FreezeRefused": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustContest(t, s, draft("draft", "org", 0))
		mustContest(t, s, contest("cancelled", "org", 0))
		mustContest(t, s, contest("c1", "org", 0))
		_, err := s.CancelContest(ctx, "cancelled", at(1))
		noError(t, err)
		for _, id := range []string{"draft", "cancelled"} {
			_, err := s.FreezeContest(ctx, freeze(id, 2), 1)
			isError(t, id, err, store.ErrState)
			_, err = s.ContestFreeze(ctx, id)
			isError(t, id+" afterwards", err, store.ErrNotFound)
		}
		_, err = s.FreezeContest(ctx, freeze("c1", 2), 2)
		isError(t, "another version", err, store.ErrVersion)
		for name, damage := range map[string]func(*store.Freeze){
			"no contest":   func(f *store.Freeze) { f.ContestID = "" },
			"no time":      func(f *store.Freeze) { f.At = time.Time{} },
			"no questions": func(f *store.Freeze) { f.Questions = nil },
		} {
			f := freeze("c1", 2)
			damage(&f)
			_, err := s.FreezeContest(ctx, f, 1)
			isError(t, name, err, store.ErrInvalid)
		}
	},
	"FrozenIsNotChanged": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		mustFreeze(t, s, "c1")
		next := contest("c1", "org", 0)
		next.Title = "New"
		current, err := s.UpdateContest(t.Context(), next, 1)
		isError(t, "update", err, store.ErrState)
		want := asKept("c1", "org", 0)
		want.FrozenAt = kept(10)
		same(t, "beside the error", current, want)
	},
	"CancelIsKeptOnce": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustContest(t, s, contest("c1", "org", 0))
		mustContest(t, s, draft("d1", "org", 0))
		first, err := s.CancelContest(ctx, "c1", at(5))
		noError(t, err)
		want := asKept("c1", "org", 0)
		want.CancelledAt = kept(5)
		same(t, "cancelled", first, want)
		again, err := s.CancelContest(ctx, "c1", at(9))
		noError(t, err)
		same(t, "repeat", again, want)
		current, err := s.CloseContest(ctx, "c1", at(6), "head", 2)
		isError(t, "close", err, store.ErrState)
		same(t, "beside the error", current, want)
		current, err = s.UpdateContest(ctx, contest("c1", "org", 0), 1)
		isError(t, "update", err, store.ErrState)
		same(t, "beside the error", current, want)
		d, err := s.CancelContest(ctx, "d1", at(5))
		noError(t, err)
		same(t, "a draft", d.CancelledAt, kept(5))
	},
	"CloseIsKeptOnce": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustContest(t, s, contest("c1", "org", 0))
		mustFreeze(t, s, "c1")
		first, err := s.CloseContest(ctx, "c1", at(50), "head", 7)
		noError(t, err)
		want := asKept("c1", "org", 0)
		want.FrozenAt, want.ClosedAt, want.LogHead, want.LogLength = kept(10), kept(50), "head", 7
		same(t, "closed", first, want)
		again, err := s.CloseContest(ctx, "c1", at(60), "other", 8)
		noError(t, err)
		same(t, "repeat", again, want)
		current, err := s.CancelContest(ctx, "c1", at(70))
		isError(t, "cancel", err, store.ErrState)
		same(t, "beside the error", current, want)
		mustContest(t, s, draft("d1", "org", 0))
		current, err = s.CloseContest(ctx, "d1", at(1), "head", 1)
		isError(t, "close of a draft", err, store.ErrState)
		same(t, "beside the error", current.ID, "d1")
	},
	// A contest whose log has its closing entry shows its key: it is too late
	// to call it off, even if nobody has recorded the close yet.
	"NoCancelAfterTheClosingEntry": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		kept := mustContest(t, s, contest("c1", "org", 0))
		mustAppend(t, s, opened("c1", 1), closed("c1", 2))
		current, err := s.CancelContest(ctx, "c1", at(70))
		isError(t, "cancel", err, store.ErrState)
		same(t, "beside the error", current, kept)
	},
	"RacingFreezesAnswerOne": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		answers := make([]store.Freeze, 32)
		together(len(answers), func(i int) {
			f := freeze("c1", i)
			f.KeySalt = numbered("salt", i)
			var err error
			if answers[i], err = s.FreezeContest(t.Context(), f, 1); err != nil {
				t.Errorf("freeze %d: %v", i, err)
			}
		})
		kept, err := s.ContestFreeze(t.Context(), "c1")
		noError(t, err)
		for _, f := range answers {
			same(t, "answer", f, kept)
		}
	},
	// Either the update came first, and the freeze of the old version failed,
	// or the freeze did, and the update failed.
	"FreezeAndUpdateExcludeEachOther": func(t *testing.T, s store.Store) {
		for round := range 20 {
			id := numbered("c", round)
			mustContest(t, s, contest(id, "org", 0))
			var frozen, updated error
			together(2, func(i int) {
				if i == 0 {
					_, frozen = s.FreezeContest(t.Context(), freeze(id, 1), 1)
					return
				}
				next := contest(id, "org", 0)
				next.Title = "New"
				_, updated = s.UpdateContest(t.Context(), next, 1)
			})
			c, err := s.Contest(t.Context(), id)
			noError(t, err)
			switch {
			case frozen == nil && errors.Is(updated, store.ErrState) && c.Version == 1 && !c.FrozenAt.IsZero():
			case updated == nil && errors.Is(frozen, store.ErrVersion) && c.Version == 2 && c.FrozenAt.IsZero():
			default:
				t.Fatalf("freeze %v, update %v, contest %+v", frozen, updated, c)
			}
		}
	},
	// Of many nodes that close and cancel at once, all that succeed say the
	// same, and the contest is not both.
	"CloseAndCancelExcludeEachOther": func(t *testing.T, s store.Store) {
		for round := range 10 {
			id := numbered("c", round)
			mustContest(t, s, contest(id, "org", 0))
			var closes, cancels atomic.Int32
			together(16, func(i int) {
				var err error
				if i%2 == 0 {
					_, err = s.CloseContest(t.Context(), id, at(i), numbered("head", i), int64(i+1))
					closes.Add(succeeded(err))
				} else {
					_, err = s.CancelContest(t.Context(), id, at(i))
					cancels.Add(succeeded(err))
				}
				if err != nil && !errors.Is(err, store.ErrState) {
					t.Errorf("call %d: %v", i, err)
				}
			})
			c, err := s.Contest(t.Context(), id)
			noError(t, err)
			got := [4]bool{closes.Load() == 8, cancels.Load() == 8, !c.ClosedAt.IsZero(), !c.CancelledAt.IsZero()}
			if got != [4]bool{true, false, true, false} && got != [4]bool{false, true, false, true} {
				t.Fatalf("%d closed, %d cancelled, contest %+v", closes.Load(), cancels.Load(), c)
			}
		}
	},
}

func succeeded(err error) int32 {
	if err != nil {
		return 0
	}
	return 1
}
