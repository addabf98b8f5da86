package rpc

import (
	"context"
	"errors"
	"time"

	"prepwire/auth"
	"prepwire/schema"
)

// become makes an identity the connection's own: the first one, or a newer
// token of the same user.
func (c *Conn) become(id *auth.Identity) {
	first := c.identity.Swap(id) == nil
	if first {
		c.server.enroll(c, id.UserID)
	}
	c.retick()
	if c.server.options.Verifier.Revoked(id) { // since it was verified; Revoke may have looked too early
		c.Close(schema.CloseTokenInvalid, "token revoked")
	}
}

// enroll counts a connection for its user; over the limit the one that was
// opened first goes.
func (s *Server) enroll(c *Conn, userID string) {
	s.mu.Lock()
	if s.byID[c.id] != c { // forgotten while its token was being looked at
		s.mu.Unlock()
		return
	}
	oldest, open := s.oldestLocked(userID)
	s.byUser[userID] = append(s.byUser[userID], c)
	s.mu.Unlock()
	if limit := s.options.Limits.ConnsPerUser; limit > 0 && open >= limit {
		oldest.Close(schema.CloseReplaced, "LIMIT_CONNS_PER_USER: a newer connection of this user")
	}
	s.everywhere.came(c, userID)
}

// oldestLocked counts a user's open connections and finds the one that was opened
// first. Those that close do not count, nor those that are over and not yet
// forgotten: to have one of them go would let another one stay.
func (s *Server) oldestLocked(userID string) (oldest *Conn, open int) {
	for _, other := range s.byUser[userID] {
		if other.closing.Load() != 0 || other.gone() {
			continue
		}
		open++
		if oldest == nil || other.since.Before(oldest.since) {
			oldest = other
		}
	}
	return oldest, open
}

// Authenticate verifies a token for the call's connection and makes its
// identity the connection's own. A token of another user than before is
// refused; after three failures before the first success the connection is
// closed.
func (c *Call) Authenticate(ctx context.Context, token string) (*auth.Identity, error) {
	id, err := c.conn.server.options.Verifier.Verify(ctx, token)
	before := c.conn.identity.Load()
	switch {
	case errors.Is(err, auth.ErrUnavailable):
		return nil, err // no fault of the token
	case err != nil && before == nil:
		c.failedTry()
		return nil, err
	case err != nil:
		return nil, err
	case before != nil && before.UserID != id.UserID:
		return nil, Refuse(schema.SubjectMismatch)
	case before != nil && id.OlderThan(before):
		return before, nil // an older token changes nothing
	}
	c.conn.become(id)
	return id, nil
}

// failedTry closes the connection after the reply to the last try.
func (c *Call) failedTry() {
	c.conn.mu.Lock()
	c.conn.tries++
	last := c.conn.tries >= maxTries
	c.conn.mu.Unlock()
	if last {
		c.After(func() { c.conn.Close(schema.CloseTokenInvalid, "too many bad tokens") })
	}
}

// Renew returns a newer token for the caller.
func (c *Call) Renew() (token string, expiresAt time.Time, err error) {
	token, expiresAt, err = c.conn.server.options.Signer.Renew(c.Identity())
	if err != nil && !errors.Is(err, auth.ErrRenewUnavailable) {
		err = Refuse(schema.RenewUnavailable, Because(err))
	}
	return token, expiresAt, err
}

// Heartbeat returns how much silence the server allows before it pings.
func (c *Call) Heartbeat() time.Duration { return c.conn.server.options.Heartbeat }

// Limits returns the limits that the connection is under.
func (c *Call) Limits() Limits { return c.conn.server.limits }

// Revoke closes every connection of this node that uses a revoked token and
// returns how many there were. The verifier must know of the revocation first,
// so that none comes back in between.
func (s *Server) Revoke(r auth.Revocation) int {
	n := 0
	for _, c := range s.all() {
		if id := c.identity.Load(); id != nil && r.Concerns(id) {
			c.Close(schema.CloseTokenInvalid, "token revoked")
			n++
		}
	}
	return n
}

// announceDrain tells the client when to connect again.
func (c *Conn) announceDrain(after time.Duration) {
	c.onceGreeted(func() {
		c.state(schema.SessionDraining.Notice, schema.SessionDrainingParams{ReconnectAfterMs: after.Milliseconds()})
	})
}
