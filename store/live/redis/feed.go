package redis

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/redis/rueidis"

	"prepwire/store/live"
)

// restDial is how long after a failure an address is not dialled again.
const restDial = 200 * time.Millisecond

// feeds are the connections that carry channels: one to each server that has
// topics of ours.
type feeds struct {
	bus     *Bus
	dialing chan struct{} // held by whoever makes a feed or reads the slots

	mu     sync.Mutex // guards what follows
	byAddr map[string]*feed
	failed map[string]time.Time
	slots  []string // address by slot; nil: to be read again
	closed bool
}

// feed is one connection that carries channels.
type feed struct {
	bus       *Bus
	addr      string
	sharded   bool
	dedicated rueidis.DedicatedClient
	release   func()

	mu     sync.RWMutex // guards what follows
	topics map[string]*topic
	dead   bool
}

func (f *feeds) init(b *Bus) {
	f.bus = b
	f.dialing = make(chan struct{}, 1)
	f.byAddr, f.failed = map[string]*feed{}, map[string]time.Time{}
}

func (f *feeds) close() {
	f.mu.Lock()
	f.closed = true
	list := f.byAddr
	f.byAddr = nil
	f.mu.Unlock()
	for _, one := range list {
		one.dedicated.Close()
	}
}

// of returns the feed of a channel, made if there is none.
func (f *feeds) of(ctx context.Context, c *link, channel string) (*feed, error) {
	if one := f.known(c, channel); one != nil {
		return one, nil
	}
	select {
	case f.dialing <- struct{}{}:
		defer func() { <-f.dialing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if one := f.known(c, channel); one != nil {
		return one, nil
	}
	addr := ""
	if c.cluster {
		if err := f.readSlots(ctx, c); err != nil {
			return nil, err
		}
		if addr = f.addr(channel); addr == "" {
			f.forgetSlots()
			return nil, fmt.Errorf("%w: no server has the slot of %.100s", live.ErrUnavailable, channel)
		}
		// The slots were forgotten, but not the feeds.
		if one := f.at(addr); one != nil {
			return one, nil
		}
	}
	return f.dial(c, addr)
}

// known returns the feed of a channel if it lives.
func (f *feeds) known(c *link, channel string) *feed {
	addr := ""
	if c.cluster {
		if addr = f.addr(channel); addr == "" {
			return nil
		}
	}
	return f.at(addr)
}

// at returns the feed from a server if it lives.
func (f *feeds) at(addr string) *feed {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.byAddr[addr]
}

func (f *feeds) addr(channel string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.slots == nil {
		return ""
	}
	return f.slots[slot(channel)]
}

func (f *feeds) forgetSlots() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.slots = nil
}

func (f *feeds) dial(c *link, addr string) (*feed, error) {
	f.mu.Lock()
	resting := time.Since(f.failed[addr]) < restDial
	f.mu.Unlock()
	if resting {
		return nil, fmt.Errorf("%w: %s was not reached just now", live.ErrUnavailable, addr)
	}
	one, wait, err := f.bus.newFeed(c, addr)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil {
		f.failed[addr] = time.Now()
		f.slots = nil
		return nil, fmt.Errorf("%w: %w", live.ErrUnavailable, err)
	}
	if f.closed {
		one.dedicated.Close()
		one.release()
		return nil, live.ErrClosed
	}
	delete(f.failed, addr)
	f.byAddr[addr] = one
	f.bus.live.work.Go(func() { f.watch(one, wait) })
	return one, nil
}

// newFeed connects. The single server's client lends a connection; servers of a
// cluster get a client of their own, as the cluster's keeps to one slot.
func (b *Bus) newFeed(c *link, addr string) (*feed, <-chan error, error) {
	one := &feed{bus: b, addr: addr, sharded: c.sharded, topics: map[string]*topic{}}
	client, closeClient := c.Client, func() {}
	if addr != "" {
		o := b.live.options.client()
		o.InitAddress, o.ForceSingleClient, o.PipelineMultiplex = []string{addr}, true, -1
		own, err := rueidis.NewClient(o)
		if err != nil {
			return nil, nil, err
		}
		client, closeClient = own, own.Close
	}
	dedicated, giveBack := client.Dedicate()
	one.dedicated = dedicated
	one.release = func() { giveBack(); closeClient() }
	wait := dedicated.SetPubSubHooks(rueidis.PubSubHooks{OnMessage: one.message, OnSubscription: one.subscription})
	select {
	case err := <-wait:
		one.release()
		return nil, nil, errors.Join(errors.New("connection lost"), err)
	default:
		return one, wait, nil
	}
}

// watch waits for the end of a feed and has its topics find another.
func (f *feeds) watch(one *feed, wait <-chan error) {
	select {
	case <-wait:
	case <-f.bus.live.ctx.Done():
	}
	f.mu.Lock()
	if f.byAddr[one.addr] == one {
		delete(f.byAddr, one.addr)
	}
	f.slots = nil
	f.mu.Unlock()
	one.mu.Lock()
	one.dead = true
	topics := one.topics
	one.topics = nil
	one.mu.Unlock()
	one.dedicated.Close()
	one.release()
	if f.bus.live.ctx.Err() != nil {
		return
	}
	f.bus.live.options.Log.Warn("redis: a connection for deliveries was lost", "addr", one.addr, "topics", len(topics))
	for _, t := range topics {
		f.bus.mend(t)
	}
}

// message is called by the connection's reader.
func (f *feed) message(m rueidis.PubSubMessage) {
	f.mu.RLock()
	t := f.topics[m.Channel]
	f.mu.RUnlock()
	if t != nil {
		f.bus.hand(t, m.Message)
	}
}

// subscription is called by the connection's reader when a channel was left or
// entered. A channel that we have not left ourselves has moved to another
// server of the cluster.
func (f *feed) subscription(s rueidis.PubSubSubscription) {
	if !strings.HasSuffix(s.Kind, "unsubscribe") {
		return
	}
	f.mu.Lock()
	t := f.topics[s.Channel]
	delete(f.topics, s.Channel)
	f.mu.Unlock()
	if t != nil {
		f.bus.feeds.forgetSlots()
		f.bus.mend(t)
	}
}

// carries reports whether the feed still carries a topic's channel.
func (f *feed) carries(t *topic) bool {
	if f == nil {
		return false
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.topics[t.channel] == t
}

// enter makes messages of a topic's channel reach it.
func (f *feed) enter(t *topic) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead {
		return false
	}
	f.topics[t.channel] = t
	return true
}

func (f *feed) leave(t *topic) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.topics[t.channel] == t {
		delete(f.topics, t.channel)
	}
}

