package memory

import (
	"context"
	"crypto/rand"
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"prepwire/store/live"
)

// busShards is how many locks guard the table of topics.
const busShards = 64

// Bus is a live.Bus for subscribers of its own process.
//
// Subscribers are called by whoever appends or publishes, under the topic's
// lock. So a Subscriber that calls the bus, or its own cancel, from inside a
// delivery deadlocks.
//
// All topics of a Bus have one epoch, made at random when the Bus is made. A
// topic without subscribers that was not used for Options.MaxAge is removed.
// When it is used again its offsets go on from the highest offset of any topic
// that was removed beside it, so a position in the removed log is either its
// very end, after which nothing was lost, or too old.
type Bus struct {
	epoch     string
	maxEvents int
	maxBytes  int
	maxAge    int64 // milliseconds
	clock     func() time.Time
	seed      maphash.Seed
	shards    [busShards]shard

	stop chan struct{} // closed by Close
	once sync.Once
	wg   sync.WaitGroup // the sweeper
}

var _ live.Bus = (*Bus)(nil)

// NewBus returns a Bus. It has a goroutine that removes what is too old, until
// Close.
func NewBus(o Options) *Bus {
	o = o.withDefaults()
	b := &Bus{
		epoch:     rand.Text(),
		maxEvents: o.MaxEvents,
		maxBytes:  o.MaxBytes,
		maxAge:    max(1, o.MaxAge.Milliseconds()),
		clock:     o.Clock,
		seed:      maphash.MakeSeed(),
		stop:      make(chan struct{}),
	}
	for i := range b.shards {
		b.shards[i].topics = make(map[string]*topic)
	}
	b.wg.Go(b.sweepUntilClosed)
	return b
}

// Close ends every subscription: once it has returned nothing is delivered any
// more and every method answers live.ErrClosed. A second Close does nothing.
func (b *Bus) Close() {
	b.once.Do(func() { close(b.stop) })
	b.wg.Wait()
	for i := range b.shards {
		b.shards[i].close()
	}
}

// Append implements live.Bus. params is kept and handed to every reader as it
// is, never copied.
func (b *Bus) Append(ctx context.Context, topic, name string, params []byte) (live.Position, error) {
	t, err := b.lock(ctx, topic)
	if err != nil {
		return live.Position{}, fmt.Errorf("append: %w", err)
	}
	defer t.mu.Unlock()
	return t.appendLocked(b, topic, name, params), nil
}

// Publish implements live.Bus. A topic that nobody uses does not come into
// being by it.
func (b *Bus) Publish(ctx context.Context, topic string, s live.State) error {
	t, err := b.lockPresent(ctx, topic)
	if err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if t == nil {
		return nil
	}
	defer t.mu.Unlock()
	t.publishLocked(topic, s)
	return nil
}

// Subscribe implements live.Bus. cancel waits for a delivery that is under way
// and must not be called from inside one.
func (b *Bus) Subscribe(ctx context.Context, topic string, sub live.Subscriber) (live.Position, func(), error) {
	t, err := b.lock(ctx, topic)
	if err != nil {
		return live.Position{}, nil, fmt.Errorf("subscribe: %w", err)
	}
	defer t.mu.Unlock()
	s := &subscription{bus: b, topic: t, sub: sub}
	t.addLocked(s)
	return live.Position{Epoch: b.epoch, Offset: t.last}, s.cancel, nil
}

// Head implements live.Bus.
func (b *Bus) Head(ctx context.Context, topic string) (live.Position, error) {
	t, err := b.lock(ctx, topic)
	if err != nil {
		return live.Position{}, fmt.Errorf("head: %w", err)
	}
	defer t.mu.Unlock()
	t.used = b.now()
	return live.Position{Epoch: b.epoch, Offset: t.last}, nil
}

// Read implements live.Bus.
func (b *Bus) Read(ctx context.Context, topic string, after live.Position, limit int) ([]live.Event, error) {
	t, err := b.lock(ctx, topic)
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	defer t.mu.Unlock()
	if after.Epoch != b.epoch {
		return nil, fmt.Errorf("read: %w", live.ErrEpoch)
	}
	return t.readLocked(b, after.Offset, limit)
}

// Ping implements live.Bus. An open Bus always works.
func (b *Bus) Ping(ctx context.Context) error {
	select {
	case <-b.stop:
		return fmt.Errorf("ping: %w", live.ErrClosed)
	default:
		return ctx.Err()
	}
}

func (b *Bus) now() int64 { return b.clock().UnixMilli() }

func (b *Bus) shard(topic string) *shard {
	return &b.shards[maphash.String(b.seed, topic)%busShards]
}

// lock returns the topic, made if it was not there, with its lock held.
func (b *Bus) lock(ctx context.Context, name string) (*topic, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for sh := b.shard(name); ; {
		t, err := sh.topic(name, b.now)
		if err != nil || t.lock() {
			return t, err
		}
	}
}

// lockPresent returns the topic with its lock held, or nil if it is not there.
func (b *Bus) lockPresent(ctx context.Context, name string) (*topic, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for sh := b.shard(name); ; {
		t, err := sh.present(name)
		if t == nil || t.lock() {
			return t, err
		}
	}
}

// lock takes the topic's lock unless it was removed.
func (t *topic) lock() bool {
	t.mu.Lock()
	if t.gone {
		t.mu.Unlock()
		return false
	}
	return true
}
