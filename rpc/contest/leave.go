package contest

import (
	"context"

	"prepwire/rpc"
	"prepwire/schema"
)

// leave ends what join began on this connection. Repeating is harmless. The
// place in the contest stays, and so does everything that was answered.
func (s *Service) leave(ctx context.Context, params schema.ContestRef) (schema.Empty, error) {
	call, _ := caller(ctx)
	call.Unsubscribe(rpc.ContestTopic(params.ContestID))
	return schema.Empty{}, nil
}
