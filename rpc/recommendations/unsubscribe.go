package recommendations

import (
	"context"
	"fmt"

	"prepwire/schema"
)

// unsubscribe ends the subscription. Repeating it is harmless.
func (s *Service) unsubscribe(ctx context.Context, _ schema.Empty) (schema.Empty, error) {
	if _, err := s.Presence.Leave(ctx, group(user(ctx)), onlyMember); err != nil {
		return schema.Empty{}, fmt.Errorf("end subscription: %w", err)
	}
	return schema.Empty{}, nil
}
