package analytics

import (
	"context"

	"prepwire/rpc"
	"prepwire/schema"
)

// update tells a user's devices, on every node, of the figures after an answer.
// A later attempt at a question changes none of them.
func (s *Service) update(ctx context.Context, a rpc.Answered) {
	if !a.Counts {
		return
	}
	session, err := s.session(ctx, a.UserID, "")
	if err == nil {
		var now schema.Analytics
		if now, err = s.figures(ctx, a.UserID, session); err == nil {
			err = rpc.Publish(ctx, s.bus, rpc.UserTopic(a.UserID), schema.AnalyticsUpdated.Notice, "analytics",
				schema.AnalyticsUpdatedParams{Version: now.Overall.Answered, Analytics: now})
		}
	}
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "analytics.updated", "user", a.UserID, "err", err)
	}
}
