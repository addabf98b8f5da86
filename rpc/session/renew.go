package session

import (
	"context"

	"prepwire/rpc"
	"prepwire/schema"
)

// renew gives a newer token with the same rights.
func (s *Service) renew(ctx context.Context, _ schema.Empty) (schema.RenewResult, error) {
	call, _ := rpc.FromContext(ctx)
	token, expiresAt, err := call.Renew()
	if err != nil {
		return schema.RenewResult{}, err
	}
	return schema.RenewResult{Token: token, ExpiresAt: schema.Time{Time: expiresAt}}, nil
}
