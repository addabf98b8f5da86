package contest

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// cancel calls off a contest of the caller's own, also while it runs. Repeating
// is harmless. From then on nothing is added to its log, and its key is never
// shown.
func (s *Service) cancel(ctx context.Context, params schema.ContestRef) (schema.Contest, error) {
	_, who := caller(ctx)
	c, err := s.findOwn(ctx, who, params.ContestID)
	if err != nil {
		return schema.Contest{}, err
	}
	now, err := s.clock.Read(ctx)
	if err != nil {
		return schema.Contest{}, err
	}
	if statusOf(c, now) == completed {
		return schema.Contest{}, rpc.Refuse(schema.ContestIsOver)
	}
	kept, err := s.store.CancelContest(ctx, c.ID, now)
	switch {
	case errors.Is(err, store.ErrState):
		return schema.Contest{}, rpc.Refuse(schema.ContestIsOver)
	case err != nil:
		return schema.Contest{}, fmt.Errorf("cancel contest: %w", err)
	}
	s.changed(c.ID)
	if !c.Draft {
		if err := s.announceOnce(ctx, c.ID, schema.ContestCancelled.Notice, schema.ContestCancelledParams{ContestID: params.ContestID}); err != nil {
			s.logger.WarnContext(ctx, "announce a cancelled contest", "contest", c.ID, "err", err) // it is cancelled all the same
		}
	}
	return s.view(ctx, kept, who.UserID)
}
