package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"prepwire/auth"
	"prepwire/cmd/prepbench/bots"
	"prepwire/cmd/prepbench/fleet"
	"prepwire/cmd/prepbench/herd"
	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// costs are what was measured.
type costs struct {
	costs                                []cost
	connect, call, act, answer, delivery cost
	nodeBytes, redisBytes                float64 // of a connection
}

// meter measures on running nodes. What they use at rest does not count.
type meter struct {
	fleet *fleet.Fleet
	rest  reading       // over restFor
	took  time.Duration // of it
}

// reading is what has been used so far.
type reading struct {
	node  time.Duration
	rss   float64
	redis fleet.Usage
}

func (m *meter) read(ctx context.Context) (r reading, err error) {
	for _, member := range m.fleet.Members {
		metrics, err := member.Node().Metrics(ctx)
		if err != nil {
			return r, err
		}
		r.node += metrics.CPU()
		r.rss += metrics.RSS()
	}
	r.redis, err = m.fleet.Redis.Usage(ctx)
	return r, err
}

// measure does something n times and returns what one costs.
func (m *meter) measure(ctx context.Context, name string, do func() (n int, err error)) (cost, error) {
	say("%s", name)
	n := 0
	used, took, err := m.use(ctx, func() (err error) {
		n, err = do()
		return err
	})
	if err != nil {
		return cost{}, fmt.Errorf("%s: %w", name, err)
	}
	n = max(1, n)
	share := 0.0 // of what is used at rest
	if m.took > 0 {
		share = took.Seconds() / m.took.Seconds()
	}
	each := func(used, rest float64) float64 { return max(0, used-share*rest) / float64(n) }
	return cost{name, n,
		time.Duration(each(float64(used.node), float64(m.rest.node))), time.Duration(each(float64(used.redis.CPU), float64(m.rest.redis.CPU))),
		each(used.scripts(), m.rest.scripts()), each(float64(used.redis.Commands), float64(m.rest.redis.Commands))}, nil
}

// use is what is used while something is done, and how long that takes.
func (m *meter) use(ctx context.Context, do func() error) (used reading, took time.Duration, err error) {
	before, err := m.read(ctx)
	if err != nil {
		return used, 0, err
	}
	began := time.Now()
	if err := do(); err != nil {
		return used, 0, err
	}
	took = time.Since(began)
	after, err := m.read(ctx)
	used = after
	used.node -= before.node
	used.redis.CPU -= before.redis.CPU
	used.redis.Commands -= before.redis.Commands
	used.redis.Calls = map[string]int64{}
	for name, n := range after.redis.Calls {
		used.redis.Calls[name] = n - before.redis.Calls[name]
	}
	return used, took, err
}

// scripts are calls of scripts.
func (r reading) scripts() float64 {
	return float64(r.redis.Calls["evalsha"] + r.redis.Calls["evalsha_ro"] + r.redis.Calls["eval"])
}

// restFor is how long nodes at rest are watched.
const restFor = 5 * time.Second

// all measures everything, from what disturbs least.
func (m *meter) all(ctx context.Context, c *capacityCommand) (r *costs, err error) {
	r = &costs{}
	say("at rest")
	if m.rest, m.took, err = m.use(ctx, func() error { return wire.Pause(ctx, restFor) }); err != nil {
		return nil, err
	}
	add := func(k cost, failed error) cost {
		r.costs, err = append(r.costs, k), errors.Join(err, failed)
		return k
	}
	r.call = add(m.measure(ctx, "a call that stores nothing (system.ping)", func() (int, error) { return m.calls(ctx, c.Calls, ping) }))
	r.act = add(m.measure(ctx, "question.generate, stored, delivered to its device", func() (int, error) { return m.calls(ctx, c.Acts, generateOne) }))
	add(m.measure(ctx, "extension.sync, stored, delivered to its device", func() (int, error) { return m.calls(ctx, c.Acts, syncOne) }))
	if err != nil {
		return nil, err
	}
	r.answer = add(m.contest(ctx, c))
	r.delivery = add(m.deliver(ctx, c))
	if err != nil {
		return nil, err
	}
	r.connect = add(m.connections(ctx, c, r))
	return r, err
}

func ping(client *wire.Client, _ int) *wire.Call {
	return client.Begin("system.ping", struct{}{}, nil)
}

