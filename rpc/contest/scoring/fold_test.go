package scoring

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

func newFold(t testing.TB, r *Rules) *Fold {
	t.Helper()
	answers := map[string]string{}
	for _, q := range r.Questions {
		answers[q.ID] = "yes"
	}
	f, err := NewFold(r, NewKey(answers))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func at(position int64, participant, question, answer string, timeMs int64) Answer {
	return Answer{Position: position, At: start.Add(ms(timeMs)), Participant: participant, QuestionID: question, Answer: answer, TimeMs: timeMs}
}

func apply(t testing.TB, f *Fold, a Answer) Outcome {
	t.Helper()
	o, err := f.Apply(a)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestFold(t *testing.T) {
	f := newFold(t, liveRules(Negative, 3))
	if o := apply(t, f, at(2, "p1", "q1", " YES", 4000)); o != (Outcome{Right: true, Milli: 1000, Tally: Tally{
		Participant: "p1", Score: 1000, Correct: 1, Answered: 1, TimeMs: 4000, LastCorrectAt: start.Add(4 * time.Second), LastPosition: 2}}) {
		t.Errorf("right: %+v", o)
	}
	if o := apply(t, f, at(3, "p1", "q3", "yes", 10_001)); o != (Outcome{Right: true, Late: true, Tally: Tally{
		Participant: "p1", Score: 1000, Correct: 1, Answered: 2, TimeMs: 4000, LastCorrectAt: start.Add(4 * time.Second), LastPosition: 3}}) {
		t.Errorf("late: %+v", o)
	}
	// The last in the order of the log counts, not the latest.
	if o := apply(t, f, at(7, "p1", "q2", "yes", 3000)); o.Tally != (Tally{
		Participant: "p1", Score: 2000, Correct: 2, Answered: 3, TimeMs: 3000, LastCorrectAt: start.Add(3 * time.Second), Completed: true, LastPosition: 7}) {
		t.Errorf("completed: %+v", o)
	}
	if o := apply(t, f, at(8, "p2", "q2", "no", 3000)); o != (Outcome{Tally: Tally{Participant: "p2", Wrong: 1, Answered: 1, LastPosition: 8}}) {
		t.Errorf("wrong: %+v", o)
	}
	if f.Len() != 2 || f.Position() != 8 || f.Closed() {
		t.Errorf("%d participants at %d", f.Len(), f.Position())
	}
	if got := f.Answered("p1"); !slices.Equal(got, []string{"q1", "q2", "q3"}) {
		t.Errorf("p1 answered %v", got)
	}
	if !f.Has("p2", "q2") || f.Has("p2", "q1") || f.Has("p3", "q1") || f.Has("p1", "q4") || len(f.Answered("p3")) != 0 {
		t.Error("who answered what is not kept")
	}
	if _, ok := f.Tally("p3"); ok {
		t.Error("p3 has a tally")
	}
}

func TestFoldRefuses(t *testing.T) {
	f := newFold(t, freeRules(AMC, 70))
	apply(t, f, at(5, "p1", "q70", "yes", 1))
	before, _ := f.Tally("p1")
	for _, c := range []struct {
		answer Answer
		want   error
	}{
		{at(5, "p1", "q1", "yes", 1), ErrOrder},
		{at(4, "p2", "q1", "yes", 1), ErrOrder},
		{at(6, "p2", "q71", "yes", 1), ErrUnknownQuestion},
		{at(6, "p1", "q70", "yes", 1), ErrAnswered},
		{at(6, "p1", "q70", "no", 1), ErrAnswered},
	} {
		if _, err := f.Apply(c.answer); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.answer, err, c.want)
		}
	}
	if after, _ := f.Tally("p1"); after != before || f.Len() != 1 || f.Position() != 5 {
		t.Error("a refused answer changed something")
	}
	if err := f.Close(5); !errors.Is(err, ErrOrder) || f.Closed() {
		t.Errorf("closed at a taken position: %v", err)
	}
	if err := f.Close(6); err != nil || !f.Closed() || f.Position() != 6 {
		t.Errorf("close: %v", err)
	}
	if _, err := f.Apply(at(7, "p1", "q1", "yes", 1)); !errors.Is(err, ErrClosed) {
		t.Errorf("an answer after the close: %v", err)
	}
	if _, err := NewFold(&Rules{}, Key{}); err == nil {
		t.Error("no rules can be played by")
	}
	if _, err := NewFold(freeRules(AMC, 1), Key{}); err == nil {
		t.Error("no key fits")
	}
}

