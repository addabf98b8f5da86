package system

import (
	"context"

	"prepwire/rpc"
	"prepwire/schema"
)

// drain shuts this node down gently, once the reply is queued.
func (s *Service) drain(ctx context.Context, p schema.DrainParams) (schema.Empty, error) {
	if p.NodeID != "" && p.NodeID != s.NodeID {
		return schema.Empty{}, rpc.Refuse(schema.ReasonNotFound, rpc.Saying("There is no such node"))
	}
	call, _ := rpc.FromContext(ctx)
	call.After(s.Drain)
	return schema.Empty{}, nil
}
