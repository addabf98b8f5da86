package session

import (
	"context"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// end ends a session and sums it up. A repeat answers the first summary, and
// tells of the end if nobody has: whoever repeats may not have been heard.
func (s *Service) end(ctx context.Context, p schema.SessionRef) (schema.SessionSummary, error) {
	call, userID := caller(ctx)
	kept, err := s.find(ctx, userID, p.SessionID)
	if err != nil {
		return schema.SessionSummary{}, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return schema.SessionSummary{}, fmt.Errorf("end session: %w", err)
	}
	kept, err = s.store.EndSession(ctx, userID, kept.ID, now)
	if err != nil {
		return schema.SessionSummary{}, fmt.Errorf("end session: %w", err)
	}
	if kept.Summary == nil {
		if kept, err = s.finish(ctx, call, kept); err != nil {
			return schema.SessionSummary{}, err
		}
	} else {
		s.announceOnce(ctx, schema.SessionEnded.Notice, s.view(ctx, kept), call)
	}
	return summaryView(*kept.Summary), nil
}

// ended finishes a session that another one has replaced. That the new one has
// started is what matters to the caller: session.get sums the old one up if it
// cannot be done now.
func (s *Service) ended(ctx context.Context, call *rpc.Call, kept store.Session) {
	if _, err := s.finish(ctx, call, kept); err != nil {
		s.log.WarnContext(ctx, "a session was ended without a summary", "session", kept.ID, "err", err)
		s.announce(ctx, schema.SessionEnded.Notice, s.view(ctx, kept), call)
	}
}

// finish sums a session up and tells of its end.
func (s *Service) finish(ctx context.Context, call *rpc.Call, kept store.Session) (store.Session, error) {
	kept, err := s.sumUp(ctx, kept)
	if err == nil {
		s.announce(ctx, schema.SessionEnded.Notice, s.view(ctx, kept), call)
	}
	return kept, err
}
