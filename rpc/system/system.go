// Package system serves the namespaces system, rpc and admin: the gateway's
// own time, name, health and contract, and what operators do with it.
package system

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// Gateway is the running server as operators see it.
type Gateway interface {
	Counts() rpc.Counts
	Started() time.Time
	Revoke(auth.Revocation) int
	Broadcast(ctx context.Context, a schema.Announcement) error
}

// Store is what must survive of what operators do.
type Store interface {
	store.Revocations
	store.Clock
}

// Config is what the service needs. Everything is required, save Revoked.
type Config struct {
	NodeID      string
	Version     string
	Contract    json.RawMessage // the OpenRPC document
	Health      func(ctx context.Context) schema.Health
	AI          func() schema.AIStats
	Drain       func() // begins to shut this node down, and returns
	Store       Store
	Revocations *auth.Revocations
	Revoked     func(ctx context.Context, r auth.Revocation) // tells the other nodes; nil: there are none
	Now         func() time.Time                             // the store's time; nil: time.Now
	Log         *slog.Logger                                 // of what operators do
}

// Service serves the namespaces system, rpc and admin.
type Service struct {
	Config
	gateway Gateway
}

// New returns the service. Serve must be called before the first call comes.
// It panics when the contract is not JSON.
func New(c Config) *Service {
	var compact bytes.Buffer
	if err := json.Compact(&compact, c.Contract); err != nil {
		panic("system: the contract: " + err.Error())
	}
	c.Contract = compact.Bytes()
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Service{Config: c}
}

// Serve tells the service which server it belongs to.
func (s *Service) Serve(g Gateway) { s.gateway = g }

// Register serves the methods of the namespaces on mux.
func (s *Service) Register(mux *rpc.Mux) {
	rpc.Handle(mux, schema.SystemPing, s.ping)
	rpc.Handle(mux, schema.SystemInfo, s.info)
	rpc.Handle(mux, schema.SystemHealth, s.health)
	rpc.Handle(mux, schema.RPCDiscover, s.discover)
	rpc.Handle(mux, schema.AdminGetStats, s.stats)
	rpc.Handle(mux, schema.AdminAI, s.ai)
	rpc.Handle(mux, schema.AdminRevoke, s.revoke)
	rpc.Handle(mux, schema.AdminDrain, s.drain)
	rpc.Handle(mux, schema.AdminBroadcast, s.broadcast)
}
