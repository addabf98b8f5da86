package rpc

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/trace"

	"prepwire/auth"
	"prepwire/store/live"
)

// Options is what a Server needs. Verifier, Bus, Limiter and Origins are required.
type Options struct {
	Verifier *auth.Verifier
	Signer   *auth.Signer // nil when tokens cannot be renewed here
	Origins  *auth.Origins
	Proxies  *auth.Proxies
	Agents   *auth.Agents
	Bus      live.Bus
	Limiter  live.Limiter
	Limits   Limits
	Presence live.Presence // shared by all nodes: LIMIT_CONNS_PER_USER and _PER_ADDRESS hold for them together; nil: for each alone
	Classify Classifier    // reasons for errors of other packages
	Metrics  *Metrics      // nil for none
	Tracer   trace.Tracer  // makes a span of each call; nil for none, which then costs nothing
	Log      *slog.Logger
	Now      func() time.Time // wall clock for tokens; nil means time.Now

	// Engaged reports whether a user has joined a contest that has not ended.
	// It is asked for calls that are not for such users; nil means never.
	Engaged func(ctx context.Context, userID string) (bool, error)

	Heartbeat  time.Duration // silence before a ping; 0 means 25 s
	AuthWithin time.Duration // for session.authenticate to succeed; 0 means 10 s

	AI          func() bool // a model is configured, so that calls of weight Model count for LIMIT_AI_PER_USER; nil: none is
	FrameMemory int64       // bytes of frames that are read or wait for their calls; 0 means 512 MiB
	Capacity    int         // calls of this node that run at once before load is shed; 0 means no bound
	LocalOnly   bool        // serve only Host localhost, 127.0.0.1 and [::1] (development)
}

// Server is the gateway's WebSocket side: an http.Handler for GET /ws.
type Server struct {
	options Options // with bounds for limits that are off
	limits  Limits  // as they were given
	mux     *Mux
	log     *slog.Logger
	metrics *Metrics
	started time.Time
	workers *workers
	hub     *hub
	load    load

	admission *admission
	leave     func() // ends the subscription to announcements

	everywhere *everywhere // nil when only this node counts
	sites      *sites

	frameBytes atomic.Int64   // of frames that are read, or whose calls are not decoded yet
	conns      sync.WaitGroup // connections that are not cleaned up yet
	closing    sync.Once

	mu       sync.Mutex // guards what follows
	byID     map[string]*Conn
	byUser   map[string][]*Conn
	places   int // taken by connections, also those that are still being made
	draining bool
	sources  map[string]TopicSource
}

// NewServer returns a server that serves what mux serves.
func NewServer(ctx context.Context, mux *Mux, o Options) (*Server, error) {
	if o.Verifier == nil || o.Bus == nil || o.Limiter == nil || o.Origins == nil {
		return nil, errors.New("rpc: a server needs a verifier, a bus, a limiter and origins")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Metrics == nil {
		o.Metrics = NewMetrics()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.FrameMemory == 0 {
		o.FrameMemory = frameMemory
	}
	if o.Heartbeat == 0 {
		o.Heartbeat = heartbeat
	}
	if o.AuthWithin == 0 {
		o.AuthWithin = authWithin
	}
	limits := o.Limits
	o.Limits = limits.bounds()
	s := &Server{
		options: o, limits: limits, mux: mux, log: o.Log, metrics: o.Metrics, started: time.Now(), workers: newWorkers(),
		byID: map[string]*Conn{}, byUser: map[string][]*Conn{}, sources: map[string]TopicSource{},
	}
	s.load.capacity = int64(o.Capacity)
	s.admission = newAdmission(limits.Connects)
	s.hub = newHub(s)
	leave, err := live.Follow(ctx, o.Bus, everyoneTopic, everyone{s}, nil)
	if err != nil {
		return nil, fmt.Errorf("subscribe to announcements: %w", err)
	}
	s.leave = leave
	if s.everywhere, err = newEverywhere(ctx, s); err != nil {
		leave()
		return nil, fmt.Errorf("count connections of all nodes: %w", err)
	}
	s.sites = newSites(o.Limits.ConnsPerAddress, o.Presence, o.Log)
	return s, nil
}

func (s *Server) now() time.Time { return s.options.Now() }

// newID returns 96 random bits, or nearly, as 16 characters. The first is no
// hyphen: a command line would take the id for a flag.
func newID() string {
	var b [12]byte
	for {
		_, _ = rand.Read(b[:])
		if id := base64.RawURLEncoding.EncodeToString(b[:]); id[0] != '-' {
			return id
		}
	}
}

// Counts says how much the server holds now.
type Counts struct {
	Connections, Authenticated, Users, Topics int
	FrameBytes                                int64            // of frames that are read, or whose calls are not decoded yet
	Calls                                     map[string]int64 // by method; those of the contract
}

// Counts returns how much the server holds now.
func (s *Server) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := Counts{Connections: len(s.byID), Users: len(s.byUser), Topics: s.hub.size(),
		FrameBytes: s.frameBytes.Load(), Calls: s.metrics.counts()}
	for _, list := range s.byUser {
		n.Authenticated += len(list)
	}
	return n
}

// Started returns when the server was made.
func (s *Server) Started() time.Time { return s.started }

// all returns the connections of now.
func (s *Server) all() []*Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*Conn, 0, len(s.byID))
	for _, c := range s.byID {
		out = append(out, c)
	}
	return out
}

// Drain stops accepting, tells every client when to connect again, spread
// evenly over spread, lets running calls finish and closes each connection
// with 1001 at its time. It returns when all are gone or ctx ends; what is
// left then is cut off.
func (s *Server) Drain(ctx context.Context, spread time.Duration) {
	s.mu.Lock()
	s.draining = true
	s.mu.Unlock()
	s.admission.close()
	conns := s.all()
	var timers []*time.Timer
	for i, c := range conns {
		after := spread * time.Duration(i) / time.Duration(max(1, len(conns)))
		c.announceDrain(after)
		timers = append(timers, time.AfterFunc(after, c.drain))
	}
	gone := make(chan struct{})
	go func() { // ends when every connection is cleaned up, which the aborts below make sure of
		s.conns.Wait()
		close(gone)
	}()
	select {
	case <-gone:
	case <-ctx.Done():
		for _, c := range s.all() {
			c.abort()
		}
		<-gone
	}
	for _, t := range timers {
		t.Stop()
	}
}

// Draining reports whether Drain was called.
func (s *Server) Draining() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draining
}

// Close cuts every connection off and waits for all work. Use Drain before it
// to be polite. The server cannot be used afterwards; to close it again is
// harmless.
func (s *Server) Close() { s.closing.Do(s.close) }

func (s *Server) close() {
	s.mu.Lock()
	s.draining = true
	s.mu.Unlock()
	for _, c := range s.all() {
		c.abort()
	}
	s.leave()
	s.admission.close()
	s.conns.Wait()
	s.workers.close()
	s.everywhere.close()
	s.sites.close()
}
