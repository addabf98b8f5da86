package gemini

import (
	"context"
	"sync"
	"time"
)

// A chooser decides which key a request uses. It is where a pool fits: take may
// wait for a slot, and settle learns from every outcome.
type chooser interface {
	// take returns the key for one request to the model, or an *Error when none
	// can be had. Every successful take is followed by one settle,
	// even if nothing was sent.
	take(ctx context.Context, model string) (Key, error)
	// settle tells how the request went; err is nil when it went well, and of
	// ClassCanceled when the caller gave it up.
	settle(key Key, model string, usage Usage, err *Error)
}

// deadKeyRest is how long a dead key is left alone before it may show whether its
// owner has mended it.
const deadKeyRest = 15 * time.Minute

// firstHealthy uses the first key that is not known to be dead.
type firstHealthy struct {
	keys []Key
	now  func() time.Time

	mu   sync.Mutex
	dead map[string]death // by key ID
}

type death struct {
	until time.Time
	cause *Error
}

func newFirstHealthy(keys []Key) *firstHealthy {
	return &firstHealthy{keys: keys, now: time.Now, dead: map[string]death{}}
}

func (f *firstHealthy) take(_ context.Context, model string) (Key, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var last *Error
	for _, key := range f.keys {
		d, dead := f.dead[key.ID()]
		if !dead || !f.now().Before(d.until) {
			return key, nil
		}
		last = d.cause
	}
	// Nothing was sent, so nothing but the kind of death is this call's own.
	return Key{}, &Error{
		Class: ClassKeyDead, HTTP: last.HTTP, Status: last.Status, Reason: last.Reason, Message: last.Message,
		KeyID: last.KeyID, Project: last.Project, Model: model,
	}
}

func (f *firstHealthy) settle(key Key, _ string, _ Usage, err *Error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case err == nil:
		delete(f.dead, key.ID())
	case err.Class == ClassKeyDead:
		f.dead[key.ID()] = death{until: f.now().Add(deadKeyRest), cause: err}
	}
}
