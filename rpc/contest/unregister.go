package contest

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// unregister gives the caller's place back, until the start. Repeating is
// harmless.
func (s *Service) unregister(ctx context.Context, params schema.ContestRef) (schema.Empty, error) {
	_, who := caller(ctx)
	c, err := s.find(ctx, who, params.ContestID)
	if err != nil {
		return schema.Empty{}, err
	}
	place, err := s.placeOf(ctx, c.ID, who.UserID)
	switch {
	case err != nil:
		return schema.Empty{}, err
	case place == nil && !c.IsPublic && !owns(who, c):
		return schema.Empty{}, rpc.Refuse(schema.ReasonNotFound)
	case place == nil:
		return schema.Empty{}, nil
	}
	now, err := s.clock.Read(ctx)
	if err != nil {
		return schema.Empty{}, err
	}
	switch statusOf(c, now) {
	case ongoing:
		return schema.Empty{}, rpc.Refuse(schema.ContestRunning)
	case completed:
		return schema.Empty{}, rpc.Refuse(schema.ContestIsOver)
	}
	err = s.store.Unregister(ctx, c.ID, who.UserID)
	switch {
	case errors.Is(err, store.ErrState): // it has begun meanwhile
		return schema.Empty{}, rpc.Refuse(schema.ContestRunning, rpc.Because(err))
	case err != nil:
		return schema.Empty{}, fmt.Errorf("unregister: %w", err)
	}
	s.unregistered(*place)
	return schema.Empty{}, nil
}
