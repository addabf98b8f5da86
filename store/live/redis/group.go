package redis

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"prepwire/store/live"
)

const (
	scriptsAtOnce = 4         // of a topic on their way before events wait
	maxWaiting    = 4096      // events of a topic that wait
	groupEvents   = 64        // that go in one script
	groupBytes    = 256 << 10 // of these, unless the first alone has more
)

// groups have events of one topic that are appended at the same time go
// together: the first few go at once, and those that come while so many are on
// their way are the next script. So a busy topic costs Redis less an event, and
// none waits for others to come.
type groups struct {
	mu       sync.Mutex        // guards what follows
	lines    map[string]*queue // by topic; while a script of it is on its way
	atOnce   int               // scripts of a topic
	most     int               // events that wait for a topic
	patience time.Duration     // of those that wait
}

// queue is what is on its way, and waits, to one topic.
type queue struct {
	scripts int
	waiting []*appending
}

// appending is one event on its way into the log.
type appending struct {
	body string
	turn chan []*appending // what it has to append for all, once; nil when that was done for it
	wait time.Duration     // for the turn, at most
	at   live.Position     // set before turn, as is err
	err  error
}

// errNotDone is what an event has that nobody has appended.
var errNotDone = fmt.Errorf("%w: not appended", live.ErrUnavailable)

// enter returns the group that the event goes with at once, or nil when its
// turn comes later.
func (g *groups) enter(topic string, a *appending) ([]*appending, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	q := g.lines[topic]
	if q == nil {
		q = &queue{}
		g.lines[topic] = q
	}
	switch {
	case q.scripts < g.atOnce:
		q.scripts++
		return []*appending{a}, nil
	case len(q.waiting) >= g.most:
		return nil, fmt.Errorf("%w: %d events wait for their topic", live.ErrUnavailable, len(q.waiting))
	}
	a.turn, a.wait = make(chan []*appending, 1), g.patience
	q.waiting = append(q.waiting, a)
	return nil, nil
}

// await waits for the turn of an event. It returns the group to append, nil
// when that was done.
func (g *groups) await(closing context.Context, topic string, a *appending) ([]*appending, error) {
	patience := time.NewTimer(a.wait)
	defer patience.Stop()
	select {
	case group := <-a.turn:
		return group, nil
	case <-patience.C:
	case <-closing.Done():
	}
	if !g.leave(topic, a) { // it is on its way, and that takes no longer than a call
		return <-a.turn, nil
	}
	if closing.Err() != nil {
		return nil, live.ErrClosed
	}
	return nil, fmt.Errorf("%w: other events of the topic take too long", live.ErrUnavailable)
}

// leave gives up waiting, and reports whether it still did.
func (g *groups) leave(topic string, a *appending) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	q := g.lines[topic]
	if q == nil {
		return false
	}
	i := slices.Index(q.waiting, a)
	if i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
	return i >= 0
}

// next tells a group that it is done and starts the next one of its topic.
func (g *groups) next(topic string, done []*appending) {
	g.mu.Lock()
	q := g.lines[topic]
	n, bytes := 0, 0
	for n < min(len(q.waiting), groupEvents) && (n == 0 || bytes+len(q.waiting[n].body) <= groupBytes) {
		bytes += len(q.waiting[n].body)
		n++
	}
	group := slices.Clone(q.waiting[:n])
	q.waiting = slices.Delete(q.waiting, 0, n)
	if n == 0 {
		q.scripts--
	}
	if q.scripts == 0 {
		delete(g.lines, topic)
	}
	g.mu.Unlock()
	if n > 0 {
		group[0].turn <- group
	}
	for _, a := range done[1:] { // the first is who calls
		a.turn <- nil
	}
}

// append has a topic's log take an event, with those that wait for the same.
func (b *Bus) append(topic string, a *appending) {
	group, err := b.groups.enter(topic, a)
	if group == nil && err == nil {
		group, err = b.groups.await(b.live.ctx, topic, a)
	}
	switch {
	case err != nil:
		b.doubts.add(topic)
		a.err = err
	case group != nil:
		defer b.groups.next(topic, group)
		b.commit(topic, group)
	}
}

// commit appends a group, in one script: all of it, or none, or nobody knows.
func (b *Bus) commit(topic string, group []*appending) {
	force, doubt := b.doubts.of(topic)
	args := make([]string, 0, len(group)+3)
	args = append(args, freshEpoch(), force)
	for _, a := range group {
		args = append(args, a.body)
	}
	at, err := b.position(b.runLog(context.Background(), appendScript, topic, args...))
	if err != nil {
		b.doubts.add(topic)
		for _, a := range group {
			a.err = err
		}
		return
	}
	b.doubts.settle(topic, doubt)
	for i, a := range group {
		a.at = live.Position{Epoch: at.Epoch, Offset: at.Offset - uint64(len(group)-1-i)}
		a.err = nil
	}
}
