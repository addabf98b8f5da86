package storetest

import (
	"math"
	"testing"

	"prepwire/store"
)

// sketched is a question with a sketch.
func sketched(id, user string, ms int, hashes ...int64) store.Question {
	q := question(id, user, ms)
	q.Sketch = hashes
	return q
}

// alike wants exactly those questions, in that order.
func alike(t *testing.T, s store.Store, user string, sketch []int64, limit int, want ...string) {
	t.Helper()
	found, err := s.QuestionsAlike(t.Context(), user, sketch, limit)
	noError(t, err)
	var got []string
	for _, q := range found {
		got = append(got, q.ID)
	}
	same(t, "alike", got, want)
}

var sketchTests = map[string]func(*testing.T, store.Store){
	"OneHashInCommonIsEnough": func(t *testing.T, s store.Store) {
		mustCreate(t, s, sketched("q1", "ann", 0, 1, 2, math.MinInt64), sketched("q2", "ann", 1, 2, 3), sketched("q3", "ann", 2, 4), question("q4", "ann", 3))
		alike(t, s, "ann", []int64{2, 9}, 10, "q2", "q1")
		alike(t, s, "ann", []int64{math.MinInt64}, 10, "q1")
		alike(t, s, "ann", []int64{1, 2, 3, 4}, 2, "q3", "q2")
		alike(t, s, "ann", []int64{math.MaxInt64}, 10)
		alike(t, s, "ann", nil, 10)
		got, err := s.Question(t.Context(), "q1")
		noError(t, err)
		same(t, "sketch", got.Sketch, []int64{1, 2, math.MinInt64})
	},
	"OnlySharedAndOwnOnes": func(t *testing.T, s store.Store) {
		shared := sketched("q2", "ben", 1, 1)
		shared.Visibility = store.Shared
		mustCreate(t, s, sketched("q1", "ben", 0, 1))
		mustCreate(t, s, shared)
		mustCreate(t, s, sketched("q3", "ann", 2, 1))
		alike(t, s, "ann", []int64{1}, 10, "q3", "q2")
		alike(t, s, "ben", []int64{1}, 10, "q2", "q1")
		alike(t, s, "", []int64{1}, 10, "q2")
		_, err := s.VerifyQuestion(t.Context(), "q1", at(5))
		noError(t, err)
		alike(t, s, "ann", []int64{1}, 10, "q3", "q2", "q1")
	},
	"FollowsUpdateAndDelete": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustCreate(t, s, sketched("q1", "ann", 0, 1, 2))
		next := sketched("q1", "ann", 0, 2, 3)
		next.UpdatedAt = at(4)
		kept, err := s.UpdateQuestion(ctx, next, 1)
		noError(t, err)
		same(t, "updated", kept.Sketch, []int64{2, 3})
		alike(t, s, "ann", []int64{1}, 10)
		alike(t, s, "ann", []int64{3}, 10, "q1")
		noError(t, s.DeleteQuestion(ctx, "q1", at(5)))
		alike(t, s, "ann", []int64{2, 3}, 10)
	},
	"LockedOnesCount": func(t *testing.T, s store.Store) {
		mustCreate(t, s, sketched("q1", "org", 0, 1))
		_, err := s.VerifyQuestion(t.Context(), "q1", at(1))
		noError(t, err)
		c := contest("c1", "org", 0)
		c.Questions = []store.ContestQuestion{{QuestionID: "q1", PointsMilli: 1000}}
		_, err = s.CreateContest(t.Context(), c)
		noError(t, err)
		alike(t, s, "ann", []int64{1}, 10, "q1")
	},
	"TooManyHashes": func(t *testing.T, s store.Store) {
		_, err := s.QuestionsAlike(t.Context(), "ann", make([]int64, store.MaxLimit+1), 1)
		isError(t, "alike", err, store.ErrInvalid)
	},
}
