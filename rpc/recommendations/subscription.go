package recommendations

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
)

// A subscription is the user's, not a connection's: its notifications go to all
// of the user's devices. It is kept where all nodes see it, as a member of a
// group of the user's own, and ends when nothing was answered for a while.

const (
	subscriptionLasts = 12 * time.Hour
	onlyMember        = "subscription"
)

func group(user string) string { return "recommendations:" + user }

// keepSubscription keeps what a user subscribed to, in the place of anything before.
func (s *Service) keepSubscription(ctx context.Context, user string, p schema.RecommendationParams) error {
	info, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("write subscription: %w", err)
	}
	if _, err := s.Presence.Enter(ctx, group(user), onlyMember, string(info), subscriptionLasts); err != nil {
		return fmt.Errorf("keep subscription: %w", err)
	}
	return nil
}

// subscription is what the user asked for; ok is false when there is none.
func (s *Service) subscription(ctx context.Context, user string) (p schema.RecommendationParams, ok bool, err error) {
	members, err := s.Presence.Members(ctx, group(user), 1)
	if err != nil || len(members) == 0 {
		return p, false, err
	}
	if err := json.Unmarshal([]byte(members[0].Info), &p); err != nil {
		return p, false, fmt.Errorf("read subscription: %w", err)
	}
	return p, true, nil
}

func (s *Service) announce(ctx context.Context, user string, r schema.Recommendations) error {
	err := rpc.Emit(ctx, s.Bus, rpc.UserTopic(user), schema.RecommendationsUpdated.Notice,
		schema.RecommendationsUpdatedParams{Questions: r.Questions, ModelVersion: r.ModelVersion})
	if err != nil {
		return fmt.Errorf("announce recommendations: %w", err)
	}
	return nil
}

// answered sends recommendations.updated after an answer to who has subscribed.
func (s *Service) answered(ctx context.Context, a rpc.Answered) {
	if !a.Counts {
		return
	}
	p, ok, err := s.subscription(ctx, a.UserID)
	if err == nil && ok {
		err = s.update(ctx, a.UserID, p)
	}
	var refused *rpc.Error // nothing fits any more
	if err != nil && ctx.Err() == nil && !errors.As(err, &refused) {
		s.Log.WarnContext(ctx, "recommendations.updated", "user", a.UserID, "err", err)
	}
}

func (s *Service) update(ctx context.Context, user string, p schema.RecommendationParams) error {
	r, err := s.recommend(ctx, user, p)
	if err != nil {
		return err
	}
	if err := s.announce(ctx, user, r); err != nil {
		return err
	}
	return s.keepSubscription(ctx, user, p) // it lasts while answers come
}
