package choose

import (
	"slices"

	"prepwire/rpc/recommendations/learner"
)

const (
	randomesque  = 10 // one of so many best ones is drawn
	nearestAsked = 64 // entries of a skill looked at, nearest in difficulty
)

// measured is the course of a measurement within one choice.
type measured struct {
	ability float64
	domains []*quota
}

// quota is a content area with what is due to it.
type quota struct {
	share   float64 // of the whole
	done    int
	skills  []learner.SkillID
	buckets []*bucket
}

func (p *picker) prepareMeasure() {
	m := &p.measured
	if p.Grid != nil {
		m.ability, _ = p.Grid.Estimate()
	} else {
		m.ability, _ = p.params.Ability(p.State, 0, p.At)
	}
	total := 0
	for _, s := range p.Blueprint.Sections {
		total += s.Questions
	}
	for _, s := range p.Blueprint.Sections {
		for _, d := range s.Domains {
			q := &quota{share: d.Share * float64(s.Questions) / float64(max(1, total))}
			for _, k := range d.Skills {
				q.add(p, learner.Skill(k.Code))
			}
			m.domains = append(m.domains, q)
		}
	}
	m.domains = append(m.domains, p.unplanned())
}

// unplanned is what the blueprint does not name: it comes last.
func (p *picker) unplanned() *quota {
	q := &quota{}
	for _, b := range p.index.order {
		if !slices.ContainsFunc(p.measured.domains, func(d *quota) bool { return slices.Contains(d.buckets, b) }) {
			q.buckets = append(q.buckets, b)
		}
	}
	return q
}

func (q *quota) add(p *picker, id learner.SkillID) {
	q.skills = append(q.skills, id)
	q.done += p.Done[id]
	if b := p.index.buckets[id]; b != nil {
		q.buckets = append(q.buckets, b)
	}
}

// measure picks from the domain that is furthest behind its share, one of the
// ten questions that tell most at the ability as estimated so far.
func (p *picker) measure() (*entry, Reason) {
	all := 0
	for _, q := range p.measured.domains {
		all += q.done
	}
	order := slices.Clone(p.measured.domains)
	slices.SortStableFunc(order, func(a, b *quota) int {
		return compareDeficit(b, a, all)
	})
	for _, capped := range [...]bool{true, false} {
		for _, q := range order {
			if e := p.informative(q, capped); e != nil {
				q.done++
				return e, Informs
			}
		}
	}
	return nil, ""
}

func compareDeficit(a, b *quota, all int) int {
	x := a.share*float64(all+1) - float64(a.done)
	y := b.share*float64(all+1) - float64(b.done)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// informative draws one of a domain's most informative open questions.
func (p *picker) informative(q *quota, capped bool) *entry {
	var best [randomesque]*entry
	var worth [randomesque]float64
	n := 0
	for _, b := range q.buckets {
		looked := 0
		b.near(p.measured.ability, func(e *entry) bool {
			if !p.passes(e) || capped && p.Exposure != nil && !p.Exposure.Open(e.Item) {
				return true
			}
			looked++
			n = keepBest(&best, &worth, n, e, e.curve.Information(p.measured.ability))
			return looked < nearestAsked
		})
	}
	if n == 0 {
		return nil
	}
	return best[p.rng.IntN(n)]
}

// keepBest keeps the most informative entries in order.
func keepBest(best *[randomesque]*entry, worth *[randomesque]float64, n int, e *entry, w float64) int {
	at := n
	for at > 0 && worth[at-1] < w {
		at--
	}
	if at == randomesque {
		return n
	}
	n = min(n+1, randomesque)
	copy(best[at+1:n], best[at:n-1])
	copy(worth[at+1:n], worth[at:n-1])
	best[at], worth[at] = e, w
	return n
}
