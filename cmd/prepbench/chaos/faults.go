package chaos

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"prepwire/cmd/prepbench/fault"
	"prepwire/cmd/prepbench/fleet"
)

// trouble is something that goes wrong. do makes it so and returns what makes it
// good again, nil for nothing.
type trouble struct {
	name string
	do   func(ctx context.Context, f *fleet.Fleet, r *rand.Rand) (heal func(context.Context) error, err error)
}

// deck is everything that can go wrong.
func deck(c *fleet.Config) []trouble {
	cards := []trouble{{"a node killed (kill -9)", kill(1)}, {"a node drained (SIGTERM)", drain}}
	if c.Alone {
		return cards
	}
	cards = append(cards, trouble{"two nodes killed (kill -9)", kill(2)})
	if c.Cluster {
		cards = append(cards, clusterDeck()...)
	} else {
		cards = append(cards, redisDeck()...)
	}
	if c.Local {
		return cards
	}
	for _, mode := range []fault.Mode{fault.Stall, fault.Refuse, fault.LoseDown, fault.Slow} {
		cards = append(cards, trouble{"one node and the store: " + mode.String(), partition(mode, 1, toStore)})
	}
	return append(cards, trouble{"all nodes and the store: stall", partition(fault.Stall, all, toStore)})
}

// redisDeck is what can go wrong with a single Redis, and on the way to it.
func redisDeck() []trouble {
	cards := []trouble{
		{"Redis restarted, whole", redis((*fleet.Redis).RestartWhole)},
		{"Redis restarted, empty", redis((*fleet.Redis).RestartEmpty)},
		{"Redis restarted from an older snapshot", redis((*fleet.Redis).RestartOld)},
		{"FLUSHALL", redis((*fleet.Redis).Flush)},
		{"failover to a replica", failover(0)},
		{"failover to a replica that lags", failover(time.Second)},
		{"lines to Redis and store cut once", cut},
		{"deliveries doubled", double},
	}
	for _, mode := range []fault.Mode{fault.Stall, fault.Refuse, fault.LoseUp, fault.LoseDown, fault.Slow} {
		cards = append(cards, trouble{"one node and Redis: " + mode.String(), partition(mode, 1, toRedis)})
	}
	for _, mode := range []fault.Mode{fault.Stall, fault.Refuse} {
		cards = append(cards, trouble{"all nodes and Redis: " + mode.String(), partition(mode, all, toRedis)})
	}
	return cards
}

// some are n members by chance.
func some(f *fleet.Fleet, r *rand.Rand, n int) []*fleet.Member {
	var out []*fleet.Member
	for _, i := range r.Perm(len(f.Members))[:min(n, len(f.Members))] {
		out = append(out, f.Members[i])
	}
	return out
}

// startAll starts members again that are down.
func startAll(members []*fleet.Member) func(context.Context) error {
	return func(ctx context.Context) error {
		var errs []error
		for _, m := range members {
			if m.Node() == nil {
				errs = append(errs, m.Start(ctx))
			}
		}
		return errors.Join(errs...)
	}
}

func kill(n int) func(context.Context, *fleet.Fleet, *rand.Rand) (func(context.Context) error, error) {
	return func(_ context.Context, f *fleet.Fleet, r *rand.Rand) (func(context.Context) error, error) {
		members := some(f, r, n)
		for _, m := range members {
			m.Kill()
		}
		return startAll(members), nil
	}
}

func drain(_ context.Context, f *fleet.Fleet, r *rand.Rand) (func(context.Context) error, error) {
	members := some(f, r, 1)
	return startAll(members), members[0].Drain()
}

func redis(do func(*fleet.Redis, context.Context) error) func(context.Context, *fleet.Fleet, *rand.Rand) (func(context.Context) error, error) {
	return func(ctx context.Context, f *fleet.Fleet, _ *rand.Rand) (func(context.Context) error, error) {
		return nil, do(f.Redis, ctx)
	}
}

func failover(lag time.Duration) func(context.Context, *fleet.Fleet, *rand.Rand) (func(context.Context) error, error) {
	return func(ctx context.Context, f *fleet.Fleet, _ *rand.Rand) (func(context.Context) error, error) {
		return nil, f.Redis.Failover(ctx, lag, func(addr string) {
			for _, m := range f.Members {
				m.Redis.Aim(addr)
			}
		})
	}
}

func cut(_ context.Context, f *fleet.Fleet, _ *rand.Rand) (func(context.Context) error, error) {
	for _, m := range f.Members {
		m.Redis.Cut()
		if m.Store != nil {
			m.Store.Cut()
		}
	}
	return nil, nil
}

func double(ctx context.Context, f *fleet.Fleet, r *rand.Rand) (func(context.Context) error, error) {
	d, err := newDoubler(ctx, f.Redis.Addr(), r.Uint64())
	if err != nil {
		return nil, err
	}
	return func(context.Context) error { return d.close() }, nil
}

const all = 1 << 20

func toRedis(m *fleet.Member) *fleet.Link { return m.Redis }
func toStore(m *fleet.Member) *fleet.Link { return m.Store }

func partition(mode fault.Mode, n int, link func(*fleet.Member) *fleet.Link) func(context.Context, *fleet.Fleet, *rand.Rand) (func(context.Context) error, error) {
	return func(_ context.Context, f *fleet.Fleet, r *rand.Rand) (func(context.Context) error, error) {
		members := some(f, r, n)
		delay := 20*time.Millisecond + time.Duration(r.IntN(300))*time.Millisecond
		for _, m := range members {
			link(m).Set(mode, delay)
		}
		return func(context.Context) error {
			for _, m := range members {
				link(m).Set(fault.Pass, 0)
			}
			return nil
		}, nil
	}
}

// hand deals troubles: all of them before any comes again.
type hand struct {
	rng  *rand.Rand
	deck []trouble
	left []int
}

func (h *hand) next() trouble {
	if len(h.left) == 0 {
		h.left = h.rng.Perm(len(h.deck))
	}
	t := h.deck[h.left[0]]
	h.left = h.left[1:]
	return t
}

func (t trouble) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", t.name, err)
}
