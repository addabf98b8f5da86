package question

import (
	"context"
	"sync"
)

// turns lets those with the same key go one after the other. Those with
// different keys never wait for each other. The zero value is ready.
type turns struct {
	mu    sync.Mutex
	queue map[string]*turn // of keys that somebody has or waits for
}

// turn is one key's: whoever has put something into the slot has it.
type turn struct {
	slot  chan struct{}
	users int // that have it or wait for it
}

// take waits for the key's turn, or for the end of ctx. The turn lasts until
// done is called, once.
func (t *turns) take(ctx context.Context, key string) (done func(), err error) {
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

func (t *turns) join(key string) *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	mine := t.queue[key]
	if mine == nil {
		if t.queue == nil {
			t.queue = map[string]*turn{}
		}
		mine = &turn{slot: make(chan struct{}, 1)}
		t.queue[key] = mine
	}
	mine.users++
	return mine
}

func (t *turns) leave(key string, mine *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if mine.users--; mine.users == 0 {
		delete(t.queue, key)
	}
}
