package question

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// writer is the provider that has a model write, and lets nothing out that has
// not passed the checks:
//
//	ask ─► sift (form, package vet) ─► unlike (the bank) ─► solve (a model, no key) ─► drafts
//	 ▲                      │                │                  │
//	 └──── once more, for what failed, with what was wrong ─────┘
type writer struct {
	model  Model
	store  Store
	checks Checks
	log    *slog.Logger
}

const (
	// writerTries is how often the model is asked for one order: what fails the
	// checks is asked for once more.
	writerTries = 2

	// reserve is what the model leaves of the call's time, to save, or for the
	// item bank to step in.
	reserve = 2 * time.Second
)

// draft implements provider. Questions that pass the checks are kept when
// others fail; the model is asked once more for what is missing.
func (w *writer) draft(ctx context.Context, o order, tell teller) ([]store.Question, error) {
	asking, cancel := budget(ctx)
	defer cancel()
	var good []candidate
	var faults []string
	for range writerTries {
		more, found, err := w.try(asking, o, good, faults, tell)
		good, faults = slices.Concat(good, more), found
		switch {
		case len(good) == o.count || len(good) > 0 && err != nil && ctx.Err() == nil:
			return w.drafts(o, good), nil
		case err != nil:
			return nil, refuse(ctx, err)
		}
		w.log.WarnContext(ctx, "the model's answer did not do", "model", w.model.Name(), "faults", faults)
	}
	if len(good) == 0 {
		return nil, rpc.Refuse(schema.AIBadOutput, rpc.Because(errors.New(strings.Join(faults, "; "))))
	}
	return w.drafts(o, good), nil
}

// try asks for what is missing beside the good questions at hand and checks it.
// It answers what passed, also beside an error, and what was wrong with the
// rest.
func (w *writer) try(ctx context.Context, o order, at []candidate, faults []string, tell teller) (good []candidate, found []string, err error) {
	missing := o.count - len(at)
	text, by, err := w.ask(ctx, o, missing, faults, tell)
	if isBadOutput(err) {
		return nil, []string{"the answer was cut or malformed"}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	tell(step{stage: checking, percent: 62, message: "Checking " + questions(missing)})
	good, found = o.sift(text, by, w.checks, at)
	if w.checks.static() {
		unlike, more, err := w.unlike(ctx, o, good)
		if err != nil {
			return nil, nil, err
		}
		good, found = unlike, append(found, more...)
	}
	good = good[:min(missing, len(good))]
	if w.checks.full() {
		solved, more, err := w.solve(ctx, o, good, tell)
		return solved, append(found, more...), err
	}
	return good, found, nil
}

// questions is "1 question" or "3 questions".
func questions(n int) string {
	if n == 1 {
		return "1 question"
	}
	return fmt.Sprintf("%d questions", n)
}

// budget is ctx with an end that leaves the reserve.
func budget(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end.Add(-reserve))
}

// ask sends one request, tells how the writing goes, and answers which model
// wrote: another may have stepped in.
func (w *writer) ask(ctx context.Context, o order, count int, faults []string, tell teller) (text, by string, err error) {
	r, err := o.request(count, faults)
	if err != nil {
		return "", "", err
	}
	by = w.model.Name()
	again := len(faults) > 0
	tell(step{stage: queued, percent: 1, message: "Waiting for the model"})
	var heard strings.Builder
	text, err = w.model.Write(ctx, r, func(e ModelEvent) {
		switch e.Kind {
		case ModelQueued:
			tell(step{stage: queued, percent: 1, message: "Waiting for the model", eta: e.Wait})
		case ModelAgain:
			tell(step{stage: queued, percent: 1, message: "Asking the model once more"})
		case ModelStarted:
			heard.Reset()
			by = cmp.Or(e.Model, w.model.Name())
			tell(writingStep(0, count, again))
		case ModelText:
			heard.WriteString(e.Text)
			tell(writingStep(strings.Count(heard.String(), `"stem"`), count, again))
		}
	})
	return text, by, err
}

// writingStep is how far the model is when it has begun so many stems of count.
func writingStep(begun, count int, again bool) step {
	s := step{stage: writing, percent: 5, message: "The model is writing"}
	switch {
	case again:
		s.message = "Writing " + questions(count) + " anew"
	case begun > 0:
		begun = min(begun, count)
		s.percent = int64(5 + (2*begun-1)*55/(2*count))
		s.message = fmt.Sprintf("Writing question %d of %d", begun, count)
	}
	return s
}
