package coaching

import (
	"context"
	"errors"
	"time"

	"prepwire/schema"
)

// tries is how often the model is asked: what tells an answer that the student
// has not earned, or says nothing, is asked for once more.
const tries = 2

// reserve is what a call keeps of its time for what follows the model.
const reserve = 2 * time.Second

// budget is ctx with an end that leaves the reserve.
func budget(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end.Add(-reserve))
}

// inquiry is what the model is asked, and what becomes of its answer.
type inquiry struct {
	// request is what to ask. fault is what was wrong with the last answer, in
	// our words; empty at first.
	request func(fault string) (ModelRequest, error)

	// accept takes an answer, or says what is wrong with it.
	accept func(text string) (fault string)
}

// ask asks the model until an answer is accepted, while told hears it. Errors
// are those of Model.
func (s *Service) ask(ctx context.Context, told *telling, q inquiry) error {
	fault := ""
	for range tries {
		r, err := q.request(fault)
		if err != nil {
			return err
		}
		told.begin()
		text, err := s.model.Say(ctx, r, told.event)
		if err != nil {
			return err
		}
		if fault = q.accept(text); fault == "" {
			return nil
		}
		s.log.WarnContext(ctx, "the model's answer did not do", "task", r.Task, "fault", fault)
	}
	return &ModelError{Reason: schema.AIBadOutput, Err: errors.New(fault)}
}
