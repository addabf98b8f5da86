package students_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"prepwire/rpc/recommendations/students"
	"prepwire/store"
	"prepwire/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start is long ago for the store's clock.
var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func open(t testing.TB) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// answer records the n-th answer of a student, one a minute, which follows from
// n alone.
func answer(t testing.TB, db *sqlite.DB, user string, n int, edit ...func(*store.Attempt)) {
	t.Helper()
	a := store.Attempt{
		ID: fmt.Sprintf("%s-%04d", user, n), UserID: user, QuestionID: fmt.Sprintf("q%d", n), Answer: "A", Correct: n%3 != 0,
		TimeSpentMs: int64(20_000 + 977*(n%50)), Skill: fmt.Sprintf("ALG%d", n%5+1), DifficultyLevel: n%5 + 1,
		At: start.Add(time.Duration(n) * time.Minute),
	}
	for _, e := range edit {
		e(&a)
	}
	if _, err := db.RecordAttempt(t.Context(), a); err != nil {
		t.Fatal(err)
	}
}

// state is the encoded state of a student, by which two are told apart.
func state(t testing.TB, k *students.Keeper, user string) []byte {
	t.Helper()
	s, err := k.Student(t.Context(), user)
	if err != nil {
		t.Fatal(err)
	}
	return s.Params.AppendState(nil, &s.State)
}

// same fails unless a keeper that has folded nothing yet says what k says.
func same(t testing.TB, db *sqlite.DB, k *students.Keeper, user string) {
	t.Helper()
	anew := students.New(students.Config{Store: db})
	if err := anew.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(state(t, k, user), state(t, anew, user)) {
		t.Errorf("the states of %s differ", user)
	}
}

func TestARestartSaysTheSame(t *testing.T) {
	db := open(t)
	k := students.New(students.Config{Store: db})
	for n := range 120 {
		answer(t, db, "ann", n)
		if n%7 == 0 {
			same(t, db, k, "ann")
		}
	}
	s, err := k.Student(t.Context(), "ann")
	if err != nil || s.Answered != 120 || s.Correct != 80 || s.State.Answers() != 120 || !s.Last.Equal(start.Add(119*time.Minute)) {
		t.Errorf("%+v, %v", s, err)
	}
}

// A further attempt at a question changes nothing; an answer that students
// report themselves weighs less than one that was judged.
func TestWhatCounts(t *testing.T) {
	db := open(t)
	k := students.New(students.Config{Store: db})
	for n := range 10 {
		answer(t, db, "ann", n)
	}
	before := state(t, k, "ann")
	answer(t, db, "ann", 500, func(a *store.Attempt) { a.QuestionID = "q3" })
	if !bytes.Equal(before, state(t, k, "ann")) {
		t.Error("a second attempt changed the state")
	}
	moved := func(user string, source store.Source) float64 {
		answer(t, db, user, 0, func(a *store.Attempt) { a.Correct, a.Source = true, source })
		m, err := k.Mastery(t.Context(), user, "ALG1")
		if err != nil {
			t.Fatal(err)
		}
		none, err := k.Mastery(t.Context(), "nobody", "ALG1")
		if err != nil {
			t.Fatal(err)
		}
		return m.Mean - none.Mean
	}
	judged, reported := moved("bob", store.SourcePractice), moved("cid", store.SourceReported)
	if !(judged > reported && reported > 0) {
		t.Errorf("judged moves by %v, reported by %v", judged, reported)
	}
}

// An attempt that is added behind others, as when a request took long, ends up
// where its time says.
func TestALateAttemptIsFoldedInItsPlace(t *testing.T) {
	db := open(t)
	k := students.New(students.Config{Store: db})
	answer(t, db, "ann", 0)
	answer(t, db, "ann", 5)
	answer(t, db, "ann", 6)
	before := state(t, k, "ann")
	answer(t, db, "ann", 50, func(a *store.Attempt) { a.At = start.Add(6*time.Minute - time.Second) })
	if bytes.Equal(before, state(t, k, "ann")) {
		t.Error("the late attempt was not seen")
	}
	same(t, db, k, "ann")
}

func TestNobodyHasAnsweredNothing(t *testing.T) {
	k := students.New(students.Config{Store: open(t)})
	s, err := k.Student(t.Context(), "nobody")
	if err != nil || s.Answered != 0 || len(s.Masteries(start)) != 0 || len(s.Prediction(start)) != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}

// Students beyond the bound of the cache are folded anew when they come back.
func TestTheCacheIsBounded(t *testing.T) {
	db := open(t)
	k := students.New(students.Config{Store: db, Most: 2})
	for round := range 3 {
		for u := range 5 {
			user := fmt.Sprint("user", u)
			answer(t, db, user, round)
			same(t, db, k, user)
		}
	}
}

func TestManyAskAtOnce(t *testing.T) {
	db := open(t)
	k := students.New(students.Config{Store: db, Most: 3})
	var all sync.WaitGroup
	for u := range 8 {
		all.Go(func() {
			user := fmt.Sprint("user", u%4)
			for n := range 20 {
				answer(t, db, user, 100*u+n, func(a *store.Attempt) { a.At = start.Add(time.Duration(8*n+u) * time.Millisecond) })
				if _, err := k.Student(t.Context(), user); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for u := range 4 {
		same(t, db, k, fmt.Sprint("user", u))
	}
}

func TestAnInterruptedFoldIsDoneAnew(t *testing.T) {
	db := open(t)
	k := students.New(students.Config{Store: db})
	answer(t, db, "ann", 1)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := k.Student(gone, "ann"); err == nil {
		t.Error("a cancelled call was answered")
	}
	same(t, db, k, "ann")
}

func TestMeansThroughAPlaceInTheLog(t *testing.T) {
	db := open(t)
	k := students.New(students.Config{Store: db})
	for n := range 30 {
		answer(t, db, "ann", n, func(a *store.Attempt) {
			a.Skill, a.Correct = "ALG1", n < 5
			if n >= 20 {
				a.Skill, a.Correct = "ADV2", true
			}
		})
	}
	through := func(n int) float64 {
		means, err := k.MeansThrough(t.Context(), "ann", []string{"ADV2", "ALG1"}, store.Position{At: start.Add(time.Duration(n) * time.Minute), ID: fmt.Sprintf("ann-%04d", n)})
		if err != nil || len(means) != 2 {
			t.Fatal(means, err)
		}
		return means["ADV2"]
	}
	before, half, after := through(19), through(24), through(29)
	if !(before+0.05 < half && half < after) {
		t.Errorf("%v before, %v half way, %v after ten right answers", before, half, after)
	}
}

// Levels are those before and after the attempt that changed them.
func TestLevelsBeforeAndAfter(t *testing.T) {
	db := open(t)
	k := students.New(students.Config{Store: db})
	var changes []string
	for n := range 25 {
		answer(t, db, "ann", n, func(a *store.Attempt) { a.Skill, a.DifficultyLevel, a.Correct = "ALG1", 4, true })
		before, after, err := k.Levels(t.Context(), "ann", fmt.Sprintf("ann-%04d", n))
		if err != nil {
			t.Fatal(err)
		}
		if before != after {
			changes = append(changes, fmt.Sprint(before, " to ", after))
		}
	}
	if len(changes) == 0 || !strings.HasSuffix(changes[len(changes)-1], "to mastered") {
		t.Errorf("25 right answers: %v", changes)
	}
	if before, after, err := k.Levels(t.Context(), "ann", "unknown"); err != nil || before != "" || after != "" {
		t.Errorf("%q, %q, %v", before, after, err)
	}
}
