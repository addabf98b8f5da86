package question

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// Bounds of solving. A question is released once one more solution came to its
// key than did not, and given up at two less, or when so many solutions leave
// it open: a model that errs on a tenth of them refuses about one good question
// in a hundred.
const (
	solveBatch  = 5  // questions a call
	solveVotes  = 5  // solutions of a question
	solveAccept = 1  // lead at which it is released
	solveRefuse = -2 // lead at which it is given up
	solveSilent = 2  // times without a solution that can be read after which it is given up
)

// trial is a question that is being solved.
type trial struct {
	candidate
	lead   int    // solutions that came to the key, less those that did not
	silent int    // times that there was no solution
	fault  string // what the last one that did not came to
}

func (t *trial) open() bool {
	return t.lead < solveAccept && t.lead > solveRefuse && t.silent < solveSilent
}

// solve has the model solve the questions without their keys, each time with
// the options in a new order, and answers those whose key it comes to and what
// was wrong with the others. Beside an error, after which nothing is known of
// the rest, it answers those as well.
func (w *writer) solve(ctx context.Context, o order, all []candidate, tell teller) (good []candidate, faults []string, err error) {
	trials := make([]*trial, len(all))
	for i, c := range all {
		trials[i] = &trial{candidate: c}
	}
	for vote := range solveVotes {
		open := slices.DeleteFunc(slices.Clone(trials), func(t *trial) bool { return !t.open() })
		if len(open) == 0 || err != nil {
			break
		}
		tell(solvingStep(vote, len(open)))
		err = w.vote(ctx, o, open)
	}
	for _, t := range trials {
		switch {
		case t.lead >= solveAccept:
			good = append(good, t.candidate)
		case err == nil || !t.open():
			faults = append(faults, checkSolved+": "+cmp.Or(t.fault, "it could not be solved"))
		}
	}
	return good, faults, err
}

func solvingStep(vote, open int) step {
	s := step{stage: checking, percent: 66 + 6*int64(vote), message: "Solving " + questions(open) + " without the key"}
	if vote > 0 {
		s.message = "Solving " + questions(open) + " once more"
	}
	return s
}

// vote has each question solved once, a few in each call. It answers the first
// error.
func (w *writer) vote(ctx context.Context, o order, open []*trial) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var calls sync.WaitGroup
	for batch := range slices.Chunk(open, solveBatch) {
		calls.Go(func() {
			if err := w.voteOn(ctx, o, batch); err != nil {
				cancel(err) // the other calls are for nothing, too
			}
		})
	}
	calls.Wait()
	return context.Cause(ctx)
}

// voteOn has a few questions solved once. An answer that cannot be read is no
// solution of any.
func (w *writer) voteOn(ctx context.Context, o order, batch []*trial) error {
	sheet := newSheet(o, batch)
	r, err := sheet.request()
	if err != nil {
		return err
	}
	text, err := w.model.Write(ctx, r, func(ModelEvent) {})
	if err != nil && !isBadOutput(err) {
		return err
	}
	var solutions map[int]solution
	if err == nil {
		solutions, err = sheet.read(text)
	}
	if err != nil {
		w.log.WarnContext(ctx, "the model's solutions did not do", "model", w.model.Name(), "err", err)
	}
	for i, t := range batch {
		solution, ok := solutions[i+1]
		if !ok {
			t.fault = cmp.Or(t.fault, "it could not be solved")
			t.silent++
			continue
		}
		if fault := sheet.compare(i, solution); fault != "" {
			t.fault = fault
			t.lead--
		} else {
			t.lead++
		}
	}
	return nil
}