func TestAMCCountsUnansweredOnceAtTheClose(t *testing.T) {
	r := liveRules(AMC, 4)
	r.Questions[3].PointsMilli = 6 // counts 2
	f := newFold(t, r)
	apply(t, f, at(2, "p1", "q1", "no", 1))
	apply(t, f, at(3, "p1", "q2", "yes", 10_001)) // late is answered
	apply(t, f, at(4, "p2", "q1", "yes", 1))
	if got, _ := f.Tally("p1"); got.Score != 0 {
		t.Errorf("p1 has %d before the close", got.Score)
	}
	for range 2 {
		if err := f.Close(9); err != nil {
			t.Fatal(err)
		}
		for participant, want := range map[string]int64{"p1": 250 + 2, "p2": 1000 + 250 + 250 + 2} {
			if got, _ := f.Tally(participant); got.Score != want {
				t.Errorf("%s has %d, want %d", participant, got.Score, want)
			}
		}
	}
	if f.Len() != 2 {
		t.Error("somebody who answered nothing has a tally")
	}
}

func TestOneParticipantAloneHasTheSameOutcomes(t *testing.T) {
	all, alone := newFold(t, freeRules(Negative, 20)), newFold(t, freeRules(Negative, 20))
	for i := range 60 {
		a := at(int64(i)+2, fmt.Sprintf("p%d", i%3), fmt.Sprintf("q%d", 1+i/3), []string{"yes", "no"}[i%7%2], int64(i))
		want := apply(t, all, a)
		if i%3 == 1 {
			if got := apply(t, alone, a); got != want {
				t.Errorf("answer %d: %+v, with others %+v", i, got, want)
			}
		}
	}
}

func TestCompare(t *testing.T) {
	// Best first; each is better than all behind it.
	order := []Tally{
		{Score: 2000, Correct: 2, Wrong: 3, TimeMs: 9000},
		{Score: 1000, Correct: 1, TimeMs: 500},
		{Score: 1000, Correct: 4, TimeMs: 501},
		{Score: 1000}, // without a correct answer there is no time
		{Score: 1000, Correct: 1, Wrong: 1, TimeMs: 0},
		{Score: 1000, Wrong: 1},
		{Score: 0},
		{Score: -1, Correct: 1},
	}
	for i, a := range order {
		for j, b := range order {
			if got, want := Compare(a, b), compareInts(i, j); got != want {
				t.Errorf("%+v and %+v: %d, want %d", a, b, got, want)
			}
		}
	}
	a := Tally{Participant: "a", Score: 5, Correct: 1, TimeMs: 7, Answered: 9, LastPosition: 3, LastCorrectAt: start, Completed: true}
	if Compare(a, Tally{Participant: "b", Score: 5, Correct: 2, TimeMs: 7}) != 0 {
		t.Error("something else than the rule decides")
	}
}

func compareInts(a, b int) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func TestStandings(t *testing.T) {
	got := Standings(slices.Values([]Tally{
		{Participant: "e", Score: 1}, {Participant: "d", Score: 2}, {Participant: "b", Score: 2}, {Participant: "a", Score: 3}, {Participant: "c", Score: 2},
	}))
	text := ""
	for _, s := range got {
		text += fmt.Sprintf("%d%s ", s.Rank, s.Participant)
	}
	if text != "1a 2b 2c 2d 5e " {
		t.Errorf("got %s", text)
	}
	if len(Standings(slices.Values([]Tally{}))) != 0 {
		t.Error("nobody has a standing")
	}
}

// What an answer costs: go test -bench Apply ./rpc/contest/scoring
func BenchmarkApply(b *testing.B) {
	const questions, participants = 20, 1000
	r := freeRules(Negative, questions)
	var ids []string
	for i := range participants {
		ids = append(ids, fmt.Sprintf("participant-%05d", i))
	}
	b.ReportAllocs()
	f, n := newFold(b, r), 0
	for b.Loop() {
		if n == questions*participants {
			b.StopTimer()
			f, n = newFold(b, r), 0
			b.StartTimer()
		}
		if _, err := f.Apply(at(int64(n)+1, ids[n%participants], r.Questions[n/participants].ID, "yes", 5)); err != nil {
			b.Fatal(err)
		}
		n++
	}
}
