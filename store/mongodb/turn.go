package mongodb

import (
	"context"
	"hash/maphash"
)

// turn is what one caller of this node has at a time; nil is nobody's, and
// taken at once. Whoever has one takes no other.
type turn chan struct{}

func (t turn) take(ctx context.Context) error {
	if t == nil {
		return nil
	}
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t turn) give() {
	if t != nil {
		<-t
	}
}

// turns are a bounded number of them for any number of names; two names may
// have one together.
type turns struct {
	seed maphash.Seed
	of   [256]turn
}

func newTurns() *turns {
	t := &turns{seed: maphash.MakeSeed()}
	for i := range t.of {
		t.of[i] = make(turn, 1)
	}
	return t
}

func (t *turns) at(names ...string) turn {
	var h maphash.Hash
	h.SetSeed(t.seed)
	for _, name := range names {
		_, _ = h.WriteString(name) // never fails
		_ = h.WriteByte(0)
	}
	return t.of[h.Sum64()%uint64(len(t.of))]
}
