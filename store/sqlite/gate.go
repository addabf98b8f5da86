package sqlite

import (
	"sync"

	"prepwire/store"
)

// gate counts who is inside a store, so that closing it can wait for them.
type gate struct {
	closing chan struct{} // closed when nobody may enter any more
	once    sync.Once
	inside  sync.RWMutex
}

func newGate() *gate { return &gate{closing: make(chan struct{})} }

// enter lets a caller in until it calls leave. A closed gate answers
// store.ErrUnavailable.
func (g *gate) enter() error {
	select {
	case <-g.closing:
		return store.ErrUnavailable
	default:
	}
	g.inside.RLock()
	select {
	case <-g.closing:
		g.inside.RUnlock()
		return store.ErrUnavailable
	default:
		return nil
	}
}

func (g *gate) leave() { g.inside.RUnlock() }

// close shuts the gate and returns once everybody has left.
func (g *gate) close() {
	g.once.Do(func() { close(g.closing) })
	g.inside.Lock()
	defer g.inside.Unlock() // having the lock at all is the point
}
