package chaos

import (
	"context"
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/rueidis"

	"prepwire/cmd/prepbench/fleet"
)

// doubler publishes what is published once more, at once or later, as a network
// does that delivers twice.
type doubler struct {
	client rueidis.Client
	seed   maphash.Seed
	stop   context.CancelFunc
	work   sync.WaitGroup
	count  atomic.Int64

	mu   sync.Mutex // guards what follows
	rng  *rand.Rand
	own  map[uint64]struct{} // what it has published itself
	read map[string]struct{} // channels
}

const (
	latestDouble = 500 * time.Millisecond
	lookEvery    = 100 * time.Millisecond
	mostDoubles  = 1000 // on their way at once
)

func newDoubler(ctx context.Context, addr string, seed uint64) (*doubler, error) {
	client, err := fleet.Ask(addr)
	if err != nil {
		return nil, fmt.Errorf("double deliveries: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	d := &doubler{client: client, seed: maphash.MakeSeed(), stop: stop, rng: rand.New(rand.NewPCG(seed, 7)), own: map[uint64]struct{}{}, read: map[string]struct{}{}}
	d.work.Go(func() { d.look(ctx) })
	return d, nil
}

// look reads every channel that anybody reads.
func (d *doubler) look(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		names, err := d.client.Do(ctx, d.client.B().Arbitrary("PUBSUB", "SHARDCHANNELS").Build()).AsStrSlice()
		if err == nil {
			d.follow(ctx, names)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

const channelsAtOnce = 100

func (d *doubler) follow(ctx context.Context, names []string) {
	for _, name := range names {
		if _, known := d.read[name]; known || len(d.read) >= channelsAtOnce {
			continue
		}
		d.read[name] = struct{}{}
		d.work.Go(func() {
			_ = d.client.Receive(ctx, d.client.B().Ssubscribe().Channel(name).Build(), func(m rueidis.PubSubMessage) { d.hear(ctx, m) })
		})
	}
}

// hear has a message published once more, unless that is what it is.
func (d *doubler) hear(ctx context.Context, m rueidis.PubSubMessage) {
	sum := maphash.String(d.seed, m.Channel+"\x00"+m.Message)
	d.mu.Lock()
	_, own := d.own[sum]
	if own || len(d.own) >= mostDoubles {
		delete(d.own, sum)
		d.mu.Unlock()
		return
	}
	d.own[sum] = struct{}{}
	after := time.Duration(0)
	if d.rng.IntN(2) == 0 {
		after = time.Duration(d.rng.Int64N(int64(latestDouble)))
	}
	d.mu.Unlock()
	d.work.Go(func() {
		select {
		case <-time.After(after):
		case <-ctx.Done():
			return
		}
		if d.client.Do(ctx, d.client.B().Spublish().Channel(m.Channel).Message(m.Message).Build()).Error() == nil {
			d.count.Add(1)
		}
	})
}

func (d *doubler) close() error {
	d.stop()
	d.client.Close()
	d.work.Wait()
	return nil
}
