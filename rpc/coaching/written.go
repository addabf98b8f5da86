package coaching

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"prepwire/rpc"
	"prepwire/store"
)

// written is what the model wrote on a matter, asked now if it must be: that
// counts for the caller. ok is false when the model has nothing to say, for
// whatever reason; who asks for help then gets texts of ours. An error is the
// call's end.
func written[T any](ctx context.Context, s *Service, from *shelf[T], task, matter string, write func(ctx context.Context) (T, error)) (text T, ok bool, err error) {
	if !s.asks() {
		return text, false, nil
	}
	call, _ := caller(ctx)
	asking, cancel := budget(ctx)
	defer cancel()
	text, err = from.get(asking, matter, func() (T, bool, error) {
		if err := call.CountModel(); err != nil {
			var none T
			return none, false, err
		}
		text, err := write(asking)
		return text, ctx.Err() == nil, err
	})
	switch {
	case err == nil:
		return text, true, nil
	case ctx.Err() != nil:
		return text, false, fmt.Errorf("ask the model: %w", ctx.Err())
	}
	how := slog.LevelWarn
	if refused := (*rpc.Error)(nil); errors.As(err, &refused) || errors.Is(err, errResting) {
		how = slog.LevelDebug // the caller's limits, or told before
	}
	s.log.Log(ctx, how, "texts of ours instead of the model's", "task", task, "err", err)
	return text, false, nil
}

// matterOf names a question as it is written now. A change makes it another.
func matterOf(q store.Question) string {
	parts := []string{q.ID, q.Skill, q.QuestionType, q.Passage, q.Stem, q.CorrectAnswer}
	for _, o := range q.Options {
		parts = append(parts, o.ID, o.Text)
	}
	return derivedID(parts...)
}
