package question

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// writer is the provider that has a model write.
type writer struct {
	model Model
	log   *slog.Logger
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
	var drafts []store.Question
	var faults []string
	for range writerTries {
		text, err := w.ask(asking, o, o.count-len(drafts), faults, tell)
		switch {
		case err == nil:
			tell(step{stage: checking, percent: 90, message: "Checking"})
			drafts, faults = o.sift(text, w.model.Name(), drafts)
		case isBadOutput(err):
			faults = []string{"the answer was cut or malformed"}
		case len(drafts) > 0 && ctx.Err() == nil:
			return drafts, nil
		default:
			return nil, refuse(ctx, err)
		}
		if len(drafts) == o.count {
			return drafts, nil
		}
		w.log.WarnContext(ctx, "the model's answer did not do", "model", w.model.Name(), "faults", faults, "err", err)
	}
	if len(drafts) == 0 {
		return nil, rpc.Refuse(schema.AIBadOutput, rpc.Because(errors.New(strings.Join(faults, "; "))))
	}
	return drafts, nil
}

// budget is ctx with an end that leaves the reserve.
func budget(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end.Add(-reserve))
}

// ask sends one request and tells how the writing goes.
func (w *writer) ask(ctx context.Context, o order, count int, faults []string, tell teller) (string, error) {
	r, err := o.request(count, faults)
	if err != nil {
		return "", err
	}
	tell(step{stage: queued, percent: 1, message: "Waiting for the model"})
	var text strings.Builder
	return w.model.Write(ctx, r, func(e ModelEvent) {
		switch e.Kind {
		case ModelQueued:
			tell(step{stage: queued, percent: 1, message: "Waiting for the model", eta: e.Wait})
		case ModelStarted:
			text.Reset()
			tell(step{stage: writing, percent: 5, message: "The model is writing"})
		case ModelText:
			text.WriteString(e.Text)
			tell(writingStep(strings.Count(text.String(), `"stem"`), count))
		}
	})
}

// writingStep is how far the model is when it has begun so many stems of count.
func writingStep(begun, count int) step {
	if begun == 0 {
		return step{stage: writing, percent: 5, message: "The model is writing"}
	}
	begun = min(begun, count)
	return step{stage: writing, percent: int64(5 + (2*begun-1)*80/(2*count)),
		message: fmt.Sprintf("Writing question %d of %d", begun, count)}
}
