package main

import (
	"testing"

	"prepwire/cmd/prepbench/planted"
	"prepwire/rpc/question"
)

// TestChecksCatchWhatIsPlanted: through a gateway, with a simulated solver that
// errs on a tenth, at least 95 % of the faults that the aims name are caught,
// and at most 2 % of the good questions are refused.
func TestChecksCatchWhatIsPlanted(t *testing.T) {
	t.Parallel()
	c := questionsCommand{Good: 500, Planted: 60, Errs: 0.1, Seed: 1}
	s, err := c.plant()
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.release(t.Context(), s, question.ChecksFull)
	if err != nil {
		t.Fatal(err)
	}
	named, missed := 0, 0
	for _, k := range s.kinds {
		if k.Named {
			named += len(s.bad[k.Name])
			missed += r.released[k.Name]
		}
	}
	if missed*20 > named {
		t.Errorf("%d of %d faults released: %v", missed, named, r.released)
	}
	if refused := len(s.good) - r.released[""]; refused*50 > len(s.good) {
		t.Errorf("%d of %d good questions refused", refused, len(s.good))
	}
	if r, err = c.serve(t.Context(), question.ChecksFull, 10, 10); err != nil || r.solves == 0 || r.calls() > 1 {
		t.Errorf("%.2f calls a question, %d of them solving, error %v", r.calls(), r.solves, err)
	}
}

// TestExamineeErrsAsTold: the share of errors is the one asked for, and does
// not depend on the order in which questions come.
func TestExamineeErrsAsTold(t *testing.T) {
	good := planted.NewMaker(1).Good(3000)
	m, again := newExaminee(0.1, 5, good), newExaminee(0.1, 5, good)
	errs := 0
	for i := range good {
		q, r := good[i], good[len(good)-1-i]
		again.answer(face(r.Passage, r.Stem, r.Options), r.Options)
		if got := m.answer(face(q.Passage, q.Stem, q.Options), q.Options); len(got) != 1 || got[0] != q.Right[0] {
			errs++
		}
	}
	if errs < 240 || errs > 360 { // over three standard deviations
		t.Errorf("%d errors of %d", errs, len(good))
	}
	q := good[0]
	f := face(q.Passage, q.Stem, q.Options)
	for range 20 {
		if a, b := m.answer(f, q.Options), again.answer(f, q.Options); a[0] != b[0] {
			t.Errorf("%v and %v", a, b)
		}
	}
}

func TestQuestionsRuns(t *testing.T) {
	t.Parallel()
	c := questionsCommand{Good: 40, Planted: 3, Errs: 0.1, Seed: 2}
	if err := c.Run(); err != nil {
		t.Error(err)
	}
	if err := (&questionsCommand{Good: 1, Planted: 1, Errs: 2}).Run(); err == nil {
		t.Error("two errors a solution were accepted")
	}
}
