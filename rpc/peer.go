package rpc

import (
	"slices"
	"sync"
	"time"

	"prepwire/auth"
	"prepwire/schema"
)

// Peer is a connection as a service may keep it beyond a call. Two peers are
// equal when they are the same connection. Its methods never wait, and are
// harmless once the connection is over.
type Peer struct{ conn *Conn }

// Peer returns the connection that the call came on.
func (c *Call) Peer() Peer { return Peer{c.conn} }

// ID names the connection.
func (p Peer) ID() schema.ID { return schema.ID(p.conn.id) }

// Identity returns who is at the other end; nil before authentication.
func (p Peer) Identity() *auth.Identity { return p.conn.identity.Load() }

// Notify sends a state notification to the connection. A newer one of the same
// key replaces an unsent older one. Before the first reply on the connection
// nothing is sent.
func (p Peer) Notify(n *schema.Notice, key string, params any) {
	c := p.conn
	if !c.greeted.Load() || c.gone() {
		return
	}
	data, err := encodeNotification(n, params)
	if err != nil {
		c.server.log.Error("encode notification", "name", n.Name, "err", err)
		return
	}
	c.server.metrics.notified(n.Name)
	c.pushState(data, n.Name+"\x00"+key)
}

// Latency returns half the median of the connection's last five ping round
// trips, of fewer while there are fewer, and 0 before the first.
func (p Peer) Latency() time.Duration { return p.conn.trips.latency() }

// Engage has the connection pinged now and every 10 s until release is called,
// however much it sends. Engagements are counted; release counts once.
func (p Peer) Engage() (release func()) {
	c := p.conn
	if c.engaged.Add(1) == 1 {
		c.pinged.Store(0)
		c.retick()
	}
	var once sync.Once
	return func() { once.Do(func() { c.engaged.Add(-1) }) }
}

// OnEnd runs f, which must not wait, once when the connection is over; at once
// when it is already.
func (p Peer) OnEnd(f func()) {
	c := p.conn
	c.mu.Lock()
	if !c.ended {
		c.ending = append(c.ending, f)
		c.mu.Unlock()
		return
	}
	c.mu.Unlock()
	f()
}

// A Watch is told that a connection reads a topic, and that what is published
// from now on reaches it. That is soon after the reply that says so is queued:
// what is published in between does not. What the watch returns, if anything,
// runs once when the reading ends: by Unsubscribe, by a later reading of the
// same topic on the connection, or with the connection. Neither may wait. The
// watch of a later reading runs before the end of the one it replaces.
type Watch func(p Peer) (ended func())

// keptTrips is how many ping round trips of a connection are kept.
const keptTrips = 5

// trips are the last ping round trips of a connection.
type trips struct {
	mu   sync.Mutex // guards what follows
	n    int        // how many there were
	last [keptTrips]time.Duration
}

func (t *trips) add(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last[t.n%keptTrips] = d
	t.n++
}

func (t *trips) latency() time.Duration {
	t.mu.Lock()
	sorted, n := t.last, min(t.n, keptTrips)
	t.mu.Unlock()
	if n == 0 {
		return 0
	}
	slices.Sort(sorted[:n])
	return (sorted[(n-1)/2] + sorted[n/2]) / 4
}
