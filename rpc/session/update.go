package session

import (
	"bytes"
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
		if repeats(p, kept) {
			s.announceVersion(ctx, s.view(ctx, kept), call)
		}
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

// repeats reports whether an update was made before, as far as can be told: the
// session is one version further, and the patch changes nothing any more.
func repeats(p schema.SessionUpdateParams, kept store.Session) bool {
	if int64(kept.Version) != p.Version+1 {
		return false
	}
	state, err := patchedState(kept.State, p.Patch)
	return err == nil && bytes.Equal(state, kept.State)
}

// conflict says that a session has moved on, and where to.
func (s *Service) conflict(ctx context.Context, kept store.Session) error {
	return rpc.Refuse(schema.VersionConflict, rpc.Current(s.view(ctx, kept)))
}
