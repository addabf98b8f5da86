package recommendations

import (
	"context"

	"prepwire/schema"
)

// subscribe begins recommendations.updated for all of the user's devices, and
// answers the first. A second subscription replaces the first.
func (s *Service) subscribe(ctx context.Context, p schema.RecommendationParams) (schema.Recommendations, error) {
	first, err := s.recommend(ctx, user(ctx), p)
	if err != nil {
		return first, err
	}
	return first, s.keepSubscription(ctx, user(ctx), p)
}
