package redis

import (
	"context"
	"strconv"
	"sync"
	"time"
)

// doubts are the topics whose log may lack an event that this node could not
// append. Their epoch must change: Append does it, and so does heal as soon as
// it can.
type doubts struct {
	mu     sync.Mutex // guards what follows
	names  map[string]uint64
	last   uint64 // number of the newest failure
	many   bool   // there were too many to remember
	before int64  // server time in ms: no epoch may have begun before
}

// add notes a failure.
func (d *doubts) add(topic string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last++
	if _, known := d.names[topic]; !known && len(d.names) >= maxDoubtful {
		d.many = true
		return
	}
	d.names[topic] = d.last
}

// of returns what the append script is to be told, and the failure that its
// success settles.
func (d *doubts) of(topic string) (force string, number uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if number = d.names[topic]; number != 0 || d.many {
		return "1", number
	}
	return strconv.FormatInt(d.before, 10), 0
}

// settle notes that the epoch has changed since a failure.
func (d *doubts) settle(topic string, number uint64) {
	if number == 0 {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.names[topic] == number {
		delete(d.names, topic)
	}
}

// some returns a few topics in doubt, and whether there were too many.
func (d *doubts) some() (names map[string]uint64, many bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	names = map[string]uint64{}
	for name, number := range d.names {
		if len(names) == parallel {
			break
		}
		names[name] = number
	}
	return names, d.many
}

// heal changes the epochs of topics in doubt.
func (b *Bus) heal() {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	for {
		select {
		case <-b.live.ctx.Done():
			return
		case <-tick.C:
		}
		for b.healSome() {
		}
	}
}

// healSome reports whether it got on and more is to be done.
func (b *Bus) healSome() (more bool) {
	names, many := b.doubts.some()
	if many {
		b.rememberTime()
	}
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		healed int
	)
	for name, number := range names {
		wg.Go(func() {
			_, err := b.runLog(b.live.ctx, renewScript, name, freshEpoch())
			if err != nil {
				return
			}
			b.doubts.settle(name, number)
			mu.Lock()
			healed++
			mu.Unlock()
		})
	}
	wg.Wait()
	return healed > 0 && len(names) == parallel
}

// rememberTime has every later Append of this node look at how old the epoch
// is: too many topics failed to remember each.
func (b *Bus) rememberTime() {
	ctx, cancel := context.WithTimeout(b.live.ctx, b.live.options.callWithin)
	defer cancel()
	c, err := b.live.reached(ctx)
	if err != nil {
		return
	}
	words, err := c.Do(ctx, c.B().Time().Build()).AsStrSlice()
	if err != nil || len(words) != 2 {
		return
	}
	seconds, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil {
		return
	}
	b.live.options.Log.Error("redis: more topics failed than can be remembered; their epochs change as they are used")
	b.doubts.mu.Lock()
	defer b.doubts.mu.Unlock()
	b.doubts.before, b.doubts.many = (seconds+1)*1000, false
}
