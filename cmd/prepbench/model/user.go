package model

import (
	"fmt"
	"sync"
	"time"
)

// User is somebody with devices.
type User struct {
	ID, Token string

	mu      sync.Mutex // guards what follows
	acks    []ack
	session session          // as the user's devices know it
	newest  map[string]int64 // acknowledged version of each object
}

// ack is something acknowledged: an event tells of it.
type ack struct {
	marker string
	sent   time.Time // when it was asked for
}

// session is the study session that devices update.
type session struct {
	id      string
	version int64
}

// NewUser is a user with a token.
func NewUser(id, token string) *User {
	return &User{ID: id, Token: token, newest: map[string]int64{}}
}

func (u *User) topic() string { return "user:" + u.ID }

// acked notes that something was acknowledged; object and version may be empty.
func (u *User) acked(marker string, sent time.Time, object string, version int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.acks = append(u.acks, ack{marker, sent})
	if object != "" {
		u.newest[object] = max(u.newest[object], version)
	}
}

// floor is what a snapshot asked for from now on may not be behind.
func (u *User) floor() map[string]int64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	out := make(map[string]int64, len(u.newest))
	for object, version := range u.newest {
		out[object] = version
	}
	return out
}

// missing is the first acknowledged thing since a time that is not among what a
// device has seen.
func (u *User) missing(since time.Time, seen map[string]place) (marker string, n int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, a := range u.acks {
		if _, ok := seen[a.marker]; !ok && a.sent.After(since) {
			if n++; marker == "" {
				marker = fmt.Sprintf("%s, asked for at %s", a.marker, a.sent.Format("15:04:05.000"))
			}
		}
	}
	return marker, n
}

func (u *User) updated(id string, version int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if id != u.session.id || version > u.session.version {
		u.session = session{id, version}
	}
}

func (u *User) current() session {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.session
}
