package gemini

import (
	"slices"
	"time"
)

// reviewSlice bounds how long the pool is held to tell those in line anew: others
// want to enter, to be given their slots and to settle meanwhile.
const reviewSlice = time.Millisecond

// reviewAll looks at everybody in the model's line after something grave has
// happened to it. Those who can go to the fallback do, and those who wait in vain
// are told at once. How long the others will wait takes a while to work out: they
// are told in slices, in the order of the line, by what is known then.
func (p *pool) reviewAll(m *modelState, now time.Time) {
	other := p.better(m, now)
	if other != m {
		for _, w := range slices.Clone(m.line.list) {
			w.leave()
			w.model = other
			other.line.add(w)
		}
	}
	waiting := slices.Clone(other.line.list)
	if err := p.hopeless(other, now); err != nil {
		for _, w := range waiting {
			own := *err // the caller may change it
			p.fail(w, &own)
		}
		return
	}
	slices.SortFunc(waiting, func(a, b *waiter) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	idle := len(p.unreviewed) == 0
	for _, w := range waiting {
		if !w.unreviewed {
			w.unreviewed = true
			p.unreviewed = append(p.unreviewed, w)
		}
	}
	if idle && len(waiting) > 0 {
		p.clock.AfterFunc(0, p.reviewMore)
	}
}

// better is the model that whoever waits for one goes to: the fallback while the
// other takes no requests and the fallback does, else the same.
func (p *pool) better(m *modelState, now time.Time) *modelState {
	if p.fallback == "" || p.fallback == m.name || !m.troubled(now) {
		return m
	}
	if f := p.model(p.fallback); !f.troubled(now) && p.hopeless(f, now) == nil {
		return f
	}
	return m
}

// reviewMore tells a slice of those who are to be told anew, and comes again for
// the rest.
func (p *pool) reviewMore() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, begun := p.clock.Now(), time.Now()
	p.serve(now) // who is before a slot is told nothing else
	for len(p.unreviewed) > 0 {
		w := p.unreviewed[0]
		p.unreviewed[0] = nil
		p.unreviewed = p.unreviewed[1:]
		w.unreviewed = false
		if w.line == nil {
			continue
		}
		p.reconsider(w, now)
		if time.Since(begun) >= reviewSlice {
			break
		}
	}
	p.setAlarm(now)
	if len(p.unreviewed) == 0 {
		p.unreviewed = nil
		return
	}
	p.clock.AfterFunc(0, p.reviewMore)
}
