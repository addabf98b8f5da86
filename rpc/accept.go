package rpc

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/coder/websocket"

	"prepwire/auth"
	"prepwire/schema"
)

// ServeHTTP upgrades a request to a WebSocket connection, or says over HTTP
// why not. It returns as soon as the connection serves itself.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	addr := s.clientAddr(r)
	identity, refusal, status := s.screen(w, r, addr)
	if status != 0 {
		s.metrics.connects.WithLabelValues(strconv.Itoa(status)).Inc()
		http.Error(w, http.StatusText(status), status)
		return
	}
	if status := s.reserve(r, addr); status != 0 {
		s.metrics.connects.WithLabelValues(strconv.Itoa(status)).Inc()
		w.Header().Set("Retry-After", "1")
		http.Error(w, http.StatusText(status), status)
		return
	}
	c, err := s.upgrade(w, r, addr)
	if err != nil {
		s.release(addr)
		s.metrics.connects.WithLabelValues("upgrade").Inc()
		return
	}
	s.metrics.connects.WithLabelValues("ok").Inc()
	s.log.Info("connected", "connection", c.id, "addr", addr, "agent", r.UserAgent())
	s.adopt(r.Context(), c, identity, refusal)
}

func (s *Server) clientAddr(r *http.Request) netip.Addr {
	if s.options.Proxies != nil {
		return s.options.Proxies.ClientAddr(r)
	}
	ap, _ := netip.ParseAddrPort(r.RemoteAddr)
	return ap.Addr().Unmap()
}

// screen looks at a request before anything is spent on it. A bad token in a
// subprotocol comes back as refusal: browsers cannot read an HTTP status, so
// the socket opens and is closed with a code.
func (s *Server) screen(w http.ResponseWriter, r *http.Request, addr netip.Addr) (id *auth.Identity, refusal error, status int) {
	offered := auth.Protocols(r.Header)
	switch {
	case s.options.LocalOnly && !auth.LoopbackHost(r.Host),
		s.options.Agents != nil && s.options.Agents.Denied(r),
		!s.options.Origins.Allowed(r):
		return nil, nil, http.StatusForbidden
	case len(offered) > 0 && !slices.Contains(offered, schema.Version):
		return nil, nil, http.StatusBadRequest
	}
	if token, ok := auth.BearerHeader(r); ok {
		id, err := s.options.Verifier.Verify(r.Context(), token)
		if err != nil {
			w.Header().Set("WWW-Authenticate", "Bearer")
			return nil, nil, http.StatusUnauthorized
		}
		return id, nil, 0
	}
	if token, ok := auth.BearerProtocol(offered); ok {
		id, err := s.options.Verifier.Verify(r.Context(), token)
		return id, err, 0
	}
	return nil, nil, 0
}

// reserve takes a place for a connection, or returns the status that says why not.
func (s *Server) reserve(r *http.Request, addr netip.Addr) (status int) {
	limits := &s.options.Limits
	if rate := limits.ConnectsPerAddress; !rate.Unlimited() {
		if ok, _, err := s.options.Limiter.Allow(r.Context(), "connect:"+addr.String(), rate, 1); err == nil && !ok {
			return http.StatusTooManyRequests
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.draining, limits.Conns > 0 && len(s.byID) >= limits.Conns:
		return http.StatusServiceUnavailable
	case limits.ConnsPerAddress > 0 && s.perAddress[addr.String()] >= limits.ConnsPerAddress:
		return http.StatusTooManyRequests
	}
	s.perAddress[addr.String()]++
	return 0
}

func (s *Server) release(addr netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := addr.String()
	if s.perAddress[key]--; s.perAddress[key] <= 0 {
		delete(s.perAddress, key)
	}
}

func (s *Server) upgrade(w http.ResponseWriter, r *http.Request, addr netip.Addr) (*Conn, error) {
	h := &hijacker{ResponseWriter: w}
	c := &Conn{server: s, id: newID(), addr: addr, since: time.Now(), done: make(chan struct{})}
	ws, err := websocket.Accept(h, r, &websocket.AcceptOptions{
		Subprotocols:       []string{schema.Version},
		InsecureSkipVerify: true, // Origins has looked at it already
		CompressionMode:    websocket.CompressionDisabled,
	})
	if err != nil {
		return nil, err
	}
	ws.SetReadLimit(frameBeforeAuth)
	c.ws, c.net = ws, h.conn
	return c, nil
}

// adopt registers a connection and begins to serve it.
func (s *Server) adopt(ctx context.Context, c *Conn, id *auth.Identity, refusal error) {
	s.mu.Lock()
	if s.draining {
		s.mu.Unlock()
		s.release(c.addr)
		_ = c.ws.CloseNow()
		return
	}
	s.conns.Add(1)
	s.byID[c.id] = c
	s.mu.Unlock()
	if id != nil {
		c.become(id)
		if err := c.expectUser(ctx, id.UserID); err != nil {
			s.log.WarnContext(ctx, "user topic", "connection", c.id, "err", err)
		}
	}
	c.start()
	switch {
	case errors.Is(refusal, auth.ErrExpired):
		c.Close(schema.CloseTokenExpired, "token expired")
	case refusal != nil:
		c.Close(schema.CloseTokenInvalid, "token not valid")
	}
}

// forget lets go of a connection that is over.
func (s *Server) forget(c *Conn) {
	s.release(c.addr)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byID, c.id)
	if id := c.identity.Load(); id != nil {
		list := slices.DeleteFunc(s.byUser[id.UserID], func(o *Conn) bool { return o == c })
		if len(list) == 0 {
			delete(s.byUser, id.UserID)
		} else {
			s.byUser[id.UserID] = list
		}
	}
}
