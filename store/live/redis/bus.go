package redis

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/maphash"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/redis/rueidis"

	"prepwire/store/live"
)

// Bus is a live.Bus for any number of nodes.
//
// Subscribers are called by a worker of the bus, under the topic's lock. So a
// Subscriber that calls its own cancel from inside a delivery deadlocks.
type Bus struct {
	live    *Live
	seed    maphash.Seed
	workers []chan delivery
	sick    chan struct{} // holds one: somebody is in the list of those to mend
	health  health
	doubts  doubts
	groups  groups
	scripts [2]logScripts // without and with sharded channels

	mu     sync.Mutex // guards what follows; taken after a topic's
	topics map[string]*topic
	toMend []*topic
	later  []*topic // failed to be mended
	round  []*topic // of the patrol, who come next
	owed   float64  // turns of the patrol that are due

	feeds feeds
}

var _ live.Bus = (*Bus)(nil)

// delivery is what came through a channel, to be handed to its topic.
type delivery struct {
	topic *topic
	text  string
}

func newBus(l *Live) *Bus {
	b := &Bus{live: l, seed: maphash.MakeSeed(), sick: make(chan struct{}, 1), topics: map[string]*topic{}}
	b.feeds.init(b)
	b.health.init(b)
	b.doubts.names = map[string]uint64{}
	b.groups.lines = map[string]*queue{}
	b.groups.atOnce, b.groups.most, b.groups.patience = scriptsAtOnce, maxWaiting, l.options.callWithin
	b.scripts = [2]logScripts{newLogScripts(l.options, "PUBLISH"), newLogScripts(l.options, "SPUBLISH")}
	for range max(2, runtime.GOMAXPROCS(0)) {
		b.workers = append(b.workers, make(chan delivery, workerQueue))
	}
	return b
}

func (b *Bus) start() {
	for _, queue := range b.workers {
		b.live.work.Go(func() { b.deliver(queue) })
	}
	b.live.work.Go(b.keep)
	b.live.work.Go(b.heal)
	b.live.work.Go(b.health.watch)
}

// close ends the feeds; what waits for them ends with the context of live.
func (b *Bus) close() { b.feeds.close() }

// deliver is a worker.
func (b *Bus) deliver(queue chan delivery) {
	for {
		select {
		case d := <-queue:
			if b.live.ctx.Err() != nil {
				return
			}
			if m, ok := decode(d.text); ok {
				d.topic.take(m)
			}
		case <-b.live.ctx.Done():
			return
		}
	}
}

// hand gives a message to the worker of its topic. It waits for room: then
// Redis keeps what comes, or cuts the connection, and the log has it.
func (b *Bus) hand(t *topic, text string) {
	select {
	case b.workers[maphash.String(b.seed, t.name)%uint64(len(b.workers))] <- delivery{t, text}:
	case <-b.live.ctx.Done():
	}
}

// Append implements live.Bus. Once it has begun it goes on when ctx ends, for no
// longer than four seconds: else nobody could tell whether the log has the
// event, and the epoch would have to change.
func (b *Bus) Append(ctx context.Context, topic, name string, params []byte) (live.Position, error) {
	if err := b.usable(ctx); err != nil {
		return live.Position{}, fmt.Errorf("append: %w", err)
	}
	a := &appending{body: body(name, params), err: errNotDone}
	b.append(topic, a)
	if a.err != nil {
		return live.Position{}, fmt.Errorf("append: %w", a.err)
	}
	return a.at, nil
}

// Publish implements live.Bus.
func (b *Bus) Publish(ctx context.Context, topic string, s live.State) error {
	if err := b.usable(ctx); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	c, err := b.live.reached(ctx)
	if err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	_, err = within(ctx, b.live, func(ctx context.Context) (rueidis.RedisMessage, error) {
		return c.Do(ctx, c.publish(b.channel(topic), encodeState(s))).ToMessage()
	})
	if err = b.live.fault(ctx, err); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return nil
}

// Subscribe implements live.Bus. cancel waits for a delivery that is under way
// and must not be called from inside one.
func (b *Bus) Subscribe(ctx context.Context, topic string, sub live.Subscriber) (live.Position, func(), error) {
	for {
		if err := b.usable(ctx); err != nil {
			return live.Position{}, nil, fmt.Errorf("subscribe: %w", err)
		}
		t := b.enter(topic)
		s, err := t.join(ctx, sub)
		if err == nil {
			return s.joined, s.cancel, nil
		}
		b.exit(t)
		if !errors.Is(err, errGone) {
			return live.Position{}, nil, fmt.Errorf("subscribe: %w", err)
		}
	}
}

