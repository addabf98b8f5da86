// Package current tells which session an answer counts for. Every service that
// records answers asks here, so that they agree.
package current

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// Sessions is what there is to know; store.Sessions knows it.
type Sessions interface {
	Session(ctx context.Context, userID, id string) (store.Session, error)
	ActiveSession(ctx context.Context, userID string) (store.Session, error)
}

// For answers the id of the session that an answer of the user counts for: the
// one that is named, else the active one, empty when there is none. A named one
// that is not the user's is refused with not_found, one that has ended with
// session_ended, both at /sessionId.
func For(ctx context.Context, sessions Sessions, userID string, named schema.ID) (string, error) {
	if named == "" {
		s, err := sessions.ActiveSession(ctx, userID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", fmt.Errorf("session of an answer: %w", err)
		}
		return s.ID, nil
	}
	s, err := sessions.Session(ctx, userID, string(named))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return "", refuse(schema.ReasonNotFound, "names no session of yours")
	case err != nil:
		return "", fmt.Errorf("session of an answer: %w", err)
	case !s.Active():
		return "", refuse(schema.SessionIsOver, "names a session that has ended")
	}
	return s.ID, nil
}

func refuse(reason schema.Reason, why string) error {
	e := rpc.Refuse(reason)
	e.Data.Errors = []schema.ParamError{{Pointer: "/sessionId", Message: why}}
	return e
}
