package session

import (
	"sync"
	"time"

	"prepwire/schema"
)

// lane does what the devices of some users need, one after the other: what is
// new first, then the refreshes that are due.
type lane struct {
	devices *devices
	wake    chan struct{} // holds one: something is pending

	mu      sync.Mutex // guards what follows
	byID    map[schema.ID]*device
	pending []*device // each once: no more than there are connections

	due []*device // in the order in which they are to be refreshed; the loop's own
}

// device is a connection that has told what it is called.
type device struct {
	id   schema.ID
	user string

	// lane.mu guards what follows.
	name    string
	over    bool
	pending bool

	// What follows is the lane's loop's own.
	told      string    // the name under which it was told; empty: it was not
	toldUntil time.Time // it stays in toldGroup for so long
	swept     time.Time // when those of the user that are gone were looked for
	refreshAt time.Time // zero: not in due
}

func newLane(d *devices) *lane {
	return &lane{devices: d, wake: make(chan struct{}, 1), byID: map[schema.ID]*device{}}
}

// note has the lane look after a device, and reports whether it is a new one.
func (l *lane) note(id schema.ID, user, name string) (isNew bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.byID[id]
	if isNew = d == nil; isNew {
		d = &device{id: id, user: user}
		l.byID[id] = d
	}
	d.name = name
	l.pendLocked(d)
	return isNew
}

// leave has the lane tell that a device is gone.
func (l *lane) leave(id schema.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if d := l.byID[id]; d != nil {
		delete(l.byID, id)
		d.over = true
		l.pendLocked(d)
	}
}

func (l *lane) pendLocked(d *device) {
	if d.pending {
		return
	}
	d.pending = true
	l.pending = append(l.pending, d)
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// next is a device that needs something now, nil for none. wait is how long
// nothing is due then.
func (l *lane) next(now time.Time) (d *device, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.pending) > 0 {
		d, l.pending[0] = l.pending[0], nil
		l.pending = l.pending[1:]
		d.pending = false
		return d, 0
	}
	l.pending = nil // let go of the array
	for len(l.due) > 0 {
		d := l.due[0]
		if wait = d.refreshAt.Sub(now); wait > 0 && !d.over {
			return nil, wait
		}
		l.due[0] = nil
		l.due = l.due[1:]
		d.refreshAt = time.Time{}
		if !d.over {
			return d, 0
		}
	}
	return nil, refreshEvery
}

// run serves the lane until the devices are closed and nothing is pending.
func (l *lane) run() {
	timer := time.NewTimer(refreshEvery)
	defer timer.Stop()
	ending := l.devices.ending
	for l.devices.ctx.Err() == nil {
		d, wait := l.next(time.Now())
		if d != nil {
			l.attend(d)
			continue
		}
		if ending == nil {
			return
		}
		timer.Reset(wait)
		select {
		case <-l.wake:
		case <-timer.C:
		case <-ending:
			ending = nil
		}
	}
}

// attend does what one device needs.
func (l *lane) attend(d *device) {
	l.mu.Lock()
	name, over := d.name, d.over
	l.mu.Unlock()
	if over {
		l.devices.left(d)
		return
	}
	l.devices.present(d, name, l.serves)
	if d.refreshAt.IsZero() {
		d.refreshAt = time.Now().Add(refreshEvery)
		l.due = append(l.due, d)
	}
}

// serves reports whether a connection is a device of this lane.
func (l *lane) serves(id schema.ID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.byID[id] != nil
}
