package gemini

import (
	"cmp"
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

// A pool decides when a request goes, and with which key. Every project × model is
// a bucket with limits; a slot in a bucket is booked before a request is sent, so
// that the server has no reason to refuse it. A call that finds no slot waits in
// the line of its model and is told how long, or is refused at once when that is
// too long. There is one timer for all lines; calls wait in their own goroutines.
type pool struct {
	clock    Clock
	fixed    Limits
	nodes    func() int
	length   time.Duration // of the window
	maxQueue int
	fallback string
	log      *slog.Logger
	changed  func() // something to keep over a restart has changed; does not block

	mu         sync.Mutex
	keys       []*keyState
	projects   []*project            // those with keys, in the order of their first key
	known      map[string]*project   // by name, every one ever used
	models     []*modelState         // every one ever asked for
	network    breaker               // for what is no model's fault
	asleep     line                  // pausing between attempts
	settled    int                   // of those who wait: those who were told how long
	unreviewed []*waiter             // to be told anew how long, some of whom may wait no longer
	saved      map[string]savedModel // kept from before, not yet used
	orders     int64
	alarm      alarm
	tally      tally
}

// A modelState is what is known of one model.
type modelState struct {
	name    string
	buckets []*bucket // of projects with keys
	line    line
	next    time.Time // when the first in the line can go
	breaker breaker
	missing *Error // there is no such model
	until   time.Time
	latency time.Duration // of a request, moving average
}

// modelRest is how long a model that does not exist is not asked for.
const modelRest = 15 * time.Minute

type alarm struct {
	at   time.Time
	stop func() bool
	n    int
}

// A lease is the right to send one request now. Every lease is settled once.
type lease struct {
	key    *keyState
	bucket *bucket
	entry  *entry
	begun  time.Time
	waited time.Duration

	test     bool // of a dead key
	probe    bool // of a day said to be used up
	tryModel bool // of a model that was overloaded
	tryNet   bool // of a network that was down
}

func newPool(o *Options, changed func()) *pool {
	p := &pool{
		clock: o.Clock, fixed: o.Limits, nodes: o.Nodes, length: o.Window, maxQueue: o.MaxQueue, fallback: o.FallbackModel,
		log: o.Log, changed: changed, known: map[string]*project{}, asleep: line{before: byPause},
	}
	return p
}

// setKeys replaces the keys. What is known of their projects stays, but deaths and
// missing quota are forgotten: somebody may have mended them.
func (p *pool) setKeys(keys []Key) {
	p.mu.Lock()
	defer p.mu.Unlock()
	old := map[string]*keyState{}
	for _, k := range p.keys {
		old[*k.secret] = k
		k.project.keys = nil
	}
	p.keys, p.projects = nil, nil
	for _, key := range keys {
		k := &keyState{Key: key}
		if before := old[*key.secret]; before != nil && before.Key.project == key.project {
			k = before
			k.death = nil
		}
		p.join(k)
		p.keys = append(p.keys, k)
	}
	now := p.clock.Now()
	for _, m := range p.models {
		p.gather(m)
		for _, b := range m.buckets {
			b.off = nil
		}
		m.missing = nil
		p.reviewAll(m, now)
	}
	p.serve(now)
}

// join puts a key into its project.
func (p *pool) join(k *keyState) {
	name := k.Key.project
	if name == "" {
		name = k.ID()
	}
	k.project = p.known[name]
	if k.project == nil {
		k.project = &project{name: name, label: k.Key.project, buckets: map[string]*bucket{}}
		p.known[name] = k.project
	}
	if len(k.project.keys) == 0 {
		p.projects = append(p.projects, k.project)
	}
	k.project.keys = append(k.project.keys, k)
}

// model returns what is known of the model.
func (p *pool) model(name string) *modelState {
	for _, m := range p.models {
		if m.name == name {
			return m
		}
	}
	m := &modelState{name: name, line: line{before: byTurn}, latency: 2 * time.Second}
	p.models = append(p.models, m)
	p.gather(m)
	return m
}

// gather finds the model's buckets.
func (p *pool) gather(m *modelState) {
	m.buckets = nil
	for _, pr := range p.projects {
		b := pr.buckets[m.name]
		if b == nil {
			b = &bucket{project: pr, model: m, ledger: newWindow(p.length), fixed: p.fixed, nodes: p.nodes, counts: counts{byClass: map[Class]int64{}}}
			p.recall(b)
			pr.buckets[m.name] = b
		}
		m.buckets = append(m.buckets, b)
	}
}

// gate is when the model and the network take requests, and why not now.
func (p *pool) gate(m *modelState, now time.Time) (time.Time, Class) {
	at, why := m.breaker.ready(now), ClassOverloaded
	if net := p.network.ready(now); net.After(at) {
		at, why = net, ClassTransport
	}
	if !at.After(now) {
		why = ClassBusy
	}
	return at, why
}

// best is the bucket that is ready first. Among those that are ready now it is the
// emptiest, then the one with the least under way, then any. nil: no key works.
func (p *pool) best(m *modelState, n need, now time.Time) (best *bucket, at time.Time, why Class) {
	var fullness float64
	for _, b := range m.buckets {
		if b.off != nil || !b.project.usable(now) {
			continue
		}
		ready, reason := b.ready(n, now)
		full := b.fullness(now)
		order := 0
		if best != nil {
			order = cmp.Or(ready.Compare(at), cmp.Compare(full, fullness), cmp.Compare(b.inflight, best.inflight))
		}
		if best == nil || order < 0 || order == 0 && rand.N(2) == 0 {
			best, at, why, fullness = b, ready, reason, full
		}
	}
	if open, reason := p.gate(m, now); best != nil && open.After(at) {
		at, why = open, reason
	}
	return best, at, why
}

// probe is a bucket whose day is said to be used up and may be asked whether it
// is; nil when there is none.
func (p *pool) probe(m *modelState, now time.Time) *bucket {
	if open, _ := p.gate(m, now); open.After(now) {
		return nil
	}
	for _, b := range m.buckets {
		if b.off == nil && b.day.probeDue(now) && !b.cool.After(now) && b.project.usable(now) {
			return b
		}
	}
	return nil
}

// serve gives slots to whoever can have one now, and sets the alarm for the next.
func (p *pool) serve(now time.Time) {
	for w := p.asleep.first(); w != nil && !w.notBefore.After(now); w = p.asleep.first() {
		w.leave()
		w.model = p.better(w.model, now) // much may have happened to it meanwhile
		w.model.line.add(w)
	}
	for _, m := range p.models {
		p.serveModel(m, now)
	}
	p.setAlarm(now)
}

func (p *pool) serveModel(m *modelState, now time.Time) {
	for w := m.line.first(); w != nil; w = m.line.first() {
		b, at, _ := p.best(m, w.need, now)
		if b == nil {
			p.fail(w, p.hopeless(m, now))
			continue
		}
		if at.After(now) {
			b = nil
			if !w.probed {
				b = p.probe(m, now)
			}
			if b == nil {
				m.next = at
				return
			}
		}
		p.grant(w, b, now)
	}
}

// grant gives the waiter a slot in the bucket.
func (p *pool) grant(w *waiter, b *bucket, now time.Time) {
	k := b.project.key(now)
	l := &lease{
		key: k, bucket: b, begun: now, waited: now.Sub(w.since), entry: b.ledger.spend(now, w.tokens),
		test: k.death != nil, probe: b.day.out, tryModel: b.model.breaker.pass(), tryNet: p.network.pass(),
	}
	if l.test {
		k.death.testing = true
	}
	b.day.probing = b.day.probing || l.probe
	b.day.count++
	b.inflight++
	b.counts.sent++
	k.inflight++
	k.sent++
	p.tally.waited(l.waited)
	w.lease = l
	p.dismiss(w)
}

func (p *pool) fail(w *waiter, err *Error) {
	w.err = err
	p.dismiss(w)
}

// dismiss ends the waiting.
func (p *pool) dismiss(w *waiter) {
	w.leave()
	if w.told {
		w.told = false
		p.settled--
	}
	if w.stop != nil {
		w.stop()
	}
	w.rouse()
}

// setAlarm makes the pool look again when the next waiter can go.
func (p *pool) setAlarm(now time.Time) {
	var next time.Time
	sooner := func(t time.Time) {
		if next.IsZero() || t.Before(next) {
			next = t
		}
	}
	for _, m := range p.models {
		if m.line.Len() > 0 {
			sooner(m.next)
		}
	}
	if w := p.asleep.first(); w != nil {
		sooner(w.notBefore)
	}
	if next.Equal(p.alarm.at) {
		return
	}
	if p.alarm.stop != nil {
		p.alarm.stop()
	}
	p.alarm = alarm{at: next, n: p.alarm.n + 1}
	if next.IsZero() {
		return
	}
	n := p.alarm.n
	p.alarm.stop = p.clock.AfterFunc(next.Sub(now), func() { p.ring(n) })
}

func (p *pool) ring(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n != p.alarm.n {
		return // it was stopped too late
	}
	p.alarm = alarm{n: n}
	p.serve(p.clock.Now())
}

// waiting is how many calls wait. It is guarded.
func (p *pool) waiting() int {
	n := p.asleep.Len()
	for _, m := range p.models {
		n += m.line.Len()
	}
	return n
}

// take waits for a slot. tell hears how long it will take, as often as that
// changes much. The error is an *Error, or what tell returned.
func (p *pool) take(ctx context.Context, t *turn, tell func(time.Duration) error) (*lease, error) {
	if ctx.Err() != nil {
		return nil, interrupted(ctx)
	}
	w := p.enter(ctx, t)
	for {
		lease, err, eta := p.look(w)
		switch {
		case err != nil:
			return nil, err
		case lease != nil:
			t.waited(p.clock.Now().Sub(w.since))
			return lease, nil
		}
		if err := tell(eta); err != nil {
			p.abandon(w)
			return nil, err
		}
		p.heard(w)
		select {
		case <-w.wake:
		case <-ctx.Done():
			p.abandon(w)
			return nil, interrupted(ctx)
		}
	}
}

// heard notes that the call was told how long it will wait.
func (p *pool) heard(w *waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w.line != nil && !w.told {
		w.told = true
		p.settled++
	}
}

func (p *pool) look(w *waiter) (*lease, *Error, time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w.err != nil {
		p.tally.refused++
	}
	return w.lease, w.err, w.eta
}

// abandon ends the waiting of a call that wants nothing more.
func (p *pool) abandon(w *waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w.lease != nil {
		p.settleLocked(w.lease, verdict{err: &Error{Class: ClassCanceled}, unsent: true})
		return
	}
	p.dismiss(w)
	p.setAlarm(p.clock.Now())
}
