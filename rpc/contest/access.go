package contest

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
		panic("contest: a handler was called outside a call")
	}
	return call, call.Identity()
}

// find is the contest of that id, whoever may see it. A draft looks as if it
// were not there to everybody but who owns it.
func (s *Service) find(ctx context.Context, who *auth.Identity, id schema.ID) (store.Contest, error) {
	c, err := s.store.Contest(ctx, string(id))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return c, rpc.Refuse(schema.ReasonNotFound, rpc.Because(err))
	case err != nil:
		return c, fmt.Errorf("find contest: %w", err)
	case c.Draft && !owns(who, c):
		return store.Contest{}, rpc.Refuse(schema.ReasonNotFound)
	}
	return c, nil
}

// findVisible is find for a contest that the caller may see, with the caller's
// place in it, if any. A private contest looks as if it were not there to who
// neither owns it nor is registered.
func (s *Service) findVisible(ctx context.Context, who *auth.Identity, id schema.ID) (store.Contest, *store.Registration, error) {
	c, err := s.find(ctx, who, id)
	if err != nil {
		return c, nil, err
	}
	place, err := s.placeOf(ctx, c.ID, who.UserID)
	switch {
	case err != nil:
		return c, nil, err
	case place == nil && !c.IsPublic && !owns(who, c):
		return store.Contest{}, nil, rpc.Refuse(schema.ReasonNotFound)
	}
	return c, place, nil
}

// findOwn is find for a contest that the caller may change.
func (s *Service) findOwn(ctx context.Context, who *auth.Identity, id schema.ID) (store.Contest, error) {
	c, err := s.find(ctx, who, id)
	switch {
	case err != nil:
		return c, err
	case owns(who, c):
		return c, nil
	}
	if _, _, err := s.findVisible(ctx, who, id); err != nil {
		return store.Contest{}, err // what the caller may not see does not exist
	}
	return store.Contest{}, rpc.Refuse(schema.NotOwner)
}

// placeOf is a user's registration, nil when there is none.
func (s *Service) placeOf(ctx context.Context, contestID, userID string) (*store.Registration, error) {
	r, err := s.store.Registration(ctx, contestID, userID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("find registration: %w", err)
	}
	return &r, nil
}

// owns says whether c is the caller's own. Everything is an admin's own.
func owns(who *auth.Identity, c store.Contest) bool {
	return c.CreatedBy == who.UserID || who.Has(auth.Admin)
}
