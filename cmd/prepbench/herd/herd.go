// Package herd is clients that do nothing but stay connected, as many as one
// machine can hold, and come back when their node goes away:
//
//	connect ─► resume ─► rest ─► the connection ends ─► back off with full jitter, or as told ─► connect elsewhere
package herd

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"prepwire/cmd/prepbench/stats"
	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// Herd is clients, each a user of its own. Its methods may be called
// concurrently.
type Herd struct {
	clients []*client
	addrs   atomic.Pointer[[]string]
	work    sync.WaitGroup
	stop    context.CancelFunc

	mu       sync.Mutex // guards what follows
	marked   time.Time
	figures  Figures
	settled  int           // clients that have been back since the mark
	everyone chan struct{} // closed when all have
}

// Figures are what happened since the mark.
type Figures struct {
	Attempts  int
	Declined  map[int]int // by HTTP status; 0: nobody answered
	Recovered int
	Reset     map[schema.ResumeReason]int
	Warned    int             // were told that the node goes
	Back      []time.Duration // of each client: from the mark until it had its topics, sorted
}

// At is the time within which a share of the clients was back.
func (f *Figures) At(share float64) time.Duration { return stats.Quantile(f.Back, share) }

type client struct {
	herd    *Herd
	token   string
	rng     *rand.Rand
	backoff wire.Backoff
	topic   string
	at      []schema.Position // none before the first connection
	since   time.Time         // of the mark that it has come back for

	mu     sync.Mutex // guards what follows
	warned bool       // the node has said that it goes: its clients are spread already
}

// Backoff of the clients, as a browser's would be.
const (
	base    = time.Second
	longest = 15 * time.Second

	warnedPause = 100 * time.Millisecond // of those that the node has spread itself
)

// New is a herd of n clients for the nodes at addrs. Users are called name and a
// number; token makes the token of one.
func New(name string, n int, seed uint64, token func(user string) (string, error), addrs ...string) (*Herd, error) {
	h := &Herd{everyone: make(chan struct{})}
	h.Aim(addrs...)
	for i := range n {
		user := fmt.Sprintf("%s%06d", name, i)
		t, err := token(user)
		if err != nil {
			return nil, err
		}
		rng := rand.New(rand.NewPCG(seed, uint64(i)))
		h.clients = append(h.clients, &client{herd: h, token: t, rng: rng, backoff: wire.Backoff{Base: base, Cap: longest, Rand: rng},
			topic: "user:" + user})
	}
	return h, nil
}

// Aim sends clients that connect from now on to other nodes.
func (h *Herd) Aim(addrs ...string) { h.addrs.Store(&addrs) }

// Start has all clients connect and stay connected until Close.
func (h *Herd) Start() {
	ctx, stop := context.WithCancel(context.Background())
	h.stop = stop
	h.Mark()
	for _, c := range h.clients {
		h.work.Go(func() { c.live(ctx) })
	}
}

// Close ends all connections and waits for the clients.
func (h *Herd) Close() {
	h.stop()
	h.work.Wait()
}

// Mark begins to count: from now on every client is to come back.
func (h *Herd) Mark() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.marked, h.settled, h.everyone = time.Now(), 0, make(chan struct{})
	h.figures = Figures{Declined: map[int]int{}, Reset: map[schema.ResumeReason]int{}}
}

// Await waits until every client has come back since the mark, and returns the
// figures. The error says how many had not when ctx ended.
func (h *Herd) Await(ctx context.Context) (Figures, error) {
	h.mu.Lock()
	everyone := h.everyone
	h.mu.Unlock()
	var err error
	select {
	case <-everyone:
	case <-ctx.Done():
		err = ctx.Err()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	slices.Sort(h.figures.Back)
	if err != nil {
		err = fmt.Errorf("%d of %d clients have come back: %w", h.settled, len(h.clients), err)
	}
	return h.figures, err
}

func (h *Herd) count(f func(*Figures)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f(&h.figures)
}

// back notes that a client has its topics.
func (h *Herd) back(c *client, t schema.ResumedTopic) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case t.Recovered == nil: // nothing was asked for
	case *t.Recovered:
		h.figures.Recovered++
	default:
		h.figures.Reset[t.Reason]++
	}
	if c.since == h.marked {
		return
	}
	c.since = h.marked
	h.figures.Back = append(h.figures.Back, time.Since(h.marked))
	if h.settled++; h.settled == len(h.clients) {
		close(h.everyone)
	}
}

func (c *client) live(ctx context.Context) {
	for ctx.Err() == nil {
		err := c.visit(ctx)
		pause := c.backoff.Next(err)
		c.mu.Lock()
		if c.warned {
			pause, c.warned = time.Duration(c.rng.Float64()*float64(warnedPause)), false
		}
		c.mu.Unlock()
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// visit is one connection from dialling to its end.
func (c *client) visit(ctx context.Context) error {
	addrs := *c.herd.addrs.Load()
	c.herd.count(func(f *Figures) { f.Attempts++ })
	conn, err := wire.Connect(addrs[c.rng.IntN(len(addrs))], c.token, wire.Options{Heard: c.hear})
	if err != nil {
		status := 0
		var declined *wire.Declined
		if errors.As(err, &declined) {
			status = declined.Status
		}
		c.herd.count(func(f *Figures) { f.Declined[status]++ })
		return err
	}
	defer conn.Close()
	var result schema.Connected
	if err := conn.Call(ctx, "session.resume", schema.ResumeParams{Resume: c.at}, &result); err != nil {
		return err
	}
	for _, t := range result.Topics {
		if t.Topic == c.topic {
			c.at = []schema.Position{{Topic: t.Topic, Epoch: t.Epoch, Offset: t.Offset}}
			c.backoff.Reset()
			c.herd.back(c, t)
		}
	}
	select {
	case <-conn.Over():
	case <-ctx.Done():
	}
	return nil
}

// hear takes a notification.
func (c *client) hear(method string, _ []byte) {
	if method != schema.SessionDraining.Notice.Name {
		return
	}
	c.mu.Lock()
	c.warned = true
	c.mu.Unlock()
	c.herd.count(func(f *Figures) { f.Warned++ })
}
