package students_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"prepwire/rpc/recommendations/students"
	"prepwire/store"
	"prepwire/store/sqlite"
)

// setBack is a store whose clock says something earlier than attempts it keeps.
type setBack struct {
	*sqlite.DB
	now time.Time
}

func (s *setBack) Now(context.Context) (time.Time, error) { return s.now, nil }

// When the clock was set back, answers come with times before those that are
// folded: they count on every node, at once.
func TestTheClockIsSetBack(t *testing.T) {
	db := &setBack{DB: open(t), now: start.Add(100 * time.Minute)}
	nodes := []*students.Keeper{students.New(students.Config{Store: db}), students.New(students.Config{Store: db})}
	for n := range 40 {
		answer(t, db.DB, "ann", n+60)
	}
	for _, k := range nodes {
		same(t, db.DB, k, "ann")
	}
	for n := range 60 { // an hour earlier, and through the time that was there already
		db.now = start.Add(40*time.Minute + time.Duration(n)*time.Minute)
		answer(t, db.DB, "ann", 200+n, func(a *store.Attempt) { a.At = db.now.Add(-time.Second) })
		for _, k := range nodes {
			s, err := k.Student(t.Context(), "ann")
			if err != nil || s.Answered != int64(41+n) {
				t.Fatalf("%d answers of %d, %v", s.Answered, 41+n, err)
			}
		}
	}
	for _, k := range nodes {
		same(t, db.DB, k, "ann")
	}
}

// A student who calls a skill by a name that has the number of another changes
// what the student reads, and nothing that others do.
func TestNamesOfSkillsAreTheStudentsOwn(t *testing.T) {
	const forged = "forged-cj1sszg" // its hash is that of ALG1
	db := open(t)
	k := students.New(students.Config{Store: db})
	report := func(user, skill string, n int) students.Student {
		answer(t, db, user, n, func(a *store.Attempt) {
			a.Skill, a.Source, a.QuestionID = skill, store.SourceReported, fmt.Sprint("reported:", n)
		})
		s, err := k.Student(t.Context(), user)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	report("eve", forged, 0)
	s := report("ann", "ALG1", 1)
	if ms := s.Masteries(start); len(ms) != 1 || ms[0].Skill != "ALG1" {
		t.Errorf("ann reads %+v", ms)
	}
	report("eve", "juggling", 2)
	s = report("eve", "ALG2", 3)
	if ms := s.Masteries(start); len(ms) != 3 || ms[0].Skill != "ALG1" || ms[2].Skill != "juggling" {
		t.Errorf("eve reads %+v", ms)
	}
	var ms int
	for n := range 600 { // the newest are named, however many there were
		s = report("eve", fmt.Sprint("skill", n), 10+n)
		ms = len(s.Masteries(start))
	}
	if ms != 256 {
		t.Errorf("%d skills have names", ms)
	}
}

// Scores are predicted for who has practised something of the exam.
func TestNoPredictionFromOtherExams(t *testing.T) {
	db := open(t)
	k := students.New(students.Config{Store: db})
	predicted := func(n int, skill string) int {
		answer(t, db, "ann", n, func(a *store.Attempt) { a.Skill = skill })
		s, err := k.Student(t.Context(), "ann")
		if err != nil {
			t.Fatal(err)
		}
		return len(s.Prediction(start))
	}
	if n := predicted(0, "QRE1"); n != 0 {
		t.Errorf("%d sections of the SAT after a question of another exam", n)
	}
	if n := predicted(1, "ALG1"); n != 2 {
		t.Errorf("%d sections of the SAT, want 2", n)
	}
}
