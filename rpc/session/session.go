// Package session serves the namespace session: who is calling, how a
// connection goes on where an earlier one stopped, and the study session that a
// user's devices share.
//
//	session.update ─► find, merge, keep at the version ─► session.updated to user:<sub>
//	authenticate   ─► devices: present from now on     ─► session.deviceJoined
//
// The state of a session lives in the store, who is there in live.Presence.
// Whoever cannot be reached of the two costs what needs it and no more.
package session

import (
	"context"
	"log/slog"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live"
)

// Store is what the service keeps and reads.
type Store interface {
	store.Sessions
	store.Clock

	// AttemptsIn is that of store.Attempts.
	AttemptsIn(ctx context.Context, userID, sessionID string, after store.Position, limit int) ([]store.Attempt, error)
}

// Learner knows how well users master skills.
type Learner interface {
	// Mastery answers the estimates of skills after all of a user's attempts up
	// to and including a position in their order. Skills that it does not know
	// are left out.
	Mastery(ctx context.Context, userID string, skills []string, through store.Position) (map[string]float64, error)
}

// Config is what a Service works with. Without a Store it serves only who is
// calling and how connections go on.
type Config struct {
	Store    Store
	Bus      live.Bus      // required beside a store
	Presence live.Presence // of devices; nil: nobody is told who is there
	Learner  Learner       // nil: summaries tell of no mastery
	Log      *slog.Logger  // nil: nothing is logged

	// Unread counts a user's unread messages, Extensions lists what the
	// extensions are looking at, both for snapshots; nil: there are none.
	Unread     func(ctx context.Context, userID string) (int64, error)
	Extensions func(ctx context.Context, userID string) ([]schema.ExtensionState, error)
}

// Service serves the methods of the namespace. They may be called concurrently,
// on any number of nodes that share a store.
type Service struct {
	store      Store
	bus        live.Bus
	learner    Learner
	unread     func(context.Context, string) (int64, error)
	extensions func(context.Context, string) ([]schema.ExtensionState, error)
	devices    *devices // nil: nobody is told who is there
	log        *slog.Logger
}

// New returns a service. It panics when there is a store and no bus.
func New(c Config) *Service {
	if c.Store != nil && c.Bus == nil {
		panic("session: a store needs a bus beside it")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{store: c.Store, bus: c.Bus, learner: c.Learner, unread: c.Unread, extensions: c.Extensions, log: c.Log}
	if c.Store != nil && c.Presence != nil {
		s.devices = newDevices(c.Presence, s.tellOfDevice, c.Log)
	}
	return s
}

// Register serves the methods of the namespace on mux.
func (s *Service) Register(mux *rpc.Mux) {
	rpc.Handle(mux, schema.SessionAuthenticate, s.authenticate)
	rpc.Handle(mux, schema.SessionResume, s.resume)
	rpc.Handle(mux, schema.SessionRenew, s.renew)
	if s.store == nil {
		return
	}
	rpc.Handle(mux, schema.SessionStart, s.start, checkStart)
	rpc.Handle(mux, schema.SessionGet, s.get)
	rpc.Handle(mux, schema.SessionList, s.list)
	rpc.Handle(mux, schema.SessionUpdate, s.update)
	rpc.Handle(mux, schema.SessionEnd, s.end)
}

// Start begins to tell of devices. Close ends it.
func (s *Service) Start() {
	if s.devices != nil {
		s.devices.start()
	}
}

// Close tells of the devices that have left by then, for a few seconds at most,
// and waits for that. It is called after the server was closed.
func (s *Service) Close() {
	if s.devices != nil {
		s.devices.close()
	}
}

// connected says who the caller is and where each topic goes on. From then on
// the device is there, if it has a name.
func (s *Service) connected(ctx context.Context, call *rpc.Call, device string, positions []schema.Position) (schema.Connected, error) {
	topics, err := call.Resume(ctx, positions)
	if err != nil {
		return schema.Connected{}, err
	}
	id, limits := call.Identity(), call.Limits()
	if s.devices != nil && device != "" {
		s.devices.join(ctx, call.Peer(), id.UserID, device)
	}
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
