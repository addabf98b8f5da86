package system

import (
	"context"
	"time"

	"prepwire/schema"
)

// ping returns the gateway's time.
func (s *Service) ping(context.Context, schema.Empty) (schema.Pong, error) {
	return schema.Pong{ServerTime: schema.Time{Time: time.Now()}}, nil
}
