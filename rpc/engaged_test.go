package rpc_test

import (
	"context"
	"errors"
	"testing"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

// Who is in a contest gets no help from methods that are not for them, and
// everything else.
func TestOutsideContests(t *testing.T) {
	broken := errors.New("cannot tell")
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) {
		o.Engaged = func(_ context.Context, userID string) (bool, error) {
			if userID == "eve" {
				return false, broken
			}
			return userID == "bob", nil
		}
	})
	for _, tt := range []struct {
		user, method string
		want         schema.Reason
	}{
		{"alice", "coaching.hint", ""},
		{"bob", "coaching.hint", schema.ContestRunning},
		{"bob", "coaching.strategy", schema.ContestRunning},
		{"bob", "system.ping", ""},
		{"eve", "coaching.hint", schema.ReasonInternal}, // rather no help than help
	} {
		r := g.As(t, tt.user).Call(tt.method, `{"questionId":"q"}`)
		if tt.method == "system.ping" {
			r = g.As(t, tt.user).Call(tt.method, `{}`)
		}
		if got := reason(r); got != tt.want {
			t.Errorf("%s of %s: %q, want %q", tt.method, tt.user, got, tt.want)
		}
	}
}
