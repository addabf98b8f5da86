package system

import (
	"context"

	"prepwire/schema"
)

// stats counts what this node does.
func (s *Service) stats(context.Context, schema.Empty) (schema.AdminStats, error) {
	n := s.gateway.Counts()
	return schema.AdminStats{
		NodeID:        s.NodeID,
		StartedAt:     schema.Time{Time: s.gateway.Started()},
		Connections:   int64(n.Connections),
		Authenticated: int64(n.Authenticated),
		Users:         int64(n.Users),
		Topics:        int64(n.Topics),
		Calls:         n.Calls,
	}, nil
}
