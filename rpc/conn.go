package rpc

import (
	"context"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"github.com/sourcegraph/jsonrpc2"

	"prepwire/auth"
	"prepwire/schema"
)

// Conn is one WebSocket connection.
type Conn struct {
	server *Server
	id     string
	addr   netip.Addr
	since  time.Time
	ws     *websocket.Conn
	net    *netConn
	stream stream
	out    queue
	done   chan struct{} // closed when the connection is over

	identity  atomic.Pointer[auth.Identity]
	unflushed atomic.Bool  // queued by somebody who still has to flush
	greeted   atomic.Bool  // a first reply was queued
	tooSlow   atomic.Bool  // live events no longer fit
	readSince atomic.Int64 // when the frame at hand began, ns since the server's start; 0 between frames
	readFrom  atomic.Int64 // of net.received, when it began
	pinging   atomic.Bool
	pinged    atomic.Int64 // when it was last pinged, ns since the server's start
	engaged   atomic.Int32 // engagements of services, see Peer.Engage
	trips     trips
	closing   atomic.Int32 // the close code, once closing has begun

	mu       sync.Mutex // guards what follows
	calls    calls
	over     bool
	draining bool
	tries    int       // of session.authenticate, while nobody is authenticated
	warned   time.Time // the exp that session.expiring was sent for
	timer    *time.Timer
	topics   []*subscription
	greeting []func() // what waits for the first reply
	ending   []func() // what waits for the end, see Peer.OnEnd
	ended    bool     // they were run
}

// start begins to serve the connection; it owns it from here on.
func (c *Conn) start() {
	c.stream.conn = c
	c.net.touch()
	c.server.metrics.connections.Inc()
	c.mu.Lock()
	if !c.over {
		c.timer = time.AfterFunc(c.untilTick(time.Now()), c.tick)
	}
	c.mu.Unlock()
	jsonrpc2.NewConn(context.Background(), &c.stream, c,
		jsonrpc2.OnRecv(c.stream.onRecv), jsonrpc2.OnSend(c.stream.onSend), jsonrpc2.SetLogger(silent{}))
}

// silent swallows what jsonrpc2 would log: the gateway logs for itself.
type silent struct{}

func (silent) Printf(string, ...any) {}

// cleanup lets go of everything that the connection holds.
func (c *Conn) cleanup() {
	defer c.server.conns.Done()
	c.out.close()
	_ = c.ws.CloseNow()
	c.mu.Lock()
	active := append([]*Call(nil), c.calls.active...)
	waiting := c.calls.waiting
	c.calls.waiting = nil
	topics, ending := c.topics, c.ending
	c.topics, c.greeting, c.ending, c.ended = nil, nil, nil, true
	c.mu.Unlock()
	for _, call := range active {
		if call.cancel != nil {
			call.cancel()
		}
	}
	for _, call := range waiting {
		call.drop()
	}
	for _, sub := range topics {
		sub.detach()
	}
	for _, f := range ending {
		f()
	}
	c.server.forget(c)
	c.server.metrics.connections.Dec()
	c.server.log.Info("disconnected", "connection", c.id, "code", c.closing.Load())
}

// greet runs what waited for the first reply.
func (c *Conn) greet() {
	c.mu.Lock()
	c.greeted.Store(true)
	waiting := c.greeting
	c.greeting = nil
	c.mu.Unlock()
	for _, f := range waiting {
		f()
	}
}

// onceGreeted runs f now, or after the first reply was queued.
func (c *Conn) onceGreeted(f func()) {
	c.mu.Lock()
	if !c.greeted.Load() && !c.over {
		c.greeting = append(c.greeting, f)
		c.mu.Unlock()
		return
	}
	c.mu.Unlock()
	f()
}

// limitKey names whose rates the connection's calls count for.
func (c *Conn) limitKey() string {
	if id := c.identity.Load(); id != nil {
		return id.UserID
	}
	return "\x00" + c.id // a user id never begins with a zero byte
}

// Drain lets running calls finish and then closes the connection.
func (c *Conn) drain() {
	c.mu.Lock()
	c.draining = true
	c.mu.Unlock()
	c.idle()
}

// idle closes a draining connection once nothing runs on it.
func (c *Conn) idle() {
	c.mu.Lock()
	idle := c.draining && len(c.calls.active) == 0 && len(c.calls.waiting) == 0
	c.mu.Unlock()
	if idle {
		c.Close(schema.CloseGoingAway, "draining")
	}
}
