package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"prepwire/auth"
	"prepwire/store"
	"prepwire/store/live"
)

const (
	revokedTopic  = "system:revocations"
	revokedEvery  = time.Second // between looks at the store
	revokedWithin = 5 * time.Second
	revokedAgain  = time.Minute // of the store's times is read again: nodes write a little out of order
)

// revoked keeps this node's list of what was revoked like the store's: by an
// event, within milliseconds, and by a look at the store each second, also when
// no event can come. It is only needed where others write revocations, too: other
// nodes, or prepwire user beside a node on MongoDB.
type revoked struct {
	store store.Revocations
	bus   live.Bus
	list  *auth.Revocations
	act   func(auth.Revocation) int // closes the connections of this node
	warn  func(msg string, args ...any)

	at   store.Position // of the newest that was read; only look uses it
	now  chan struct{}  // holds one: look at once
	stop context.CancelFunc
	work sync.WaitGroup
}

// followOthers makes the node hear of what others revoke.
func (g *gateway) followOthers(ctx context.Context, list *auth.Revocations) error {
	if !g.shared && g.config.MongodbURI == "" {
		return nil
	}
	g.revoked = &revoked{store: g.store, bus: g.bus, list: list, act: g.server.Revoke, warn: g.log.Warn}
	if err := g.revoked.start(ctx); err != nil {
		return err
	}
	g.onClose(g.revoked.close)
	return nil
}

// tellRevoked tells the other nodes of a revocation that this one has made.
func (g *gateway) tellRevoked(ctx context.Context, r auth.Revocation) {
	if g.revoked != nil {
		g.revoked.tell(ctx, r)
	}
}

// start follows the others until close. The store is read anew once.
func (r *revoked) start(ctx context.Context) error {
	r.now = make(chan struct{}, 1)
	leave, err := live.Follow(ctx, r.bus, revokedTopic, r, r.look)
	if err != nil {
		return fmt.Errorf("follow revocations: %w", err)
	}
	running, stop := context.WithCancel(context.Background())
	r.stop = func() { leave(); stop() }
	r.work.Go(func() { r.watch(running) })
	return nil
}

func (r *revoked) close() {
	r.stop()
	r.work.Wait()
}

// tell makes the other nodes know of a revocation at once. That they hear of it
// within a second is the store's work.
func (r *revoked) tell(ctx context.Context, v auth.Revocation) {
	body, err := json.Marshal(v)
	if err == nil {
		_, err = r.bus.Append(ctx, revokedTopic, "revoked", body)
	}
	if err != nil {
		r.warn("tell of a revocation", "err", err)
	}
}

// Event takes a revocation of some node.
func (r *revoked) Event(_, _ string, e live.Event) {
	var v auth.Revocation
	if err := json.Unmarshal(e.Params, &v); err != nil {
		r.warn("a revocation that is none of ours", "err", err)
		return
	}
	r.take(v)
}

// State is not used: revocations are events.
func (r *revoked) State(string, live.State) {}

// Broken has the store asked.
func (r *revoked) Broken(string, live.Position) { r.look() }

func (r *revoked) look() {
	select {
	case r.now <- struct{}{}:
	default:
	}
}

func (r *revoked) take(v auth.Revocation) {
	if r.list.Add(v) {
		r.act(v)
	}
}

func (r *revoked) watch(ctx context.Context) {
	r.look()
	tick := time.NewTicker(revokedEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-r.now:
		}
		if err := r.read(ctx); err != nil && ctx.Err() == nil {
			r.warn("read revocations", "err", err)
		}
	}
}

// read takes what the store has since the last time.
func (r *revoked) read(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, revokedWithin)
	defer cancel()
	after := r.at
	if !after.At.IsZero() {
		after = store.Position{At: after.At.Add(-revokedAgain)}
	}
	at, err := eachRevocation(ctx, r.store, after, r.take)
	if err == nil && at.At.After(r.at.At) {
		r.at = at
	}
	return err
}

// eachRevocation calls f with every revocation after a position, and returns
// that of the last.
func eachRevocation(ctx context.Context, s store.Revocations, after store.Position, f func(auth.Revocation)) (store.Position, error) {
	for {
		part, err := s.Revocations(ctx, after, store.MaxLimit)
		if err != nil {
			return after, fmt.Errorf("read revocations: %w", err)
		}
		for _, v := range part {
			f(auth.Revocation{UserID: v.UserID, TokenID: v.JTI, At: v.At, Reason: v.Reason})
			after = v.Position()
		}
		if len(part) < store.MaxLimit {
			return after, nil
		}
	}
}
