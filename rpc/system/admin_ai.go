package system

import (
	"context"

	"prepwire/schema"
)

// ai says how the model is used.
func (s *Service) ai(context.Context, schema.Empty) (schema.AIStats, error) { return s.AI(), nil }
