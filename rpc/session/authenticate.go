package session

import (
	"context"

	"prepwire/rpc"
	"prepwire/schema"
)

// authenticate presents a token on an open connection: the first one, or a
// newer one of the same user.
func (s *Service) authenticate(ctx context.Context, p schema.AuthenticateParams) (schema.Connected, error) {
	call, _ := rpc.FromContext(ctx)
	if _, err := call.Authenticate(ctx, p.Token); err != nil {
		return schema.Connected{}, err
	}
	return s.connected(ctx, call, p.Device, p.Resume)
}