// tune subscribes to the topic's channel unless it is. The caller has the turn.
func (t *topic) tune(ctx context.Context) error {
	t.mu.Lock()
	now := t.feed
	t.mu.Unlock()
	if now.carries(t) {
		return nil
	}
	bounded, cancel := context.WithTimeout(ctx, t.bus.live.options.callWithin)
	defer cancel()
	var err error
	for range 3 { // the slots may have moved since they were read
		var c *link
		if c, err = t.bus.live.reached(ctx); err != nil {
			return err
		}
		if err = t.tuneOnce(bounded, c); err == nil {
			return nil
		}
		t.bus.feeds.forgetSlots()
	}
	return t.bus.live.fault(ctx, err)
}

func (t *topic) tuneOnce(ctx context.Context, c *link) error {
	f, err := t.bus.feeds.of(ctx, c, t.channel)
	if err != nil {
		return err
	}
	if !f.enter(t) {
		return errors.New("connection lost")
	}
	command := f.dedicated.B().Subscribe().Channel(t.channel).Build()
	if f.sharded {
		command = f.dedicated.B().Ssubscribe().Channel(t.channel).Build()
	}
	if err := f.do(ctx, command); err != nil {
		f.leave(t)
		return err
	}
	t.mu.Lock()
	t.feed = f
	t.mu.Unlock()
	return nil
}

// untune leaves the topic's channel. When it fails, the connection is lost, and
// the channel with it. The caller has the turn.
func (t *topic) untune(ctx context.Context) {
	t.mu.Lock()
	f := t.feed
	t.feed = nil
	t.mu.Unlock()
	if !f.carries(t) {
		return
	}
	f.leave(t)
	command := f.dedicated.B().Unsubscribe().Channel(t.channel).Build()
	if f.sharded {
		command = f.dedicated.B().Sunsubscribe().Channel(t.channel).Build()
	}
	_ = f.do(ctx, command)
}

func (f *feed) do(ctx context.Context, command rueidis.Completed) error {
	_, err := within(ctx, f.bus.live, func(ctx context.Context) (rueidis.RedisMessage, error) {
		return f.dedicated.Do(ctx, command).ToMessage()
	})
	return err
}
