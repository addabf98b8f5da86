// Package storetest is the one suite that every store.Store passes. What an
// interface of package store promises in words is tried here.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"prepwire/store"
)

// Run tries every promise. open answers an empty store of its own for each
// test; the suite closes it.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	RunBut(t, open, func(string) string { return "" })
}

// RunBut is Run without the tests for which without has a reason. It is asked
// by their names, such as "Attempts/OneOfManyFirstAttemptsCounts".
func RunBut(t *testing.T, open func(t *testing.T) store.Store, without func(test string) (reason string)) {
	groups := []struct {
		name  string
		tests map[string]func(*testing.T, store.Store)
	}{
		{"Questions", questionTests},
		{"QuestionList", questionListTests},
		{"Drawn", drawnTests},
		{"Attempts", attemptTests},
		{"Reports", reportTests},
		{"Messages", messageTests},
		{"Revocations", revocationTests},
		{"Models", modelTests},
		{"QuestionLocks", lockTests},
		{"QuestionReviews", reviewTests},
		{"QuestionSketches", sketchTests},
		{"Contests", contestTests},
		{"ContestCourse", courseTests},
		{"ContestList", contestListTests},
		{"Registrations", registrationTests},
		{"ContestEntries", entryTests},
		{"Sessions", sessionTests},
		{"SessionCourse", sessionCourseTests},
		{"Extensions", extensionTests},
		{"Leases", leaseTests},
		{"Users", userTests},
		{"UserContests", userContestTests},
		{"Life", lifeTests},
	}
	for _, group := range groups {
		t.Run(group.name, func(t *testing.T) {
			for name, test := range group.tests {
				t.Run(name, func(t *testing.T) {
					if reason := without(group.name + "/" + name); reason != "" {
						t.Skip(reason)
					}
					s := open(t)
					t.Cleanup(func() {
						if err := s.Close(); err != nil {
							t.Errorf("close: %v", err)
						}
					})
					test(t, s)
				})
			}
		})
	}
}

// epoch is the time of the first record; at is some milliseconds later. Both
// carry what a store must cut or turn: nanoseconds and another zone.
var epoch = time.Date(2026, 3, 1, 13, 0, 0, 123_456_789, time.FixedZone("CET", 3600))

func at(ms int) time.Time { return epoch.Add(time.Duration(ms) * time.Millisecond) }

// kept is at(ms) as a store answers it.
func kept(ms int) time.Time { return time.UnixMilli(at(ms).UnixMilli()).UTC() }

// question is a private question of user with every field filled.
func question(id, user string, ms int) store.Question {
	return store.Question{
		ID: id, ExamType: "SAT", Subject: "math", Skill: "ALG1", DifficultyLevel: 3, QuestionType: "multiple-choice",
		Passage: "A line.", Stem: "Solve 2x = 6 for x.", Options: []store.Option{{ID: "A", Text: "3"}, {ID: "B", Text: "“4” <&"}},
		TimeLimitMs: 90_000, Tags: []string{"linear", "50%_off"}, Provider: "gemini", Model: "m-1", Visibility: store.Private,
		CreatedBy: user, CreatedAt: at(ms), CorrectAnswer: "A", Explanation: "Halve both sides. ½·6 = 3",
		Hints: []string{"Look at 2.", "Divide."}, RequestDigest: "digest-1", Sketch: []int64{-7, 1 << 62},
		Provenance: store.Provenance{PromptVersion: "v3", Checks: []string{"static", "solve"}},
	}
}

// mustCreate keeps questions that are no repeats.
func mustCreate(t *testing.T, s store.Questions, qs ...store.Question) []store.Question {
	t.Helper()
	created, err := s.CreateQuestions(t.Context(), qs)
	noError(t, err)
	return created
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// isError asks for an error that is want.
func isError(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("%s: got error %v, want %v", what, err, want)
	}
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// together calls do for 0 to n-1 at the same moment and waits for all.
func together(n int, do func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			do(i)
		})
	}
	close(start)
	wg.Wait()
}

func ended(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func numbered(prefix string, i int) string { return fmt.Sprintf("%s-%04d", prefix, i) }

// noErrorIn is noError for other goroutines than the test's.
func noErrorIn(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

// isErrorIn is isError for other goroutines than the test's.
func isErrorIn(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}
