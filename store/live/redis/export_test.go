package redis

import (
	"context"
	"crypto/rand"
	"math"
	"strconv"
	"strings"

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
	now, maxAge := float64(b.live.options.Clock().UnixMilli()), float64(b.live.options.MaxAge.Milliseconds())
	keys, err := node.Do(ctx, node.B().Keys().Pattern(b.live.options.Prefix+"{t:*}s").Build()).AsStrSlice()
	if err != nil {
		return err
	}
	for _, key := range keys {
		state, err := node.Do(ctx, node.B().Get().Key(key).Build()).ToString()
		if err != nil {
			return err
		}
		words := strings.Fields(state)
		if atof(words[5]) <= now {
			if err := node.Do(ctx, node.B().Del().Key(strings.TrimSuffix(key, "s")+"l").Build()).Error(); err != nil {
				return err
			}
		}
		if atof(words[6])+math.Floor(1.5*maxAge) <= now {
			if err := node.Do(ctx, node.B().Del().Key(key).Build()).Error(); err != nil {
				return err
			}
		}
	}
	return nil
}

// AppendUnheard appends an event of which subscribers are not told, as if the
// message were dropped.
func (b *Bus) AppendUnheard(ctx context.Context, topic, name string, params []byte) error {
	o := &b.live.options
	_, err := b.live.run(ctx, appendScript, b.keys(topic), rand.Text(), b.publishing(), ms(o.MaxAge), "0",
		strconv.Itoa(o.MaxEvents), strconv.Itoa(o.MaxBytes), body(name, params), b.channel(topic)+"elsewhere")
	return err
}

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

func atof(text string) float64 {
	n, _ := strconv.ParseFloat(text, 64)
	return n
}

// Echo sends a PING.
func (l *Live) Echo(ctx context.Context) error {
	c, err := l.reached(ctx)
	if err != nil {
		return err
	}
	return c.Do(ctx, c.B().Ping().Build()).Error()
}
