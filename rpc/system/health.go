package system

import (
	"context"

	"prepwire/schema"
)

// health says how the gateway is, as /healthz does.
func (s *Service) health(ctx context.Context, _ schema.Empty) (schema.Health, error) {
	return s.Health(ctx), nil
}
