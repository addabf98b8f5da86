package question

import (
	"context"
	"hash/maphash"
)

// turns lets those with the same key go one after the other. Different keys
// seldom wait for each other.
type turns struct {
	seed  maphash.Seed
	slots []chan struct{}
}

func newTurns() turns {
	t := turns{maphash.MakeSeed(), make([]chan struct{}, 256)}
	for i := range t.slots {
		t.slots[i] = make(chan struct{}, 1)
	}
	return t
}

// take waits for the key's turn, or for the end of ctx. The turn lasts until
// done is called, once.
func (t turns) take(ctx context.Context, key string) (done func(), err error) {
	slot := t.slots[maphash.String(t.seed, key)%uint64(len(t.slots))]
	select {
	case slot <- struct{}{}:
		return func() { <-slot }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
