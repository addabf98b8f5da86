package rpc

import (
	"context"
	"sync"
)

// Turns lets those with the same key go one after the other, within a node.
// Those with different keys never wait for each other. The zero value is ready.
type Turns struct {
	mu    sync.Mutex
	queue map[string]*oneTurn // of keys that somebody has or waits for
}

// oneTurn is one key's: whoever has put something into the slot has it.
type oneTurn struct {
	slot  chan struct{}
	users int // that have it or wait for it
}

// Take waits for the key's turn, or for the end of ctx. The turn lasts until
// done is called, once.
func (t *Turns) Take(ctx context.Context, key string) (done func(), err error) {
	mine := t.join(key)
	select {
	case mine.slot <- struct{}{}:
		return func() {
			<-mine.slot
			t.leave(key, mine)
		}, nil
	case <-ctx.Done():
		t.leave(key, mine)
		return nil, ctx.Err()
	}
}

func (t *Turns) join(key string) *oneTurn {
	t.mu.Lock()
	defer t.mu.Unlock()
	mine := t.queue[key]
	if mine == nil {
		if t.queue == nil {
			t.queue = map[string]*oneTurn{}
		}
		mine = &oneTurn{slot: make(chan struct{}, 1)}
		t.queue[key] = mine
	}
	mine.users++
	return mine
}

func (t *Turns) leave(key string, mine *oneTurn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if mine.users--; mine.users == 0 {
		delete(t.queue, key)
	}
}
