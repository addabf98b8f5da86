package redis

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"prepwire/store/live"
)

const (
	pulseEvery = time.Second // a pulse is taken, and within this it must be back
	pulseKept  = 10 * time.Second
)

// health takes the pulse of what the bus stands on: a write, and the way back
// through the feed.
type health struct {
	bus  *Bus
	node string // nobody else's

	mu     sync.Mutex    // guards what follows
	err    error         // of the last round
	round  chan struct{} // closed when the first round is over
	rounds int
}

// echo is the subscriber of one pulse.
type echo struct {
	topic string
	back  chan string // holds the newest
}

func (h *health) init(b *Bus) {
	h.bus, h.node, h.round = b, rand.Text(), make(chan struct{})
}

// Event is not used: pulses are states.
func (*echo) Event(string, string, live.Event) {}

// Broken is of no interest.
func (*echo) Broken(string, live.Position) {}

// State notes a pulse that has come back.
func (e *echo) State(_ string, s live.State) {
	select {
	case <-e.back:
	default:
	}
	e.back <- s.Key
}

// last returns what the last round found, once there was one.
func (h *health) last(ctx context.Context) error {
	select {
	case <-h.round:
	case <-ctx.Done():
		return ctx.Err()
	case <-h.bus.live.ctx.Done():
		return live.ErrClosed
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err
}

func (h *health) tell(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch log := h.bus.live.options.Log; {
	case err != nil && (h.err == nil || h.rounds == 0):
		log.Warn("redis: live delivery is degraded", "err", err)
	case err == nil && h.err != nil:
		log.Info("redis: live delivery works again")
	}
	h.err = err
	if h.rounds++; h.rounds == 1 {
		close(h.round)
	}
}

// watch takes the pulse until the end.
func (h *health) watch() {
	ctx := h.bus.live.ctx
	tick := time.NewTicker(pulseEvery)
	defer tick.Stop()
	var echoes []*echo
	for n := 1; ; n++ {
		var err error
		if echoes == nil {
			echoes, err = h.listen(ctx)
		}
		if err == nil {
			err = h.beat(ctx, echoes, n)
		}
		if ctx.Err() != nil {
			return
		}
		h.tell(err)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// listen subscribes to the pulses of this node: one, or so many that every
// server of a cluster has some. They end with the bus.
func (h *health) listen(ctx context.Context) ([]*echo, error) {
	c, err := h.bus.live.reached(ctx)
	if err != nil {
		return nil, err
	}
	n := 1
	if c.cluster {
		n = clusterBeat
	}
	var echoes []*echo
	var cancels []func()
	for i := range n {
		e := &echo{topic: "pulse:" + h.node + ":" + strconv.Itoa(i), back: make(chan string, 1)}
		_, cancel, err := h.bus.Subscribe(ctx, e.topic, e)
		if err != nil {
			for _, cancel := range cancels {
				cancel()
			}
			return nil, err
		}
		echoes, cancels = append(echoes, e), append(cancels, cancel)
	}
	return echoes, nil
}

// beat sends every pulse and waits for it.
func (h *health) beat(ctx context.Context, echoes []*echo, n int) error {
	ctx, cancel := context.WithTimeout(ctx, pulseEvery)
	defer cancel()
	var wg sync.WaitGroup
	errs := make([]error, len(echoes))
	for i, e := range echoes {
		wg.Go(func() { errs[i] = h.beatOne(ctx, e, strconv.Itoa(n)) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (h *health) beatOne(ctx context.Context, e *echo, n string) error {
	if err := h.send(ctx, h.bus.channel(e.topic), n); err != nil {
		return fmt.Errorf("%w: write: %w", live.ErrUnavailable, err)
	}
	for {
		select {
		case got := <-e.back:
			if got == n {
				return nil
			}
		case <-ctx.Done():
			return fmt.Errorf("%w: deliveries lag by more than %v", live.ErrUnavailable, pulseEvery)
		}
	}
}

// send writes to the server, and sends a pulse if it can be written to.
func (h *health) send(ctx context.Context, channel, n string) error {
	c, err := h.bus.live.reached(ctx)
	if err != nil {
		return err
	}
	write := c.B().Set().Key(channel + "p").Value(n).Px(pulseKept).Build()
	for _, result := range c.DoMulti(ctx, write, c.publish(channel, encodeState(live.State{Key: n}))) {
		if err := result.Error(); err != nil {
			return h.bus.live.fault(ctx, err)
		}
	}
	return nil
}
