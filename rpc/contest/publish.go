package contest

import (
	"context"

	"prepwire/rpc"
	"prepwire/schema"
)

// publish announces a draft of the caller's own. Repeating is harmless. What
// was right when the draft was kept is looked at again.
func (s *Service) publish(ctx context.Context, params schema.ContestRef) (schema.Contest, error) {
	_, who := caller(ctx)
	c, err := s.findOwn(ctx, who, params.ContestID)
	if err != nil {
		return schema.Contest{}, err
	}
	switch {
	case !c.CancelledAt.IsZero():
		return schema.Contest{}, rpc.Refuse(schema.ContestIsCancelled)
	case !c.Draft:
		return s.view(ctx, c, who.UserID)
	}
	now, err := s.clock.Read(ctx)
	if err != nil {
		return schema.Contest{}, err
	}
	p := &plan{Contest: c, now: now}
	p.Draft, p.UpdatedAt = false, now
	if err := s.checkPlan(ctx, who, p); err != nil {
		return schema.Contest{}, err
	}
	return s.change(ctx, p.Contest, c.Version, who.UserID)
}
