package question

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// delete hides a question of the caller's own from everybody, and answers it as
// it was. Attempts and reports stay.
func (s *Service) delete(ctx context.Context, p schema.QuestionRef) (schema.Question, error) {
	_, who := caller(ctx)
	q, err := s.findOwn(ctx, who, p.QuestionID)
	if err != nil {
		return schema.Question{}, err
	}
	err = s.store.DeleteQuestion(ctx, q.ID, s.now())
	if errors.Is(err, store.ErrNotFound) {
		return schema.Question{}, rpc.Refuse(schema.ReasonNotFound, rpc.Because(err))
	}
	if err != nil {
		return schema.Question{}, fmt.Errorf("delete question: %w", err)
	}
	return view(q), nil
}