func generateOne(client *wire.Client, _ int) *wire.Call {
	return client.Begin("question.generate", schema.QuestionGenerateParams{ExamType: "SAT", Subject: "math"}, nil)
}

func syncOne(client *wire.Client, n int) *wire.Call {
	url := fmt.Sprintf("https://example.org/%d", n)
	return client.Begin("extension.sync", map[string]any{"extensionId": "chrome", "state": map[string]string{"currentUrl": url}}, nil)
}

// callers make calls at once, each one after the other.
const callers = 32

// calls makes n calls on connections to all nodes.
func (m *meter) calls(ctx context.Context, n int, begin func(*wire.Client, int) *wire.Call) (int, error) {
	errs := make([]error, callers)
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			token, err := m.fleet.Token(fmt.Sprintf("caller%d", i))
			if err != nil {
				errs[i] = err
				return
			}
			client, err := wire.Connect(m.fleet.Members[i%len(m.fleet.Members)].Addr, token, wire.Options{})
			if err != nil {
				errs[i] = err
				return
			}
			defer client.Close()
			for k := range n / callers {
				if errs[i] = begin(client, k).Into(ctx, nil); errs[i] != nil {
					return
				}
			}
		})
	}
	all.Wait()
	return n / callers * callers, errors.Join(errs...)
}

// contest has bots answer on one node, as each has a store of its own. Boards and
// standings are in the cost.
func (m *meter) contest(ctx context.Context, c *capacityCommand) (cost, error) {
	plan := bots.Plan{Participants: c.Participants, Connections: c.Participants, Questions: 20, Pacing: "free", Scoring: "accuracy", Feedback: "immediate",
		Duration: c.Contest, Think: 700 * time.Millisecond, Seed: 1}
	crowd, err := bots.Gather(ctx, &plan, nil, m.fleet.Signer, m.fleet.Members[0].Addr)
	if err != nil {
		return cost{}, err
	}
	defer crowd.Close()
	if err := wire.Pause(ctx, time.Until(crowd.Start())); err != nil {
		return cost{}, err
	}
	name := fmt.Sprintf("an answer in a contest of %d, its board and standings", c.Participants)
	return m.measure(ctx, name, func() (int, error) {
		err := crowd.Play(ctx)
		return crowd.Acknowledged(), err
	})
}

// deliver measures a state that goes to everybody, on every node.
func (m *meter) deliver(ctx context.Context, c *capacityCommand) (cost, error) {
	h, err := herd.New("listener", c.Listeners, 2, func(user string) (string, error) { return m.fleet.Token(user) }, m.fleet.Addrs()...)
	if err != nil {
		return cost{}, err
	}
	h.Start()
	defer h.Close()
	if _, err := h.Await(ctx); err != nil {
		return cost{}, err
	}
	token, err := m.fleet.Token("boss", auth.Admin)
	if err != nil {
		return cost{}, err
	}
	boss, err := wire.Connect(m.fleet.Members[0].Addr, token, wire.Options{})
	if err != nil {
		return cost{}, err
	}
	defer boss.Close()
	return m.measure(ctx, "a state delivered (system.announcement to all)", func() (int, error) {
		for range c.Announcements {
			if err := boss.Call(ctx, "admin.broadcast", map[string]string{"message": "measured"}, nil); err != nil {
				return 0, err
			}
			if err := wire.Pause(ctx, 10*time.Millisecond); err != nil { // else newer ones replace those not sent yet
				return 0, err
			}
		}
		return c.Announcements * c.Listeners, nil
	})
}

// connections measures connections: opening them, and what they take at rest.
func (m *meter) connections(ctx context.Context, c *capacityCommand, r *costs) (cost, error) {
	h, err := herd.New("rest", c.Connections, 3, func(user string) (string, error) { return m.fleet.Token(user) }, m.fleet.Addrs()...)
	if err != nil {
		return cost{}, err
	}
	before, err := m.read(ctx)
	if err != nil {
		return cost{}, err
	}
	defer h.Close()
	k, err := m.measure(ctx, "a connection opened and resumed", func() (int, error) {
		h.Start()
		_, err := h.Await(ctx)
		return c.Connections, err
	})
	if err != nil {
		return k, err
	}
	after, err := m.read(ctx)
	r.nodeBytes = (after.rss - before.rss) / float64(c.Connections)
	r.redisBytes = float64(after.redis.Bytes-before.redis.Bytes) / float64(c.Connections)
	return k, err
}
