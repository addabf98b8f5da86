// Package session serves the namespace session: who is calling, and how a
// connection goes on where an earlier one stopped.
package session

import (
	"context"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/schema"
)

// Service serves the namespace session.
type Service struct{}

// New returns the service.
func New() *Service { return &Service{} }

// Register serves the methods of the namespace on mux.
func (s *Service) Register(mux *rpc.Mux) {
	rpc.Handle(mux, schema.SessionAuthenticate, s.authenticate)
	rpc.Handle(mux, schema.SessionResume, s.resume)
	rpc.Handle(mux, schema.SessionRenew, s.renew)
}

// connected says who the caller is and where each topic goes on.
func connected(ctx context.Context, call *rpc.Call, positions []schema.Position) (schema.Connected, error) {
	topics, err := call.Resume(ctx, positions)
	if err != nil {
		return schema.Connected{}, err
	}
	id, limits := call.Identity(), call.Limits()
	return schema.Connected{
		ConnectionID: call.ConnectionID(),
		UserID:       id.UserID,
		Name:         id.Name,
		Roles:        roles(id),
		ExpiresAt:    schema.Time{Time: id.ExpiresAt},
		HeartbeatMs:  call.Heartbeat().Milliseconds(),
		Limits: schema.Limits{
			FrameBytes:   int64(limits.Frame),
			Batch:        int64(limits.Batch),
			InFlight:     int64(limits.InFlight),
			Waiting:      int64(limits.Waiting),
			CallsPerSec:  limits.CallsPerUser.PerSecond(),
			AIPerMinute:  limits.AIPerUser.PerSecond() * 60,
			ReplayEvents: int64(limits.ReplayEvents),
		},
		Topics: topics,
	}, nil
}

func roles(id *auth.Identity) []schema.Role {
	out := []schema.Role{}
	for _, name := range id.Roles.Names() {
		out = append(out, schema.Role(name))
	}
	return out
}
