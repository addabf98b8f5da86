package rpc

import (
	"cmp"
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
	if denied := cmp.Or(s.screen(r), s.tooFast(r, addr)); denied.status != 0 {
		s.decline(w, denied)
		return
	}
	identity, denied, refusal := s.identify(r)
	if denied.status == 0 {
		denied = s.admitConnection(r.Context(), identity)
	}
	if denied.status == 0 {
		denied = s.reserve(addr)
	}
	if denied.status != 0 {
		s.decline(w, denied)
		return
	}
	c, err := s.upgrade(w, r, addr, identity)
	if err != nil {
		s.release(addr)
		s.metrics.connects.WithLabelValues("upgrade").Inc()
		return
	}
	code, why := tokenRefusal(refusal)
	result := "ok"
	if code != 0 {
		result = strconv.Itoa(int(code))
	}
	s.metrics.connects.WithLabelValues(result).Inc()
	s.log.Info("connected", "connection", c.id, "addr", addr, "agent", r.UserAgent())
	if code != 0 {
		c.setClosing(code) // before it is read from: nothing is served
	}
	if s.adopt(c, identity) && code != 0 {
		c.beginShake(code, why)
	}
}

func (s *Server) clientAddr(r *http.Request) netip.Addr {
	if s.options.Proxies != nil {
		return s.options.Proxies.ClientAddr(r)
	}
	ap, _ := netip.ParseAddrPort(r.RemoteAddr)
	return ap.Addr().Unmap()
}

// denial says over HTTP why a request is not upgraded; the zero denial denies
// nothing.
type denial struct {
	status int
	why    string        // for limits their name
	after  time.Duration // when to come back, for limits
}

func (s *Server) decline(w http.ResponseWriter, d denial) {
	s.metrics.connects.WithLabelValues(strconv.Itoa(d.status)).Inc()
	if d.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	if d.after > 0 {
		seconds := (d.after + time.Second - 1) / time.Second
		w.Header().Set("Retry-After", strconv.Itoa(int(seconds)))
	}
	http.Error(w, d.why, d.status)
}

// screen looks at a request before anything is spent on it.
func (s *Server) screen(r *http.Request) denial {
	offered := auth.Protocols(r.Header)
	switch {
	case s.options.LocalOnly && !auth.LoopbackHost(r.Host):
		return denial{status: http.StatusForbidden, why: "host not allowed"}
	case s.options.Agents != nil && s.options.Agents.Denied(r):
		return denial{status: http.StatusForbidden, why: "user agent not allowed"}
	case !s.options.Origins.Allowed(r):
		return denial{status: http.StatusForbidden, why: "origin not allowed"}
	case len(offered) > 0 && !slices.Contains(offered, schema.Version):
		return denial{status: http.StatusBadRequest, why: "the only subprotocol is " + schema.Version}
	}
	return denial{}
}

// tooFast applies the rate of new connections. It comes before tokens are
// verified, so that guessing them is bounded too.
func (s *Server) tooFast(r *http.Request, addr netip.Addr) denial {
	rate := s.options.Limits.ConnectsPerAddress
	if rate.Unlimited() {
		return denial{}
	}
	ok, after, err := s.options.Limiter.Allow(r.Context(), "connect:"+addressKey(addr), rate, 1)
	if err != nil || ok { // a limiter that cannot be reached limits nothing
		return denial{}
	}
	return denial{http.StatusTooManyRequests, "LIMIT_CONNECTS_PER_ADDRESS", max(after, 1)}
}

