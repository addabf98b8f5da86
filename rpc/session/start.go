package session

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// firstVersion is that of a session which nobody has changed or ended.
const firstVersion = 1

// start begins a session and ends the one that was active. A repeat is answered
// what the first has become. It tells of a session that nobody has changed, if
// the first has not: its node may have died. A change, made by somebody who knew
// the session, is told of by that call alone.
func (s *Service) start(ctx context.Context, p schema.SessionStartParams) (schema.Session, error) {
	if faults := checkStart(p); len(faults) > 0 {
		return schema.Session{}, rpc.InvalidParams(faults...)
	}
	state, err := firstState(p.State)
	if err != nil {
		return schema.Session{}, err
	}
	call, userID := caller(ctx)
	now, err := s.store.Now(ctx)
	if err != nil {
		return schema.Session{}, fmt.Errorf("start session: %w", err)
	}
	id, digest := call.IdempotencyID(0)
	did, err := s.store.StartSession(ctx, store.Session{ID: string(id), UserID: userID, Kind: string(p.Kind), Goals: p.Goals,
		State: state, StartedAt: now, RequestDigest: digest})
	switch {
	case err != nil:
		return schema.Session{}, fmt.Errorf("start session: %w", err)
	case did.Session.RequestDigest != digest:
		return schema.Session{}, rpc.Refuse(schema.IdempotencyMismatch)
	}
	if did.Ended != nil {
		s.ended(ctx, call, *did.Ended)
	}
	v := s.view(ctx, did.Session)
	switch {
	case did.Session.Version != firstVersion:
	case digest == "": // no repeat
		s.announce(ctx, schema.SessionUpdated.Notice, v, call)
	default:
		s.announceOnce(ctx, schema.SessionUpdated.Notice, v, call)
	}
	return v, nil
}

// checkStart is what is wrong with goals that the schema lets pass.
func checkStart(p schema.SessionStartParams) (faults []schema.ParamError) {
	for i, goal := range p.Goals {
		if strings.ContainsFunc(goal, unicode.IsControl) {
			faults = append(faults, schema.ParamError{Pointer: fmt.Sprintf("/goals/%d", i), Message: "must not hold control characters"})
		}
	}
	return faults
}
