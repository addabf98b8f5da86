package question

import (
	"context"

	"prepwire/schema"
)

// get answers a question without its key.
func (s *Service) get(ctx context.Context, p schema.QuestionRef) (schema.Question, error) {
	_, who := caller(ctx)
	q, err := s.find(ctx, who, p.QuestionID)
	if err != nil {
		return schema.Question{}, err
	}
	return view(q), nil
}