// Head implements live.Bus.
func (b *Bus) Head(ctx context.Context, topic string) (live.Position, error) {
	at, err := b.head(ctx, topic)
	if err != nil {
		return at, fmt.Errorf("head: %w", err)
	}
	return at, nil
}

func (b *Bus) head(ctx context.Context, topic string) (live.Position, error) {
	if err := b.usable(ctx); err != nil {
		return live.Position{}, err
	}
	return b.position(b.runLog(ctx, headScript, topic, freshEpoch()))
}

// Read implements live.Bus. It returns no more than 4,000 events.
func (b *Bus) Read(ctx context.Context, topic string, after live.Position, limit int) ([]live.Event, error) {
	events, err := b.read(ctx, topic, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read after %d: %w", after.Offset, err)
	}
	return events, nil
}

func (b *Bus) read(ctx context.Context, topic string, after live.Position, limit int) ([]live.Event, error) {
	if err := b.usable(ctx); err != nil {
		return nil, err
	}
	reply, err := b.runLog(ctx, readScript, topic, after.Epoch, strconv.FormatUint(after.Offset, 10), strconv.Itoa(min(limit, 4000)))
	if err != nil {
		return nil, err
	}
	words, err := reply.AsStrSlice()
	if err != nil || len(words) == 0 {
		return nil, fmt.Errorf("%w: an answer that is none of the script's", live.ErrUnavailable)
	}
	switch words[0] {
	case "epoch":
		return nil, live.ErrEpoch
	case "old":
		return nil, live.ErrTooOld
	}
	var events []live.Event
	for i, text := range words[1:] {
		at, e, ok := decodeEntry(text)
		if want := after.Offset + 1 + uint64(i); !ok || at.Offset != want {
			return nil, fmt.Errorf("event %d is not in our form: %w", want, live.ErrTooOld)
		}
		events = append(events, e)
	}
	return events, nil
}

// Ping implements live.Bus: it tells what the last pulse found, which is taken
// once a second. A pulse writes to Redis and must come back through a feed
// within a second, on every server of a cluster.
func (b *Bus) Ping(ctx context.Context) error {
	if err := b.usable(ctx); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	if err := b.health.last(ctx); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	return nil
}

func (b *Bus) usable(ctx context.Context) error {
	if b.live.ctx.Err() != nil {
		return live.ErrClosed
	}
	return ctx.Err()
}

// runLog runs a script on the log of a topic.
func (b *Bus) runLog(ctx context.Context, script int, topic string, args ...string) (rueidis.RedisMessage, error) {
	c, err := b.live.reached(ctx)
	if err != nil {
		return rueidis.RedisMessage{}, err
	}
	scripts := &b.scripts[0]
	if c.sharded {
		scripts = &b.scripts[1]
	}
	if clock := b.live.options.Clock; clock != nil {
		args = append(args, strconv.FormatInt(clock().UnixMilli(), 10))
	}
	return b.live.exec(ctx, c, scripts[script], []string{b.channel(topic)}, args)
}

// position reads the answer of a script that gives one.
func (b *Bus) position(reply rueidis.RedisMessage, err error) (live.Position, error) {
	if err != nil {
		return live.Position{}, err
	}
	text, err := reply.ToString()
	at, ok := decodePosition(text)
	if err != nil || !ok {
		return live.Position{}, fmt.Errorf("%w: an answer that is none of the script's", live.ErrUnavailable)
	}
	return at, nil
}

// freshEpoch is an epoch that nobody has used.
func freshEpoch() string { return rand.Text()[:epochSize] }

func (b *Bus) channel(topic string) string { return b.live.key("t", topic, "") }

// enter counts one more user of a topic.
func (b *Bus) enter(name string) *topic {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.topics[name]
	if t == nil {
		t = newTopic(b, strings.Clone(name))
		b.topics[t.name] = t
	}
	t.refs++
	return t
}

// exit counts one less. The topic of nobody is forgotten when it is mended.
func (b *Bus) exit(t *topic) {
	b.mu.Lock()
	t.refs--
	idle := t.refs == 0
	b.mu.Unlock()
	if idle {
		b.mend(t)
	}
}
