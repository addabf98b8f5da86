package storetest

import (
	"sync/atomic"
	"testing"
	"time"

	"prepwire/store"
)

var leaseTests = map[string]func(*testing.T, store.Store){
	"OneHolderAtATime": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		before, err := s.Now(ctx)
		noError(t, err)
		mine, err := s.AcquireLease(ctx, "l1", "ann", time.Hour)
		noError(t, err)
		same(t, "lease", mine, store.Lease{Name: "l1", Holder: "ann", Until: store.Millis(mine.Until)})
		if mine.Until.Before(before.Add(time.Hour)) || mine.Until.After(before.Add(2*time.Hour)) {
			t.Fatalf("until %v, asked for an hour after %v", mine.Until, before)
		}
		other, err := s.AcquireLease(ctx, "l1", "bob", time.Hour)
		isError(t, "another's", err, store.ErrExists)
		same(t, "beside the error", other, mine)
		_, err = s.AcquireLease(ctx, "l2", "bob", time.Hour)
		noError(t, err)
		again, err := s.AcquireLease(ctx, "l1", "ann", 2*time.Hour)
		noError(t, err)
		if !again.Until.After(mine.Until) {
			t.Fatalf("renewed until %v, was %v", again.Until, mine.Until)
		}
		noError(t, s.ReleaseLease(ctx, "l1", "bob"))
		_, err = s.AcquireLease(ctx, "l1", "bob", time.Hour)
		isError(t, "released by another", err, store.ErrExists)
		noError(t, s.ReleaseLease(ctx, "l1", "ann"))
		noError(t, s.ReleaseLease(ctx, "l1", "ann"))
		noError(t, s.ReleaseLease(ctx, "nothing", "ann"))
		got, err := s.AcquireLease(ctx, "l1", "bob", time.Hour)
		noError(t, err)
		same(t, "holder", got.Holder, "bob")
	},
	"EndsByItself": func(t *testing.T, s store.Store) {
		_, err := s.AcquireLease(t.Context(), "l1", "ann", time.Millisecond)
		noError(t, err)
		for {
			got, err := s.AcquireLease(t.Context(), "l1", "bob", time.Hour)
			if err == nil {
				same(t, "holder", got.Holder, "bob")
				break
			}
			isError(t, "not ended yet", err, store.ErrExists)
		}
		_, err = s.AcquireLease(t.Context(), "l1", "ann", time.Hour)
		isError(t, "who had it before", err, store.ErrExists)
	},
	"InvalidIsRefused": func(t *testing.T, s store.Store) {
		_, err := s.AcquireLease(t.Context(), "", "ann", time.Hour)
		isError(t, "no name", err, store.ErrInvalid)
		_, err = s.AcquireLease(t.Context(), "l1", "", time.Hour)
		isError(t, "no holder", err, store.ErrInvalid)
		_, err = s.AcquireLease(t.Context(), "l1", "ann", 0)
		isError(t, "no time", err, store.ErrInvalid)
	},
	"OneOfManyGetsIt": func(t *testing.T, s store.Store) {
		var got atomic.Int32
		together(16, func(i int) {
			_, err := s.AcquireLease(t.Context(), "l1", numbered("h", i), time.Hour)
			if err == nil {
				got.Add(1)
				return
			}
			isErrorIn(t, err, store.ErrExists)
		})
		same(t, "holders", got.Load(), 1)
	},
}
