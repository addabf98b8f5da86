package model

import (
	"context"
	"fmt"
	"math/rand/v2"

	"prepwire/cmd/prepbench/wire"
)

// Witness is a device of a user that nobody else is: what happens on its topic
// is what it has caused itself, in that order.
type Witness struct{ d *Device }

// NewWitness is a witness who has seen nothing.
func (r *Run) NewWitness(id, token string) *Witness {
	return &Witness{newDevice(r, NewUser(id, token), "witness", rand.New(rand.NewPCG(r.plan.Seed, 1<<32)))}
}

// See comes back, causes an event and hears of it, and of all before it since
// the last time. What was not heard of, though it was acknowledged, and what is
// another event than the one that was at its place, are faults. The error says
// that no event could be caused.
func (w *Witness) See(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, settleWithin)
	defer cancel()
	for backoff := w.d.backoff(); ctx.Err() == nil; {
		if w.d.connect() == nil {
			marker := ""
			if w.d.resume(ctx, true, false) {
				marker, err = w.d.cause(ctx, w.d.run.kinds.cheapest())
			}
			if marker != "" {
				w.d.await(ctx, marker)
			}
			w.d.part(closeNow)
			if marker != "" {
				w.d.audit()
				return nil
			}
		}
		_ = wire.Pause(ctx, backoff.Next(nil))
	}
	return fmt.Errorf("%s: no event could be caused: %w", w.d.name, err)
}
