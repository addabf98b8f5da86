package redis

import (
	"context"
	"errors"
	"time"

	"prepwire/store/live"
)

// tickEvery is how often what failed is tried again and a part of the patrol
// is made.
const tickEvery = 250 * time.Millisecond

// mend has a topic brought in order in the background: on its channel and at
// the end of its log, or forgotten if nobody uses it. It does not wait.
func (b *Bus) mend(t *topic) {
	b.mu.Lock()
	if !t.queued {
		t.queued = true
		b.toMend = append(b.toMend, t)
	}
	b.mu.Unlock()
	select {
	case b.sick <- struct{}{}:
	default:
	}
}

// keep mends topics, a few at a time.
func (b *Bus) keep() {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	places := make(chan struct{}, parallel)
	for {
		select {
		case <-b.live.ctx.Done():
			return
		case <-tick.C:
			b.patrol()
		case <-b.sick:
		}
		for _, t := range b.takeToMend() {
			select {
			case places <- struct{}{}:
			case <-b.live.ctx.Done():
				return
			}
			b.live.work.Go(func() {
				defer func() { <-places }()
				if err := t.mend(b.live.ctx); err != nil {
					b.mu.Lock()
					b.later = append(b.later, t)
					b.mu.Unlock()
				}
			})
		}
	}
}

func (b *Bus) takeToMend() []*topic {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := b.toMend
	b.toMend = nil
	for _, t := range list {
		t.queued = false
	}
	return list
}

// patrol queues what has failed, and so many of all topics that each has its
// turn in Options.Patrol. They go several at a time: that wakes Redis less often.
func (b *Bus) patrol() {
	b.mu.Lock()
	list := b.later
	b.later = nil
	b.owed += float64(len(b.topics)) * float64(tickEvery) / float64(b.live.options.Patrol)
	if b.owed >= float64(min(len(b.topics), patrolAtOnce)) {
		if len(b.round) == 0 {
			for _, t := range b.topics {
				b.round = append(b.round, t)
			}
		}
		n := min(len(b.round), int(b.owed))
		b.owed -= float64(n)
		list = append(list, b.round[:n]...)
		b.round = b.round[n:]
	}
	b.owed = min(b.owed, float64(len(b.topics))) // after many are gone
	b.mu.Unlock()
	for _, t := range list {
		b.mend(t)
	}
}

// mend brings the topic in order.
func (t *topic) mend(ctx context.Context) error {
	if err := t.takeTurn(ctx); err != nil {
		return err
	}
	defer t.giveTurn()
	if t.gone || t.forget(ctx) {
		return nil
	}
	if err := t.tune(ctx); err != nil {
		return err
	}
	return t.catchUp(ctx)
}

// forget lets go of a topic that nobody uses, and reports whether it did.
func (t *topic) forget(ctx context.Context) bool {
	b := t.bus
	b.mu.Lock()
	idle := t.refs == 0
	b.mu.Unlock()
	if !idle {
		return false
	}
	t.untune(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	if t.refs > 0 {
		return false
	}
	t.gone = true
	delete(b.topics, t.name)
	return true
}

// catchUp delivers what the log has after the position reached, or says that
// it no longer has it.
func (t *topic) catchUp(ctx context.Context) (err error) {
	t.mu.Lock()
	t.mending = true
	t.mu.Unlock()
	for done := false; !done && err == nil; {
		done, err = t.catchUpOnce(ctx)
	}
	if err != nil {
		t.mu.Lock()
		t.mending = false
		t.mu.Unlock()
	}
	return err
}

func (t *topic) catchUpOnce(ctx context.Context) (done bool, err error) {
	t.mu.Lock()
	at, known := t.at, t.known
	t.behind = false
	t.mu.Unlock()
	head, err := t.bus.head(ctx, t.name)
	if err != nil {
		return false, err
	}
	var events []live.Event
	if known && head.Epoch == at.Epoch && head.Offset > at.Offset {
		events, err = t.bus.read(ctx, t.name, at, readAtOnce)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case errors.Is(err, live.ErrTooOld):
		t.breakLocked(head)
	case errors.Is(err, live.ErrEpoch): // it has changed just now
		return false, nil
	case err != nil:
		return false, err
	}
	for _, e := range events {
		if e.Offset == t.at.Offset+1 { // else it came through the channel meanwhile
			t.deliverLocked(e)
		}
	}
	t.meetLocked(head)
	done = !t.behind && t.at.Epoch == head.Epoch && t.at.Offset >= head.Offset
	t.mending = !done
	return done, nil
}
