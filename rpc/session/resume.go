package session

import (
	"context"

	"prepwire/rpc"
	"prepwire/schema"
)

// resume goes on where an earlier connection stopped.
func (s *Service) resume(ctx context.Context, p schema.ResumeParams) (schema.Connected, error) {
	call, _ := rpc.FromContext(ctx)
	return s.connected(ctx, call, p.Device, p.Resume)
}
