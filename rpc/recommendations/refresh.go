package recommendations

import (
	"context"

	"prepwire/schema"
)

// refresh sends recommendations.updated now, for what the user subscribed to,
// else for the defaults.
func (s *Service) refresh(ctx context.Context, _ schema.Empty) (schema.Recommendations, error) {
	p, ok, err := s.subscription(ctx, user(ctx))
	if err != nil {
		return schema.Recommendations{}, err
	}
	if !ok {
		p = schema.RecommendationParams{Mode: "practise", Limit: 5}
	}
	r, err := s.recommend(ctx, user(ctx), p)
	if err != nil {
		return r, err
	}
	return r, s.announce(ctx, user(ctx), r)
}
