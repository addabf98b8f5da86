package session

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// update changes the state of a session by a merge patch. Of two devices that
// start from one version one wins, and the other is told what there is now.
func (s *Service) update(ctx context.Context, p schema.SessionUpdateParams) (schema.Session, error) {
	call, userID := caller(ctx)
	kept, err := s.find(ctx, userID, p.SessionID)
	switch {
	case err != nil:
		return schema.Session{}, err
	case !kept.Active():
		return schema.Session{}, rpc.Refuse(schema.SessionIsOver)
	case int64(kept.Version) != p.Version:
		return schema.Session{}, s.conflict(ctx, kept)
	}
	state, err := patchedState(kept.State, p.Patch)
	if err != nil {
		return schema.Session{}, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return schema.Session{}, fmt.Errorf("update session: %w", err)
	}
	change := store.SessionChange{UserID: userID, ID: kept.ID, State: state, At: now}
	kept, err = s.store.UpdateSession(ctx, change, kept.Version)
	switch {
	case errors.Is(err, store.ErrVersion):
		return schema.Session{}, s.conflict(ctx, kept)
	case errors.Is(err, store.ErrState):
		return schema.Session{}, rpc.Refuse(schema.SessionIsOver)
	case err != nil:
		return schema.Session{}, fmt.Errorf("update session: %w", err)
	}
	v := s.view(ctx, kept)
	s.announce(ctx, schema.SessionUpdated.Notice, v, call)
	return v, nil
}

// conflict says that a session has moved on, and where to.
func (s *Service) conflict(ctx context.Context, kept store.Session) error {
	return rpc.Refuse(schema.VersionConflict, rpc.Current(s.view(ctx, kept)))
}
