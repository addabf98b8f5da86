package contest

import (
	"context"

	"prepwire/schema"
)

// get answers a contest that the caller may see.
func (s *Service) get(ctx context.Context, params schema.ContestRef) (schema.Contest, error) {
	_, who := caller(ctx)
	c, _, err := s.findVisible(ctx, who, params.ContestID)
	if err != nil {
		return schema.Contest{}, err
	}
	return s.view(ctx, c, who.UserID)
}
