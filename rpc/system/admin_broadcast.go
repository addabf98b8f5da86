package system

import (
	"context"

	"prepwire/schema"
)

// broadcast tells everybody something.
func (s *Service) broadcast(ctx context.Context, p schema.BroadcastParams) (schema.Empty, error) {
	return schema.Empty{}, s.gateway.Broadcast(ctx, schema.Announcement(p))
}
