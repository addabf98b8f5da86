package system

import (
	"context"

	"prepwire/schema"
)

// info names the gateway and its protocol.
func (s *Service) info(context.Context, schema.Empty) (schema.Info, error) {
	return schema.Info{Name: "prepwire", Version: s.Version, Protocol: schema.Version}, nil
}
