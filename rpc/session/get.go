package session

import (
	"context"

	"prepwire/schema"
)

// get returns a session, the active one by default. One that has ended and that
// nobody has summed up, because a node died, is summed up now.
func (s *Service) get(ctx context.Context, p schema.SessionRef) (schema.Session, error) {
	_, userID := caller(ctx)
	kept, err := s.find(ctx, userID, p.SessionID)
	if err != nil {
		return schema.Session{}, err
	}
	if !kept.Active() && kept.Summary == nil {
		if kept, err = s.sumUp(ctx, kept); err != nil {
			return schema.Session{}, err
		}
	}
	return s.view(ctx, kept), nil
}
