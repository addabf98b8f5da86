package gemini

import (
	"context"
	"fmt"
	"math"
	"time"
)

// enter puts a call in line, and gives it its slot at once when there is one. A
// call that would wait too long, or in vain, gets an error.
func (p *pool) enter(ctx context.Context, t *turn) *waiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	patience := t.patience
	if end, ok := ctx.Deadline(); ok {
		patience = min(patience, time.Until(end))
	}
	if t.order == 0 {
		p.orders++
		t.order = p.orders
		t.allowed = p.attempts(t, now)
	}
	w := &waiter{
		need: t.need, priority: t.priority, since: now, notBefore: now.Add(t.pause), giveUp: now.Add(patience),
		order: t.order, probed: t.faults[ClassRateDay] > 0, wake: make(chan struct{}, 1),
	}
	for _, name := range p.route(t, now) {
		w.err = nil
		if p.admit(w, p.model(name), now); w.err == nil || !w.err.helpedByFallback() {
			break
		}
	}
	p.setAlarm(now)
	return w
}

// attempts bounds the requests of a call: one for each key that works, and one
// more, but never a walk over a hundred keys.
func (p *pool) attempts(t *turn, now time.Time) int {
	n := p.model(t.wanted).keys(now)
	if p.fallback != "" && p.fallback != t.wanted {
		n += p.model(p.fallback).keys(now)
	}
	return min(t.allowed, n+1)
}

// keys is how many keys the model can be asked with.
func (m *modelState) keys(now time.Time) int {
	n := 0
	for _, b := range m.buckets {
		for _, k := range b.project.keys {
			if b.off == nil && k.usable(now) {
				n++
			}
		}
	}
	return n
}

// troubled reports whether the model itself takes no requests now.
func (m *modelState) troubled(now time.Time) bool {
	return m.missing != nil && now.Before(m.until) || m.breaker.ready(now).After(now)
}

// helpedByFallback reports whether another model may have what this one lacks.
func (e *Error) helpedByFallback() bool {
	switch e.Class {
	case ClassRateDay, ClassNoQuota, ClassOverloaded, ClassModelMissing:
		return true
	}
	return false
}

// route lists the models to try for the call: the one asked for, and then the
// fallback; only that when the other has just failed.
func (p *pool) route(t *turn, now time.Time) []string {
	if p.fallback == "" || p.fallback == t.wanted {
		return []string{t.wanted}
	}
	switch {
	case p.model(p.fallback).troubled(now):
		return []string{t.wanted}
	case t.detour, p.model(t.wanted).troubled(now):
		return []string{p.fallback}
	}
	return []string{t.wanted, p.fallback}
}

// admit lets the waiter in, or sets its error. The fallback is for when waiting
// would not help, not for when it would take long.
func (p *pool) admit(w *waiter, m *modelState, now time.Time) {
	w.model = m
	if w.err = p.hopeless(m, now); w.err != nil {
		return
	}
	if w.err = p.makeRoom(w, m); w.err != nil {
		return
	}
	if w.notBefore.After(now) {
		p.asleep.add(w)
	} else {
		m.line.add(w)
		p.serveModel(m, now)
	}
	if w.line != nil {
		p.promise(w, now, now.Add(w.giveUp.Sub(now)*99/100))
	}
}

// makeRoom keeps the lines bounded. When they are full, who matters most stays.
func (p *pool) makeRoom(w *waiter, m *modelState) *Error {
	if p.waiting() < p.maxQueue {
		return nil
	}
	last := m.line.last()
	if last == nil || !w.before(last) {
		wait, _ := p.expect(w, p.clock.Now())
		return &Error{Class: ClassBusy, Reason: "QUEUE_FULL", Message: "too many calls wait", Model: m.name, RetryAfter: wait}
	}
	wait, _ := p.expect(last, p.clock.Now())
	p.fail(last, &Error{Class: ClassBusy, Reason: "QUEUE_FULL", Message: "calls of a higher priority wait", Model: m.name, RetryAfter: wait})
	return nil
}

// promise works out how long the waiter will wait, or refuses it when that is past
// the end. It looks again when the time has come. For newcomers the end is a little
// before they give up: a retry may still push in.
func (p *pool) promise(w *waiter, now, end time.Time) {
	wait, why := p.expect(w, now)
	if now.Add(wait).After(end) {
		w.err = refuse(w.model.name, why, wait)
		p.dismiss(w)
		return
	}
	w.eta = wait
	if w.stop != nil {
		w.stop()
	}
	// A moment later than promised, and never without an end.
	again := min(wait+windowGuard, max(w.giveUp.Sub(now), time.Millisecond))
	w.stop = p.clock.AfterFunc(again, func() { p.review(w) })
}

// review looks at a waiter whose promised time has passed.
func (p *pool) review(w *waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	p.serve(now)
	if w.line == nil {
		return
	}
	p.reconsider(w, now)
	p.setAlarm(now)
}

