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

// find is the question of that id, if the caller may see it. One that the
// caller may not see looks as if it were not there, whatever is to be done
// with it.
func (s *Service) find(ctx context.Context, who *auth.Identity, id schema.ID) (store.Question, error) {
	q, err := s.look(ctx, who, id)
	if err != nil {
		return q, err
	}
	lock, locked, err := s.lockOf(ctx, q)
	if err != nil {
		return store.Question{}, err
	}
	if locked && !seesLocked(who, q, lock) {
		return store.Question{}, rpc.Refuse(schema.ReasonNotFound)
	}
	return q, nil
}

// look is find for what may be locked.
func (s *Service) look(ctx context.Context, who *auth.Identity, id schema.ID) (store.Question, error) {
	q, err := s.store.Question(ctx, string(id))
	if err != nil {
		return store.Question{}, failed("find question", err)
	}
	if !sees(who, q) {
		return store.Question{}, rpc.Refuse(schema.ReasonNotFound)
	}
	return q, nil
}

// findOwn is find for a question that the caller may change.
func (s *Service) findOwn(ctx context.Context, who *auth.Identity, id schema.ID) (store.Question, error) {
	q, err := s.find(ctx, who, id)
	if err != nil {
		return q, err
	}
	if !owns(who, q) {
		return store.Question{}, rpc.Refuse(schema.NotOwner)
	}
	return q, nil
}

// failed is what the caller is told when the store could not do something with
// one question.
func failed(what string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return rpc.Refuse(schema.ReasonNotFound, rpc.Because(err))
	}
	return fmt.Errorf("%s: %w", what, err)
}

// sees says whether the caller may see q. Authors see what was generated for
// others, because they review it; what another author is writing they do not.
func sees(who *auth.Identity, q store.Question) bool {
	return q.Visibility == store.Shared || owns(who, q) || who.Has(auth.Author) && q.Provider != byAuthor
}

// owns says whether q is the caller's own. Everything is an admin's own.
func owns(who *auth.Identity, q store.Question) bool {
	return q.CreatedBy == who.UserID || who.Has(auth.Admin)
}
