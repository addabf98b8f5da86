package storetest

import (
	"testing"
	"time"

	"prepwire/store"
)

func model(number int64, params string) store.Model {
	return store.Model{Number: number, Params: []byte(params), Answers: 10 * number,
		UpTo: store.Position{At: kept(int(number)), ID: "a"}, At: at(int(number))}
}

var modelTests = map[string]func(*testing.T, store.Store){
	"NewestIsAnswered": func(t *testing.T, s store.Store) {
		_, err := s.NewestModel(t.Context())
		isError(t, "none yet", err, store.ErrNotFound)
		for n := range int64(3) {
			m := model(n+1, "\x00\xff params")
			got, err := s.AddModel(t.Context(), m)
			noError(t, err)
			m.At = kept(int(n + 1))
			same(t, "added", got, m)
			newest, err := s.NewestModel(t.Context())
			noError(t, err)
			same(t, "newest", newest, m)
		}
	},
	"NumbersFollowEachOther": func(t *testing.T, s store.Store) {
		_, err := s.AddModel(t.Context(), model(2, "x"))
		isError(t, "a gap", err, store.ErrState)
	},
	"RepeatAnswersTheFirst": func(t *testing.T, s store.Store) {
		first, err := s.AddModel(t.Context(), model(1, "first"))
		noError(t, err)
		again, err := s.AddModel(t.Context(), model(1, "again"))
		noError(t, err)
		same(t, "repeat", again, first)
	},
	"OneOfManyWins": func(t *testing.T, s store.Store) {
		answers := make([]store.Model, 16)
		together(len(answers), func(i int) {
			var err error
			if answers[i], err = s.AddModel(t.Context(), model(1, numbered("params", i))); err != nil {
				t.Errorf("model %d: %v", i, err)
			}
		})
		for _, m := range answers {
			same(t, "answer", m, answers[0])
		}
	},
	"InvalidIsRefused": func(t *testing.T, s store.Store) {
		for name, damage := range map[string]func(*store.Model){
			"number": func(m *store.Model) { m.Number = 0 },
			"params": func(m *store.Model) { m.Params = nil },
			"large":  func(m *store.Model) { m.Params = make([]byte, store.MaxModelBytes+1) },
			"up to":  func(m *store.Model) { m.UpTo = store.Position{} },
			"time":   func(m *store.Model) { m.At = time.Time{} },
		} {
			m := model(1, "x")
			damage(&m)
			_, err := s.AddModel(t.Context(), m)
			isError(t, name, err, store.ErrInvalid)
		}
	},
}
