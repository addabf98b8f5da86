package auth

import (
	"sync"
	"sync/atomic"
	"time"
)

// Revocation takes back the tokens of one user or of one token id that were
// issued up to a moment.
type Revocation struct {
	UserID  string    // all tokens of this user, or
	TokenID string    // all tokens with this jti
	At      time.Time // tokens not issued after this moment are refused
	Reason  string    // for the log and the audit; not kept in the list
}

// Concerns says whether the revocation refuses this identity: it names its user
// or token, and the token has no iat or was not issued after the revocation.
//
// A renewed token counts from its first issue. So nobody can outrun a
// revocation by renewing on a node that has not heard of it yet.
func (r Revocation) Concerns(id *Identity) bool {
	named := r.UserID != "" && r.UserID == id.UserID || r.TokenID != "" && r.TokenID == id.TokenID
	return named && !issuedAfter(id, r.At)
}

// issuedAfter compares with the earlier of the two times of issue.
func issuedAfter(id *Identity, at time.Time) bool {
	if id.IssuedAt.IsZero() {
		return false
	}
	if !id.FirstIssuedAt.IsZero() && !id.FirstIssuedAt.After(at) {
		return false
	}
	return id.IssuedAt.After(at)
}

// Revocations is the list of what was taken back, held in memory. The zero value
// is ready and empty. All methods may be called at any time from any goroutine.
//
// It keeps one moment a user and one a token id, the newest, so its size is
// bounded by the number of names ever revoked, not by how often. None is ever
// dropped: a token without iat, and one whose issuer gave it years, stays
// refused for as long as it lives, and nobody here knows how long that is. A
// hundred thousand names take about 10 MB. Loading it from a store, and telling
// other nodes, is up to its owner.
type Revocations struct {
	some atomic.Bool // false while nothing was ever revoked: the common case costs one load

	mu     sync.RWMutex
	users  map[string]time.Time
	tokens map[string]time.Time
}

// Add records a revocation and says whether it changed anything: false when it
// names nobody or is no newer than what is known. Repeating it is harmless. One
// that names both a user and a token id revokes both.
func (l *Revocations) Add(r Revocation) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	changed := addLocked(&l.users, r.UserID, r.At)
	changed = addLocked(&l.tokens, r.TokenID, r.At) || changed
	if changed {
		l.some.Store(true)
	}
	return changed
}

func addLocked(list *map[string]time.Time, name string, at time.Time) bool {
	if name == "" {
		return false
	}
	if old, ok := (*list)[name]; ok && !at.After(old) {
		return false
	}
	if *list == nil {
		*list = make(map[string]time.Time)
	}
	(*list)[name] = at
	return true
}

// Revoked says whether the identity's token was taken back. It costs a load
// while the list is empty and two map look-ups afterwards, so it may be asked on
// every call.
func (l *Revocations) Revoked(id *Identity) bool {
	if !l.some.Load() {
		return false
	}
	l.mu.RLock()
	user, byUser := l.users[id.UserID]
	token, byToken := l.tokens[id.TokenID]
	l.mu.RUnlock()
	return byUser && !issuedAfter(id, user) || byToken && !issuedAfter(id, token)
}

// Len returns how many users and token ids are on the list.
func (l *Revocations) Len() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.users) + len(l.tokens)
}
