package system

import (
	"context"

	"prepwire/schema"
)

// discover returns the OpenRPC document.
func (s *Service) discover(context.Context, schema.Empty) (any, error) { return s.Contract, nil }