func (p *pool) reconsider(w *waiter, now time.Time) {
	if !w.giveUp.After(now) {
		wait, why := p.expect(w, now)
		p.fail(w, refuse(w.model.name, why, wait))
		return
	}
	p.promise(w, now, w.giveUp)
	w.rouse()
}

// hopeless is the error for a model that no key can be used for; nil when one can.
func (p *pool) hopeless(m *modelState, now time.Time) *Error {
	if m.missing != nil && now.Before(m.until) {
		return again(m.missing, m.name, m.until.Sub(now))
	}
	var off, dead *Error
	var next time.Time
	for _, b := range m.buckets {
		switch {
		case b.off != nil:
			off = b.off
		case b.project.usable(now):
			return nil
		}
		for _, k := range b.project.keys {
			if d := k.death; d != nil && (dead == nil || d.next.Before(next)) {
				dead, next = d.cause, d.next
			}
		}
	}
	switch {
	case dead != nil && (off == nil || next.After(now)):
		return again(dead, m.name, max(next.Sub(now), 0))
	case off != nil:
		return again(off, m.name, 0)
	}
	return &Error{Class: ClassKeyDead, Reason: "NO_KEY", Message: "there is no key", Model: m.name}
}

// again is an earlier error for a call of which nothing was sent.
func again(e *Error, model string, wait time.Duration) *Error {
	return &Error{
		Class: e.Class, HTTP: e.HTTP, Status: e.Status, Reason: e.Reason, Message: e.Message,
		KeyID: e.KeyID, Project: e.Project, Model: model, RetryAfter: wait,
	}
}

func refuse(model string, why Class, wait time.Duration) *Error {
	e := &Error{Class: ClassBusy, Model: model, RetryAfter: wait}
	switch why {
	case ClassRateDay:
		e.Class, e.Message = ClassRateDay, "the requests of the day are used up"
	case ClassOverloaded:
		e.Class, e.Message = ClassOverloaded, "the model is overloaded and left alone for a while"
	case ClassTransport:
		e.Class, e.Message = ClassTransport, "the service cannot be reached and is left alone for a while"
	default:
		e.Message = fmt.Sprintf("no slot for the next %v", wait.Round(time.Millisecond))
	}
	return e
}

// retryAfter is when another call like this one would find a slot.
func (p *pool) retryAfter(t *turn) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	m := p.model(t.wanted)
	if e := p.hopeless(m, now); e != nil {
		return e.RetryAfter
	}
	wait, _ := p.expect(&waiter{need: t.need, priority: t.priority, model: m, giveUp: now.Add(farAhead)}, now)
	return wait
}

// farAhead bounds how far a wait is worked out.
const farAhead = 8 * 24 * time.Hour

// expect is how long the waiter will wait, by what is known now, and what for: the
// time by which the buckets have room for it and for everybody before it.
func (p *pool) expect(w *waiter, now time.Time) (time.Duration, Class) {
	m := w.model
	_, first, why := p.best(m, w.need, now)
	gate, _ := p.gate(m, now)
	gate = later(gate, w.notBefore)
	type source struct {
		bucket *bucket
		limits Limits
		opens  time.Time
	}
	sources := make([]source, 0, 16)
	for _, b := range m.buckets {
		if b.off == nil && b.project.usable(now) {
			lim := b.limitsFor(w.need, now)
			opens, _ := b.opens(w.need, lim, now)
			sources = append(sources, source{b, lim, later(gate, opens)})
		}
	}
	wanted := 1 + m.line.ahead(w)
	enough := func(after time.Duration) bool {
		n, at := 0, now.Add(after)
		for _, s := range sources {
			if n += s.bucket.room(s.opens, at, s.limits, w.tokens); n >= wanted {
				return true
			}
		}
		return false
	}
	low := max(later(gate, first).Sub(now), 0)
	if len(sources) == 0 {
		return farAhead, why
	}
	if enough(low) {
		return low, why
	}
	high := low + time.Second
	for !enough(high) {
		if low = high; high > farAhead {
			return high, why
		}
		high *= 2
	}
	for high-low > time.Millisecond {
		if mid := low + (high-low)/2; enough(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return high, why
}

// room is how many requests the bucket can take from one time up to another.
func (b *bucket) room(from, until time.Time, lim Limits, tokens int) int {
	n := b.ledger.room(from, until, lim, tokens)
	if lim.RPD <= 0 {
		return n
	}
	today := max(lim.RPD-b.day.count, 0)
	if b.day.out || !from.Before(b.day.ends) {
		today = lim.RPD // of the day that begins then
	}
	if !b.day.out && !until.Before(b.day.ends) {
		today += lim.RPD
	}
	return min(n, max(today, 0), math.MaxInt32)
}