// identify verifies the token that came with a request, if one did. A bad token
// in a subprotocol comes back as refusal: browsers cannot read an HTTP status,
// so the socket opens and is closed with a code.
func (s *Server) identify(r *http.Request) (id *auth.Identity, d denial, refusal error) {
	if token, ok := auth.BearerHeader(r); ok {
		id, err := s.options.Verifier.Verify(r.Context(), token)
		if errors.Is(err, auth.ErrUnavailable) {
			return nil, denial{http.StatusServiceUnavailable, "token keys unavailable", time.Second}, nil
		}
		if err != nil {
			return nil, denial{status: http.StatusUnauthorized, why: "token not valid"}, nil
		}
		return id, denial{}, nil
	}
	if token, ok := auth.BearerProtocol(auth.Protocols(r.Header)); ok {
		id, err := s.options.Verifier.Verify(r.Context(), token)
		return id, denial{}, err
	}
	return nil, denial{}, nil
}

// reserve takes a place for a connection, or says why there is none.
func (s *Server) reserve(addr netip.Addr) denial {
	if denied := s.place(); denied.status != 0 {
		return denied
	}
	denied := s.sites.enter(addr)
	if denied.status != 0 {
		s.unplace()
	}
	return denied
}

// place takes one of the places of this node.
func (s *Server) place() denial {
	limit := s.options.Limits.Conns
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.draining:
		return draining
	case limit > 0 && s.places >= limit:
		return denial{http.StatusServiceUnavailable, "LIMIT_CONNS", time.Second}
	}
	s.places++
	return denial{}
}

func (s *Server) unplace() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.places--
}

func (s *Server) release(addr netip.Addr) {
	s.unplace()
	s.sites.leave(addr)
}

// upgrade opens the connection. Whoever comes with a token reads the own topic
// from before the answer, so that nothing after it is missed.
func (s *Server) upgrade(w http.ResponseWriter, r *http.Request, addr netip.Addr, id *auth.Identity) (*Conn, error) {
	h := &hijacker{ResponseWriter: w, server: s}
	c := &Conn{server: s, id: newID(), addr: addr, since: time.Now(), done: make(chan struct{})}
	if id != nil {
		if err := c.expectUser(r.Context(), id.UserID); err != nil {
			s.log.WarnContext(r.Context(), "user topic", "connection", c.id, "err", err)
		}
	}
	ws, err := websocket.Accept(h, r, &websocket.AcceptOptions{
		Subprotocols:       []string{schema.Version},
		InsecureSkipVerify: true, // Origins has looked at it already
		CompressionMode:    websocket.CompressionDisabled,
	})
	if err != nil {
		return nil, err
	}
	ws.SetReadLimit(-1) // readFrame has limits of its own
	c.ws, c.net = ws, h.conn
	return c, nil
}

// adopt registers a connection and begins to serve it, unless the server drains.
func (s *Server) adopt(c *Conn, id *auth.Identity) bool {
	s.mu.Lock()
	if s.draining {
		s.mu.Unlock()
		s.release(c.addr)
		_ = c.net.shut()
		_ = c.ws.CloseNow()
		return false
	}
	s.conns.Add(1)
	s.byID[c.id] = c
	s.mu.Unlock()
	if id != nil {
		c.become(id)
	}
	c.start()
	return true
}

// tokenRefusal returns the close code that says why a token is not taken, 0 when
// it is.
func tokenRefusal(err error) (code schema.CloseCode, why string) {
	switch {
	case err == nil:
		return 0, ""
	case errors.Is(err, auth.ErrExpired):
		return schema.CloseTokenExpired, "token expired"
	case errors.Is(err, auth.ErrUnavailable):
		return schema.CloseTryAgain, "token keys unavailable"
	default:
		return schema.CloseTokenInvalid, "token not valid"
	}
}

// forget lets go of a connection that is over.
func (s *Server) forget(c *Conn) {
	s.release(c.addr)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byID, c.id)
	if id := c.identity.Load(); id != nil {
		s.everywhere.went(c.id, id.UserID)
		list := slices.DeleteFunc(s.byUser[id.UserID], func(o *Conn) bool { return o == c })
		if len(list) == 0 {
			delete(s.byUser, id.UserID)
		} else {
			s.byUser[id.UserID] = list
		}
	}
}
