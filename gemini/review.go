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
	other := m
	if f := p.fallback; f != "" && f != m.name && m.troubled(now) && !p.model(f).troubled(now) && p.hopeless(p.model(f), now) == nil {
		other = p.model(f)
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
