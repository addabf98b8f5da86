package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// announceWithin bounds the telling of the user's devices.
const announceWithin = 5 * time.Second

// announce tells the caller's devices of a session. What it is about is kept by
// now, so it happens even if the caller has just gone, and without live
// delivery the call still succeeds.
func (s *Service) announce(ctx context.Context, n *schema.Notice, v schema.Session, call *rpc.Call) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), announceWithin)
	defer cancel()
	err := rpc.Emit(ctx, s.bus, rpc.UserTopic(v.UserID), n, schema.SessionUpdatedParams{Session: v, By: call.ConnectionID()})
	if err != nil {
		s.log.WarnContext(ctx, "a session was not announced", "session", v.ID, "err", err)
	}
}

// announceOnce is announce for repeats: it tells of the session unless that was
// told already.
func (s *Service) announceOnce(ctx context.Context, n *schema.Notice, v schema.Session, call *rpc.Call) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), announceWithin)
	defer cancel()
	err := rpc.EmitOnce(ctx, s.bus, rpc.UserTopic(v.UserID), n, schema.SessionUpdatedParams{Session: v, By: call.ConnectionID()}, rpc.IDMark(v.ID))
	if err != nil {
		s.log.WarnContext(ctx, "a session was not announced", "session", v.ID, "err", err)
	}
}

// tellOfDevice tells a user's devices of one that came or went, if a session is
// active.
func (s *Service) tellOfDevice(ctx context.Context, n *schema.Notice, userID string, connection schema.ID, name string) error {
	active, err := s.store.ActiveSession(ctx, userID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("tell of device: %w", err)
	}
	return rpc.Emit(ctx, s.bus, rpc.UserTopic(userID), n,
		schema.SessionDeviceParams{Device: name, ConnectionID: connection, SessionID: schema.ID(active.ID)})
}
