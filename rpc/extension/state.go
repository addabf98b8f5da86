package extension

import (
	"context"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
)

// state lists the caller's extensions.
func (s *Service) state(ctx context.Context, _ schema.Empty) (schema.ExtensionStates, error) {
	call, _ := rpc.FromContext(ctx)
	items, err := s.States(ctx, call.Identity().UserID)
	return schema.ExtensionStates{Items: items}, err
}

// States lists a user's extensions, last heard of first.
func (s *Service) States(ctx context.Context, userID string) ([]schema.ExtensionState, error) {
	kept, err := s.store.Extensions(ctx, userID)
	if err != nil {
		return nil, fmt.Errorf("list extensions: %w", err)
	}
	items := []schema.ExtensionState{}
	for _, e := range kept {
		state, err := status(e)
		if err != nil {
			return nil, err
		}
		items = append(items, schema.ExtensionState{ExtensionID: schema.ID(e.ID), State: state, Version: e.Version, UpdatedAt: schema.Time{Time: e.UpdatedAt}})
	}
	return items, nil
}
