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
// delivery the call still succeeds. A node that dies in between tells nobody:
// a repeat of the call does, see announceOnce and announceVersion, or else the
// next change, which bears the whole session. For more somebody would have to
// look through the store for what was kept and not told, all the time.
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
	s.announceMarked(ctx, n, v, call, rpc.IDMark(v.ID))
}

// announceVersion tells of a session's update, unless the devices were told of
// this version of it already.
func (s *Service) announceVersion(ctx context.Context, v schema.Session, call *rpc.Call) {
	started, err := v.StartedAt.MarshalJSON()
	if err != nil {
		s.log.WarnContext(ctx, "a session was not announced", "session", v.ID, "err", err)
		return
	}
	mark := fmt.Appendf(nil, `"version":%d,"startedAt":%s`, v.Version, started) // as they stand in a session
	s.announceMarked(ctx, schema.SessionUpdated.Notice, v, call, mark)
}

func (s *Service) announceMarked(ctx context.Context, n *schema.Notice, v schema.Session, call *rpc.Call, mark []byte) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), announceWithin)
	defer cancel()
	err := rpc.EmitOnce(ctx, s.bus, rpc.UserTopic(v.UserID), n, schema.SessionUpdatedParams{Session: v, By: call.ConnectionID()}, mark)
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
