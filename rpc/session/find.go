package session

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// find answers the session that a call names, the active one by default.
func (s *Service) find(ctx context.Context, userID string, id schema.ID) (kept store.Session, err error) {
	if id == "" {
		kept, err = s.store.ActiveSession(ctx, userID)
	} else {
		kept, err = s.store.Session(ctx, userID, string(id))
	}
	if errors.Is(err, store.ErrNotFound) {
		e := rpc.Refuse(schema.ReasonNotFound, rpc.Because(err))
		e.Data.Errors = []schema.ParamError{{Pointer: "/sessionId", Message: "names no session of yours"}}
		if id == "" {
			e.Data.Errors[0].Message = "must be given: no session is active"
		}
		return kept, e
	}
	if err != nil {
		return kept, fmt.Errorf("find session: %w", err)
	}
	return kept, nil
}

// caller is the call and who made it.
func caller(ctx context.Context) (*rpc.Call, string) {
	call, _ := rpc.FromContext(ctx)
	return call, call.Identity().UserID
}
