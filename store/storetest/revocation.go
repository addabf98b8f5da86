package storetest

import (
	"testing"
	"time"

	"prepwire/store"
)

var revocationTests = map[string]func(*testing.T, store.Store){
	"AllInOrder": func(t *testing.T, s store.Store) {
		var want []store.Revocation
		for i := range 25 {
			r := store.Revocation{ID: numbered("r", i), Reason: "left", By: "root", At: at(i / 4)}
			if i%2 == 0 {
				r.UserID = "ann"
			} else {
				r.JTI = numbered("token", i)
			}
			added, err := s.AddRevocation(t.Context(), r)
			noError(t, err)
			r.At = kept(i / 4)
			same(t, "added", added, r)
			want = append(want, r)
		}
		for _, limit := range []int{1, 4, 25, 100} {
			var got []store.Revocation
			var after store.Position
			for {
				part, err := s.Revocations(t.Context(), after, limit)
				noError(t, err)
				got = append(got, part...)
				if len(part) < limit {
					break
				}
				after = part[len(part)-1].Position()
			}
			same(t, "revocations", got, want)
		}
	},
	"RepeatAnswersTheFirst": func(t *testing.T, s store.Store) {
		r := store.Revocation{ID: "r1", UserID: "ann", Reason: "left", At: at(0)}
		first, err := s.AddRevocation(t.Context(), r)
		noError(t, err)
		r.At, r.Reason = at(9), "other"
		again, err := s.AddRevocation(t.Context(), r)
		noError(t, err)
		same(t, "repeat", again, first)
		r.UserID = "bob"
		_, err = s.AddRevocation(t.Context(), r)
		isError(t, "same id for another", err, store.ErrExists)
	},
	"InvalidIsRefused": func(t *testing.T, s store.Store) {
		for name, r := range map[string]store.Revocation{
			"no id":   {UserID: "ann", At: at(0)},
			"nobody":  {ID: "r", At: at(0)},
			"both":    {ID: "r", UserID: "ann", JTI: "token", At: at(0)},
			"no time": {ID: "r", UserID: "ann", At: time.Time{}},
		} {
			_, err := s.AddRevocation(t.Context(), r)
			isError(t, name, err, store.ErrInvalid)
		}
	},
}
