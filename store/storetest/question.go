package storetest

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/store"
)

var questionTests = map[string]func(*testing.T, store.Store){
	"EveryFieldComesBack": func(t *testing.T, s store.Store) {
		q := question("q1", "ann", 0)
		q.Origin = "bank:1"
		want := q
		want.Version, want.CreatedAt, want.UpdatedAt = 1, kept(0), kept(0)
		same(t, "created", mustCreate(t, s, q), []store.Question{want})
		got, err := s.Question(t.Context(), "q1")
		noError(t, err)
		same(t, "read", got, want)
	},
	"EmptyFieldsComeBackEmpty": func(t *testing.T, s store.Store) {
		q := store.Question{ID: "q1", CreatedBy: "ann", CreatedAt: kept(0), DifficultyLevel: 1, Visibility: store.Shared,
			Options: []store.Option{}, Tags: []string{}, Hints: []string{}}
		mustCreate(t, s, q)
		got, err := s.Question(t.Context(), "q1")
		noError(t, err)
		q.Options, q.Tags, q.Hints, q.Version, q.UpdatedAt = nil, nil, nil, 1, kept(0)
		same(t, "read", got, q)
	},
	"CallersListsStayTheirs": func(t *testing.T, s store.Store) {
		q := question("q1", "ann", 0)
		created := mustCreate(t, s, q)
		q.Tags[0], created[0].Hints[0] = "changed", "changed"
		got, err := s.Question(t.Context(), "q1")
		noError(t, err)
		same(t, "tag", got.Tags[0], "linear")
		same(t, "hint", got.Hints[0], "Look at 2.")
	},
	"UnknownIsNotFound": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		_, err := s.Question(ctx, "nobody")
		isError(t, "read", err, store.ErrNotFound)
		_, err = s.UpdateQuestion(ctx, question("nobody", "ann", 0), 1)
		isError(t, "update", err, store.ErrNotFound)
		_, err = s.VerifyQuestion(ctx, "nobody", at(0))
		isError(t, "verify", err, store.ErrNotFound)
		isError(t, "delete", s.DeleteQuestion(ctx, "nobody", at(0)), store.ErrNotFound)
	},
	"CreateAgainAnswersTheFirst": func(t *testing.T, s store.Store) {
		first := mustCreate(t, s, question("q1", "ann", 0), question("q2", "ann", 1))
		other := question("q1", "ann", 500)
		other.Stem, other.RequestDigest, other.Version = "Another?", "digest-2", 9
		again, err := s.CreateQuestions(t.Context(), []store.Question{other, question("q2", "ann", 501)})
		noError(t, err)
		same(t, "repeat", again, first)
	},
	"CreateAgainAnswersWhatIsKept": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustCreate(t, s, question("q1", "ann", 0), question("q2", "ann", 1))
		verified, err := s.VerifyQuestion(ctx, "q1", at(5))
		noError(t, err)
		noError(t, s.DeleteQuestion(ctx, "q2", at(6)))
		again, err := s.CreateQuestions(ctx, []store.Question{question("q2", "ann", 1), question("q3", "ann", 2), question("q1", "ann", 0)})
		noError(t, err)
		if len(again) != 2 || again[0].ID != "q2" || again[0].DeletedAt != kept(6) {
			t.Fatalf("repeat: got %+v, want q2 as deleted and q1", again)
		}
		same(t, "q1", again[1], verified)
		_, err = s.Question(ctx, "q3")
		isError(t, "an unknown id among known ones", err, store.ErrNotFound)
	},
	"AnotherUsersIdExists": func(t *testing.T, s store.Store) {
		mustCreate(t, s, question("q1", "ann", 0))
		_, err := s.CreateQuestions(t.Context(), []store.Question{question("q2", "bob", 0), question("q1", "bob", 0)})
		isError(t, "create", err, store.ErrExists)
		_, err = s.Question(t.Context(), "q2")
		isError(t, "its neighbour", err, store.ErrNotFound)
	},
	"InvalidIsRefused": func(t *testing.T, s store.Store) {
		broken := map[string]func(*store.Question){
			"no id":      func(q *store.Question) { q.ID = "" },
			"no creator": func(q *store.Question) { q.CreatedBy = "" },
			"no time":    func(q *store.Question) { q.CreatedAt = time.Time{} },
			"level 0":    func(q *store.Question) { q.DifficultyLevel = 0 },
			"level 6":    func(q *store.Question) { q.DifficultyLevel = 6 },
			"visibility": func(q *store.Question) { q.Visibility = "" },
		}
		for name, damage := range broken {
			q := question("q1", "ann", 0)
			damage(&q)
			_, err := s.CreateQuestions(t.Context(), []store.Question{question("q0", "ann", 0), q})
			isError(t, name, err, store.ErrInvalid)
		}
		_, err := s.CreateQuestions(t.Context(), []store.Question{question("q1", "ann", 0), question("q1", "ann", 1)})
		isError(t, "id twice", err, store.ErrInvalid)
		_, err = s.Question(t.Context(), "q0")
		isError(t, "all or none", err, store.ErrNotFound)
	},
	"OriginIsHeldOnce": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		drawn := func(id, user string) store.Question {
			q := question(id, user, 0)
			q.Origin = "bank:1"
			return q
		}
		mustCreate(t, s, drawn("q1", "ann"))
		_, err := s.CreateQuestions(ctx, []store.Question{question("q2", "ann", 0), drawn("q3", "ann")})
		isError(t, "taken", err, store.ErrExists)
		_, err = s.Question(ctx, "q2")
		isError(t, "all or none", err, store.ErrNotFound)
		mustCreate(t, s, drawn("q4", "bob"))
		_, err = s.CreateQuestions(ctx, []store.Question{drawn("q5", "cat"), drawn("q6", "cat")})
		isError(t, "twice in one call", err, store.ErrExists)
		noError(t, s.DeleteQuestion(ctx, "q1", at(1)))
		_, err = s.CreateQuestions(ctx, []store.Question{drawn("q7", "ann")})
		isError(t, "held by a deleted one", err, store.ErrExists)
	},
	"ByIDKeepsTheOrder": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		qs := mustCreate(t, s, question("q1", "ann", 0), question("q2", "ann", 0), question("q3", "ann", 0))
		noError(t, s.DeleteQuestion(ctx, "q2", at(1)))
		got, err := s.QuestionsByID(ctx, []string{"q3", "nobody", "q2", "q1", "q3"})
		noError(t, err)
		same(t, "found", got, []store.Question{qs[2], qs[0]})
		got, err = s.QuestionsByID(ctx, nil)
		noError(t, err)
		same(t, "of none", len(got), 0)
		_, err = s.QuestionsByID(ctx, make([]string, store.MaxLimit+1))
		isError(t, "too many", err, store.ErrInvalid)
	},
	"UpdateReplaces": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		q := question("q1", "ann", 0)
		q.Origin = "bank:1"
		mustCreate(t, s, q)
		next := question("q1", "mallory", 77)
		next.Stem, next.Tags, next.Passage = "Solve 3x = 9.", nil, ""
		next.Origin, next.RequestDigest, next.DeletedAt = "bank:2", "digest-2", at(3)
		next.UpdatedAt = at(50)
		want := next
		want.Version, want.CreatedBy, want.CreatedAt, want.UpdatedAt = 2, "ann", kept(0), kept(50)
		want.Origin, want.RequestDigest, want.DeletedAt = "bank:1", "digest-1", time.Time{}
		got, err := s.UpdateQuestion(ctx, next, 1)
		noError(t, err)
		same(t, "answer", got, want)
		got, err = s.Question(ctx, "q1")
		noError(t, err)
		same(t, "kept", got, want)
	},
	"UpdateAgainIsARepeat": func(t *testing.T, s store.Store) {
		q := mustCreate(t, s, question("q1", "ann", 0))[0]
		q.Stem, q.UpdatedAt = "Other.", at(9)
		first, err := s.UpdateQuestion(t.Context(), q, 1)
		noError(t, err)
		again, err := s.UpdateQuestion(t.Context(), q, 1)
		noError(t, err)
		same(t, "repeat", again, first)
	},
	"UpdateOfOldVersionShowsTheCurrent": func(t *testing.T, s store.Store) {
		q := mustCreate(t, s, question("q1", "ann", 0))[0]
		q.Stem, q.UpdatedAt = "Mine.", at(1)
		first, err := s.UpdateQuestion(t.Context(), q, 1)
		noError(t, err)
		q.Stem = "Yours."
		for _, version := range []int{0, 1, 3} {
			current, err := s.UpdateQuestion(t.Context(), q, version)
			isError(t, "update", err, store.ErrVersion)
			same(t, "current", current, first)
		}
	},
	"OneOfManyUpdatesWins": func(t *testing.T, s store.Store) {
		q := mustCreate(t, s, question("q1", "ann", 0))[0]
		var won, lost atomic.Int32
		together(16, func(i int) {
			mine := q
			mine.Stem, mine.UpdatedAt = numbered("stem", i), at(i+1)
			got, err := s.UpdateQuestion(t.Context(), mine, 1)
			switch {
			case err == nil && got.Stem == mine.Stem:
				won.Add(1)
			case errors.Is(err, store.ErrVersion) && got.Version == 2:
				lost.Add(1)
			default:
				t.Errorf("update %d: got version %d, error %v", i, got.Version, err)
			}
		})
		same(t, "won and lost", [2]int32{won.Load(), lost.Load()}, [2]int32{1, 15})
	},
	"VerifyShares": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		want := mustCreate(t, s, question("q1", "ann", 0))[0]
		want.Verified, want.Visibility, want.Version, want.UpdatedAt = true, store.Shared, 2, kept(4)
		for _, ms := range []int{4, 5} {
			got, err := s.VerifyQuestion(ctx, "q1", at(ms))
			noError(t, err)
			same(t, "verified", got, want)
		}
	},
	"DeleteHides": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		q := mustCreate(t, s, question("q1", "ann", 0))[0]
		noError(t, s.DeleteQuestion(ctx, "q1", at(1)))
		noError(t, s.DeleteQuestion(ctx, "q1", at(2)))
		_, err := s.Question(ctx, "q1")
		isError(t, "read", err, store.ErrNotFound)
		_, err = s.UpdateQuestion(ctx, q, 1)
		isError(t, "update", err, store.ErrNotFound)
		_, err = s.VerifyQuestion(ctx, "q1", at(3))
		isError(t, "verify", err, store.ErrNotFound)
		list, err := s.ListQuestions(ctx, store.QuestionFilter{IncludeAll: true}, store.Page{})
		noError(t, err)
		same(t, "list", len(list.Items), 0)
		again, err := s.CreateQuestions(ctx, []store.Question{q})
		noError(t, err)
		same(t, "first time of deletion", again[0].DeletedAt, kept(1))
	},
	"RacingCreatesMakeOne": func(t *testing.T, s store.Store) {
		const callers = 64
		answers := make([][]store.Question, callers)
		together(callers, func(i int) {
			mine := []store.Question{question("q1", "ann", i), question("q2", "ann", i)}
			mine[0].Stem, mine[1].Stem = numbered("stem", i), numbered("stem", i)
			var err error
			if answers[i], err = s.CreateQuestions(t.Context(), mine); err != nil {
				t.Errorf("create %d: %v", i, err)
			}
		})
		if t.Failed() {
			return
		}
		same(t, "stems of one call", answers[0][0].Stem, answers[0][1].Stem)
		for _, answer := range answers {
			same(t, "answer", answer, answers[0])
		}
	},
	"RacingDrawsShareNothing": func(t *testing.T, s store.Store) {
		const callers = 16
		var won atomic.Int32
		together(callers, func(i int) {
			q := question(numbered("q", i), "ann", i)
			q.Origin = "bank:1"
			_, err := s.CreateQuestions(t.Context(), []store.Question{q})
			if err == nil {
				won.Add(1)
			} else if !errors.Is(err, store.ErrExists) {
				t.Errorf("create %d: %v", i, err)
			}
		})
		same(t, "who got the variant", won.Load(), 1)
	},
}

