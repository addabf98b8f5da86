package system

import (
	"context"

	"prepwire/schema"
)

// ping returns the gateway's time, which is the store's.
func (s *Service) ping(context.Context, schema.Empty) (schema.Pong, error) {
	return schema.Pong{ServerTime: schema.Time{Time: s.Now()}}, nil
}
