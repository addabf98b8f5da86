package question

import (
	"context"
	"errors"
	"fmt"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// caller is who calls, and through which call.
func caller(ctx context.Context) (*rpc.Call, *auth.Identity) {
	call, ok := rpc.FromContext(ctx)
	if !ok {
		panic("question: a handler was called outside a call")
	}
	return call, call.Identity()
}

// find is the question of that id, whoever may see it.
func (s *Service) find(ctx context.Context, id schema.ID) (store.Question, error) {
	q, err := s.store.Question(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return q, rpc.Refuse(schema.ReasonNotFound, rpc.Because(err))
	}
	if err != nil {
		return q, fmt.Errorf("find question: %w", err)
	}
	return q, nil
}

// findVisible is find for a question that the caller may see. One that is
// somebody else's and private looks as if it were not there.
func (s *Service) findVisible(ctx context.Context, who *auth.Identity, id schema.ID) (store.Question, error) {
	q, err := s.find(ctx, id)
	if err != nil {
		return q, err
	}
	if q.Visibility != store.Shared && !owns(who, q) {
		return store.Question{}, rpc.Refuse(schema.ReasonNotFound)
	}
	return q, nil
}

// findOwn is find for a question that the caller may change.
func (s *Service) findOwn(ctx context.Context, who *auth.Identity, id schema.ID) (store.Question, error) {
	q, err := s.find(ctx, id)
	if err != nil {
		return q, err
	}
	if !owns(who, q) {
		return store.Question{}, rpc.Refuse(schema.NotOwner)
	}
	return q, nil
}

// owns says whether q is the caller's own. Everything is an admin's own.
func owns(who *auth.Identity, q store.Question) bool {
	return q.CreatedBy == who.UserID || who.Has(auth.Admin)
}
