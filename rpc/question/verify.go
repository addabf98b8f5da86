package question

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// verify makes a question shared, whoever created it: an author who can name
// it may vouch for it. Repeating is harmless.
func (s *Service) verify(ctx context.Context, p schema.QuestionRef) (schema.Question, error) {
	q, err := s.store.VerifyQuestion(ctx, string(p.QuestionID), s.now())
	if errors.Is(err, store.ErrNotFound) {
		return schema.Question{}, rpc.Refuse(schema.ReasonNotFound, rpc.Because(err))
	}
	if err != nil {
		return schema.Question{}, fmt.Errorf("verify question: %w", err)
	}
	return view(q), nil
}