var drawnTests = map[string]func(*testing.T, store.Store){
	"CountsWhatFollowsThePrefix": func(t *testing.T, s store.Store) {
		origins := []string{"b:f_%:3:0", "b:f_%:3:9", "b:f_%:3:10", "b:f_%:3:", "b:f_%:3:1x", "b:f_%:33:70", "b:fxy:3:80", "B:F_%:3:90", "b:f_%:3:1:5", ""}
		for i, origin := range origins {
			q := question(numbered("q", i), "ann", i)
			q.Origin = origin
			mustCreate(t, s, q)
		}
		other := question("other", "bob", 0)
		other.Origin = "b:f_%:3:500"
		mustCreate(t, s, other)
		noError(t, s.DeleteQuestion(t.Context(), numbered("q", 2), at(100)))
		got, err := s.Drawn(t.Context(), "ann", "b:f_%:3:")
		noError(t, err)
		same(t, "drawn", got, store.Drawn{Count: 3, Last: 10})
	},
	"NothingDrawn": func(t *testing.T, s store.Store) {
		got, err := s.Drawn(t.Context(), "ann", "bank:é:")
		noError(t, err)
		same(t, "drawn", got, store.Drawn{Count: 0, Last: -1})
	},
	"ManyWalkersMeetEachVariantOnce": func(t *testing.T, s store.Store) {
		const walkers, steps = 4, 8
		together(walkers, func(w int) {
			for step := 0; step < steps; {
				drawn, err := s.Drawn(t.Context(), "ann", "bank:é:")
				if err != nil {
					t.Errorf("drawn: %v", err)
					return
				}
				q := question(numbered(numbered("q", w), step)+numbered("", int(drawn.Last+1)), "ann", step)
				q.Origin = "bank:é:" + decimal(drawn.Last+1)
				_, err = s.CreateQuestions(t.Context(), []store.Question{q})
				if err == nil {
					step++
				} else if !errors.Is(err, store.ErrExists) {
					t.Errorf("create: %v", err)
					return
				}
			}
		})
		got, err := s.Drawn(t.Context(), "ann", "bank:é:")
		noError(t, err)
		same(t, "drawn", got, store.Drawn{Count: walkers * steps, Last: walkers*steps - 1})
	},
}

// ids are the ids of questions, in order.
func ids(qs []store.Question) []string {
	out := make([]string, len(qs))
	for i, q := range qs {
		out[i] = q.ID
	}
	return out
}
