package question

import (
	"context"

	"prepwire/schema"
)

// delete hides a question of the caller's own from everybody, and answers it as
// it was. Attempts and reports stay. A contest keeps its questions.
func (s *Service) delete(ctx context.Context, p schema.QuestionRef) (schema.Question, error) {
	_, who := caller(ctx)
	q, err := s.findOwn(ctx, who, p.QuestionID)
	if err != nil {
		return schema.Question{}, err
	}
	if err := s.unlocked(ctx, q); err != nil {
		return schema.Question{}, err
	}
	if err := s.store.DeleteQuestion(ctx, q.ID, s.now()); err != nil {
		return schema.Question{}, failed("delete question", err)
	}
	return view(q), nil
}
