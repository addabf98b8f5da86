package gemini

import "time"

// A project owns keys and, with them, quota. Keys with the same label share one; a
// key without a label has one of its own, named by the key's ID. It is guarded by
// the pool.
type project struct {
	name    string
	label   string // as configured, may be empty
	keys    []*keyState
	buckets map[string]*bucket // by model
}

// A keyState is what is known of one key.
type keyState struct {
	Key
	project  *project
	inflight int
	death    *death // nil while it works

	sent, failed int64
	last         Class
	used         bool
}

// A death is a refusal that another request will not heal. From time to time one
// request may show whether the key's owner has.
type death struct {
	cause   *Error
	tests   int // made since
	next    time.Time
	testing bool
}

// rest is how long a dead key is left alone: longer each time.
func (d *death) rest() time.Duration {
	switch d.tests {
	case 0:
		return 15 * time.Minute
	case 1:
		return time.Hour
	}
	return 24 * time.Hour
}

// usable reports whether a request may use the key now.
func (k *keyState) usable(now time.Time) bool {
	return k.death == nil || !k.death.testing && !now.Before(k.death.next)
}

// kill notes that the server calls the key dead. The first request to find out
// counts; others that were under way with it tell nothing new.
func (k *keyState) kill(now time.Time, cause *Error) {
	switch d := k.death; {
	case d == nil:
		k.death = &death{cause: cause, next: now.Add((&death{}).rest())}
	case d.testing:
		d.tests++
		d.cause, d.testing = cause, false
		d.next = now.Add(d.rest())
	}
}

// key chooses the key of the project to use: one that is due to be tested again,
// or the one with the least to do. nil: none is usable.
func (p *project) key(now time.Time) *keyState {
	var best *keyState
	for _, k := range p.keys {
		switch {
		case !k.usable(now):
		case k.death != nil:
			return k
		case best == nil || k.inflight < best.inflight || k.inflight == best.inflight && k.sent < best.sent:
			best = k
		}
	}
	return best
}

// usable reports whether the project has a key to use now.
func (p *project) usable(now time.Time) bool {
	for _, k := range p.keys {
		if k.usable(now) {
			return true
		}
	}
	return false
}

// projectReasons are deaths of every key of the project, not of one.
func killsProject(e *Error) bool {
	switch e.Reason {
	case "SERVICE_DISABLED", "BILLING_DISABLED", "USER_PROJECT_DENIED", "accessNotConfigured":
		return true
	}
	return deniedProject.MatchString(e.Message)
}
