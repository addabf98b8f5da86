package model

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// Plan says who takes part, and how.
type Plan struct {
	Users   int
	Devices int           // of each user
	Stay    time.Duration // mean, of a connection
	Acts    float64       // share of connections on which an event is caused
	Named   float64       // share of connections that name their device, of which others hear
	Apart   bool          // each node has a store of its own: only events are the same everywhere
	Kept    uint64        // events of a topic that are kept at least
	Seed    uint64
}

// Run is devices that come and go until they are stopped.
type Run struct {
	plan    Plan
	book    *Book
	addrs   []string
	devices []*Device
	users   []*User
	kinds   *kinds
	watched atomic.Pointer[[]string] // ids of contests to watch
}

// Of so many users one watches contests: each resume of such a topic asks the
// store, and FerretDB is slow.
const watchers = 10

// New is a run against nodes. token makes the token of a user.
func New(plan Plan, book *Book, addrs []string, token func(user string) (string, error)) (*Run, error) {
	r := &Run{plan: plan, book: book, addrs: addrs, kinds: newKinds()}
	if plan.Apart {
		r.kinds.missing[updating].Store(true)
		r.kinds.missing[syncing].Store(true)
	}
	for i := range plan.Users {
		id := fmt.Sprintf("model%04d", i)
		t, err := token(id)
		if err != nil {
			return nil, err
		}
		u := NewUser(id, t)
		r.users = append(r.users, u)
		for n := range plan.Devices {
			rng := rand.New(rand.NewPCG(plan.Seed, uint64(i)<<8|uint64(n)))
			d := newDevice(r, u, fmt.Sprintf("device%d", n), rng)
			d.watches = i%watchers == 0
			r.devices = append(r.devices, d)
		}
	}
	return r, nil
}

// Watch has devices watch contests, which must be public, besides what they do.
func (r *Run) Watch(ids ...string) { r.watched.Store(&ids) }

// Live has all devices come and go until ctx ends, and waits for them.
func (r *Run) Live(ctx context.Context) {
	var all sync.WaitGroup
	for _, d := range r.devices {
		all.Go(func() { d.live(ctx) })
	}
	all.Wait()
}

// Settle has every user cause one more event, and every device come back for
// it. Then nothing that was acknowledged may be missing. All nodes must be well.
func (r *Run) Settle(ctx context.Context) error {
	last := make([]string, len(r.users))
	if err := r.each(actingAtOnce, func(i int) error {
		d := r.devices[i*r.plan.Devices]
		marker, err := d.lastAct(ctx)
		last[i] = marker
		return err
	}, len(r.users)); err != nil {
		return err
	}
	return r.each(settlingAtOnce, func(i int) error { return r.devices[i].settle(ctx, last[i/r.plan.Devices]) }, len(r.devices))
}

// How many devices do the same at once. Few cause events: the store may be slow.
const (
	actingAtOnce   = 4
	settlingAtOnce = 50
)

func (r *Run) each(at int, do func(i int) error, n int) error {
	errs := make([]error, n)
	places := make(chan struct{}, at)
	var all sync.WaitGroup
	for i := range n {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			errs[i] = do(i)
		})
	}
	all.Wait()
	return errors.Join(errs...)
}
