package students_test

import (
	"fmt"
	"testing"
	"time"

	"prepwire/rpc/recommendations/students"
	"prepwire/store"
)

// One student who answers all day long makes little of everybody's parameters,
// and they come of the same answers wherever reading began.
func TestOneStudentDoesNotMakeTheParameters(t *testing.T) {
	db := open(t)
	k := students.New(students.Config{Store: db, Enough: 100})
	var flood []store.Attempt
	for n := range 900 {
		flood = append(flood, store.Attempt{ID: fmt.Sprint("eve", n), UserID: "eve", QuestionID: fmt.Sprint("q", n), Answer: "A", Skill: "ALG1",
			DifficultyLevel: 3, At: start.Add(time.Duration(n) * time.Second)})
	}
	if _, err := db.RecordAttempts(t.Context(), flood); err != nil {
		t.Fatal(err)
	}
	for n := range 50 { // over nearly two years
		answer(t, db, "ann", n, func(a *store.Attempt) { a.At = start.AddDate(0, 0, -14*n).Add(-time.Hour) })
	}
	if err := k.Refit(t.Context()); err != nil {
		t.Fatal(err)
	}
	m, err := db.NewestModel(t.Context())
	if err != nil || m.Answers != 350 {
		t.Errorf("made of %d answers, want 300 and 50: %v", m.Answers, err)
	}
	if want := flood[len(flood)-1].Position(); m.UpTo != want {
		t.Errorf("up to %v, want %v", m.UpTo, want)
	}
}
