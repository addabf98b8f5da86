package system

import (
	"context"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// revoke ends tokens: kept first, then known to the verifier and told to the
// other nodes, then the connections of this node that use them are closed. The
// answer comes after all of it; closed counts this node's.
func (s *Service) revoke(ctx context.Context, p schema.RevokeParams) (schema.Revoked, error) {
	at, err := s.Store.Now(ctx)
	if err != nil {
		return schema.Revoked{}, err
	}
	call, _ := rpc.FromContext(ctx)
	id, _ := call.IdempotencyID(0)
	kept, err := s.Store.AddRevocation(ctx, store.Revocation{
		ID: string(id), UserID: p.UserID, JTI: p.Jti, Reason: p.Reason, By: call.Identity().UserID, At: at,
	})
	if err != nil {
		return schema.Revoked{}, err
	}
	r := auth.Revocation{UserID: kept.UserID, TokenID: kept.JTI, At: kept.At, Reason: kept.Reason}
	s.Revocations.Add(r)
	if s.Revoked != nil {
		s.Revoked(ctx, r)
	}
	closed := s.gateway.Revoke(r)
	s.Log.InfoContext(ctx, "tokens revoked", "user", r.UserID, "jti", r.TokenID, "reason", r.Reason, "by", kept.By, "closed", closed)
	return schema.Revoked{RevokedAt: schema.Time{Time: kept.At}, Closed: int64(closed)}, nil
}
