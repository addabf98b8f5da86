package question

import (
	"context"

	"prepwire/schema"
)

// verify makes a question that the caller may see shared: an author vouches for
// an own question or for what was generated for somebody. Repeating is harmless.
func (s *Service) verify(ctx context.Context, p schema.QuestionRef) (schema.Question, error) {
	_, who := caller(ctx)
	q, err := s.find(ctx, who, p.QuestionID)
	if err != nil {
		return schema.Question{}, err
	}
	if q, err = s.store.VerifyQuestion(ctx, q.ID, s.now()); err != nil {
		return schema.Question{}, failed("verify question", err)
	}
	return view(q), nil
}
