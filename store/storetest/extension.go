package storetest

import (
	"fmt"
	"sync/atomic"
	"testing"

	"prepwire/store"
)

// looking is an extension's state.
func looking(id, user string, version int64, ms int) store.Extension {
	return store.Extension{UserID: user, ID: id, State: fmt.Appendf(nil, `{"n":%d, "b":"\u00bd"}`, version), Version: version, UpdatedAt: at(ms)}
}

// lookedAt is looking as it is kept.
func lookedAt(id, user string, version int64, ms int) store.Extension {
	e := looking(id, user, version, ms)
	e.UpdatedAt = kept(ms)
	return e
}

func mustPut(t *testing.T, s store.Extensions, e store.Extension, old int64) {
	t.Helper()
	got, err := s.PutExtension(t.Context(), e, old)
	noError(t, err)
	e.UpdatedAt = e.Kept().UpdatedAt
	same(t, "put", got, e)
}

var extensionTests = map[string]func(*testing.T, store.Store){
	"ByVersion": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		_, err := s.Extension(ctx, "ann", "e1")
		isError(t, "nothing yet", err, store.ErrNotFound)
		mustPut(t, s, looking("e1", "ann", 0, 0), store.NoExtension)
		mustPut(t, s, looking("e1", "ann", 7, 1), 0)
		mustPut(t, s, looking("e1", "bob", 1<<52, 1), store.NoExtension) // an id is of its user's own
		want := lookedAt("e1", "ann", 7, 1)
		for _, old := range []int64{store.NoExtension, 0, 6, 8} {
			got, err := s.PutExtension(ctx, looking("e1", "ann", 9, 2), old)
			isError(t, "another version", err, store.ErrVersion)
			same(t, "current", got, want)
		}
		got, err := s.PutExtension(ctx, looking("none", "ann", 9, 2), 3)
		isError(t, "none", err, store.ErrVersion)
		same(t, "none", got.Version, store.NoExtension)
		got, err = s.Extension(ctx, "ann", "e1")
		noError(t, err)
		same(t, "kept", got, want)
	},
	"RepeatIsAnswered": func(t *testing.T, s store.Store) {
		mustPut(t, s, looking("e1", "ann", 3, 0), store.NoExtension)
		mustPut(t, s, looking("e1", "ann", 3, 0), store.NoExtension)
		mustPut(t, s, looking("e1", "ann", 3, 0), 2)
		later := looking("e1", "ann", 3, 1)
		_, err := s.PutExtension(t.Context(), later, store.NoExtension)
		isError(t, "another time", err, store.ErrVersion)
	},
	"OneOfManyWins": func(t *testing.T, s store.Store) {
		for round, old := range []int64{store.NoExtension, 1} {
			var won atomic.Int64
			together(16, func(i int) {
				e := looking("e1", "ann", old+2, i)
				e.State = fmt.Appendf(nil, `{"by":%d}`, i)
				switch _, err := s.PutExtension(t.Context(), e, old); {
				case err == nil:
					won.Add(1)
				default:
					isError(t, "lost", err, store.ErrVersion)
				}
			})
			same(t, fmt.Sprint("won in round ", round), won.Load(), 1)
		}
	},
	"NewestFirstAndBounded": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		list, err := s.Extensions(ctx, "ann")
		noError(t, err)
		same(t, "none", len(list), 0)
		for i := range store.MaxExtensions {
			mustPut(t, s, looking(numbered("e", i), "ann", 1, i/2), store.NoExtension)
		}
		mustPut(t, s, looking("of-bob", "bob", 1, 0), store.NoExtension)
		mustPut(t, s, looking(numbered("e", 0), "ann", 2, 50), 1) // heard of again
		mustPut(t, s, looking("new", "ann", 1, -1), store.NoExtension)
		_, err = s.Extension(ctx, "ann", numbered("e", 1))
		isError(t, "longest not heard of", err, store.ErrNotFound)
		want := []store.Extension{lookedAt(numbered("e", 0), "ann", 2, 50)}
		for i := store.MaxExtensions - 1; i > 1; i-- {
			want = append(want, lookedAt(numbered("e", i), "ann", 1, i/2))
		}
		want = append(want, lookedAt("new", "ann", 1, -1))
		list, err = s.Extensions(ctx, "ann")
		noError(t, err)
		same(t, "extensions", list, want)
		list, err = s.Extensions(ctx, "bob")
		noError(t, err)
		same(t, "bob's", len(list), 1)
	},
	"RacingNewOnesStayBounded": func(t *testing.T, s store.Store) {
		together(3*store.MaxExtensions, func(i int) {
			_, err := s.PutExtension(t.Context(), looking(numbered("e", i), "ann", 1, i), store.NoExtension)
			noErrorIn(t, err)
		})
		list, err := s.Extensions(t.Context(), "ann")
		noError(t, err)
		same(t, "extensions", len(list), store.MaxExtensions)
	},
	"InvalidIsRefused": func(t *testing.T, s store.Store) {
		for name, damage := range map[string]func(*store.Extension){
			"id":      func(e *store.Extension) { e.ID = "" },
			"user":    func(e *store.Extension) { e.UserID = "" },
			"time":    func(e *store.Extension) { e.UpdatedAt = store.Position{}.At },
			"state":   func(e *store.Extension) { e.State = nil },
			"version": func(e *store.Extension) { e.Version = 4 },
		} {
			e := looking("e1", "ann", 5, 0)
			damage(&e)
			_, err := s.PutExtension(t.Context(), e, 4)
			isError(t, name, err, store.ErrInvalid)
		}
		_, err := s.PutExtension(t.Context(), looking("e1", "ann", 5, 0), store.NoExtension-1)
		isError(t, "old version", err, store.ErrInvalid)
	},
}
