package redis

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/rueidis"
)

// Forget does what time would: the patrol comes by every topic, and keys that
// nobody has touched for long enough by the test's clock are gone.
func (b *Bus) Forget(ctx context.Context) error {
	b.mu.Lock()
	var all []*topic
	for _, t := range b.topics {
		all = append(all, t)
	}
	b.mu.Unlock()
	for _, t := range all {
		if err := t.mend(ctx); err != nil {
			return err
		}
	}
	c, err := b.live.reached(ctx)
	if err != nil {
		return err
	}
	for _, node := range c.Nodes() {
		if err := b.expire(ctx, node); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bus) expire(ctx context.Context, node rueidis.Client) error {
	now := uint64(b.live.options.Clock().UnixMilli())
	keys, err := node.Do(ctx, node.B().Keys().Pattern(b.live.options.Prefix+"{t:*}").Build()).AsStrSlice()
	if err != nil {
		return err
	}
	for _, key := range keys {
		last, err := node.Do(ctx, node.B().Lindex().Key(key).Index(-1).Build()).ToString()
		if err != nil {
			return err
		}
		if decodeNumber(last[57:]) <= now {
			if err := node.Do(ctx, node.B().Del().Key(key).Build()).Error(); err != nil {
				return err
			}
		}
	}
	return nil
}

// AppendUnheard appends an event of which subscribers are not told, as if the
// message were dropped: it goes through another kind of channel.
func (b *Bus) AppendUnheard(ctx context.Context, topic, name string, params []byte) error {
	c, err := b.live.reached(ctx)
	if err != nil {
		return err
	}
	scripts := newLogScripts(b.live.options, "PUBLISH")
	_, err = b.live.exec(ctx, c, scripts[appendScript], []string{b.channel(topic)}, []string{freshEpoch(), "0", body(name, params)})
	return err
}

// Entry is what subscribers are sent of an event.
func Entry(epoch string, offset uint64, name string, params []byte) string {
	number := func(n uint64) string { return string(binary.BigEndian.AppendUint64(nil, n)[8-numberSize:]) }
	return "e" + strings.Repeat("0", epochAt-1) + fmt.Sprintf("%-16s", epoch) + number(offset) +
		strings.Repeat(number(1760000000000), 6) + body(name, params)
}

// Hold has whoever appends to a topic wait until release is called. From then on
// a topic has one script at a time.
func (b *Bus) Hold(topic string) (release func()) {
	b.groups.mu.Lock()
	b.groups.atOnce = 1
	b.groups.mu.Unlock()
	return b.Occupy(topic)
}

// Occupy takes the place of a script of a topic until release is called.
func (b *Bus) Occupy(topic string) (release func()) {
	group, err := b.groups.enter(topic, &appending{})
	if group == nil || err != nil {
		panic("somebody appends to " + topic)
	}
	return func() { b.groups.next(topic, group) }
}

// Waiting is how many events wait for the turn of their topic.
func (b *Bus) Waiting(topic string) int {
	b.groups.mu.Lock()
	defer b.groups.mu.Unlock()
	if q := b.groups.lines[topic]; q != nil {
		return len(q.waiting)
	}
	return 0
}

// BoundWaiting bounds how many events of a topic wait, and for how long.
func (b *Bus) BoundWaiting(most int, patience time.Duration) {
	b.groups.mu.Lock()
	defer b.groups.mu.Unlock()
	b.groups.most, b.groups.patience = most, patience
}

// PatrolTurns is how often each of so many topics has its turn in so long.
func PatrolTurns(o Options, topics int, lasts time.Duration) (turns []int) {
	b := newBus(&Live{options: o.withDefaults()})
	for i := range topics {
		b.enter(fmt.Sprint(i))
	}
	turns = make([]int, topics)
	for range int(lasts / tickEvery) {
		b.patrol()
		for _, t := range b.takeToMend() {
			n, _ := strconv.Atoi(t.name)
			turns[n]++
		}
	}
	return turns
}

// Patient has a node give up no command, and no connection, old or new, for lack
// of answers, while a test still waits.
func (o *Options) Patient() {
	o.deadAfter, o.callWithin, o.dialWithin = time.Hour, time.Hour, time.Hour
}

// Hasty has a node give up as soon as it does for its clients.
func (o *Options) Hasty() { o.deadAfter, o.callWithin, o.dialWithin = 0, 0, 0 }

// Channel is the name of a topic's channel.
func (b *Bus) Channel(topic string) string { return b.channel(topic) }

// Slot is the slot of a key.
func Slot(key string) uint16 { return slot(key) }

// Doubtful is how many topics are in doubt.
func (b *Bus) Doubtful() int {
	b.doubts.mu.Lock()
	defer b.doubts.mu.Unlock()
	return len(b.doubts.names)
}

// Following is how many topics the node follows.
func (b *Bus) Following() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.topics)
}

// Echo sends a PING.
func (l *Live) Echo(ctx context.Context) error {
	c, err := l.reached(ctx)
	if err != nil {
		return err
	}
	return c.Do(ctx, c.B().Ping().Build()).Error()
}

// ForgetSlots does what the loss of any connection does.
func (b *Bus) ForgetSlots() { b.feeds.forgetSlots() }

// Subscribing is how many connections the servers send messages on.
func (b *Bus) Subscribing(ctx context.Context) (int, error) {
	c, err := b.live.reached(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, node := range c.Nodes() {
		list, err := node.Do(ctx, node.B().ClientList().TypePubsub().Build()).ToString()
		if err != nil {
			return 0, err
		}
		n += strings.Count(list, "id=")
	}
	return n, nil
}
