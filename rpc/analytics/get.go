package analytics

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// get says what is known of the caller, and of a session: the one that is named,
// else the active one.
func (s *Service) get(ctx context.Context, p schema.AnalyticsParams) (schema.Analytics, error) {
	_, user := caller(ctx)
	if p.SessionID != "" { // an old one may have to be read
		done, err := s.reports.Take(ctx, user)
		if err != nil {
			return schema.Analytics{}, fmt.Errorf("wait for another report: %w", err)
		}
		defer done()
	}
	id, err := s.session(ctx, user, p.SessionID)
	if err != nil {
		return schema.Analytics{}, err
	}
	return s.figures(ctx, user, id)
}

// session is the id of the session that is named, ended or not, or of the active
// one; empty when there is none.
func (s *Service) session(ctx context.Context, user string, named schema.ID) (string, error) {
	if named == "" {
		active, err := s.store.ActiveSession(ctx, user)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", fmt.Errorf("active session: %w", err)
		}
		return active.ID, nil
	}
	found, err := s.store.Session(ctx, user, string(named))
	if errors.Is(err, store.ErrNotFound) {
		e := rpc.Refuse(schema.ReasonNotFound)
		e.Data.Errors = []schema.ParamError{{Pointer: "/sessionId", Message: "names no session of yours"}}
		return "", e
	}
	if err != nil {
		return "", fmt.Errorf("session: %w", err)
	}
	return found.ID, nil
}
