package choose

import (
	"cmp"
	"slices"

	"prepwire/rpc/recommendations/learner"
)

const (
	randomesque  = 10 // one of so many best ones is drawn
	nearestAsked = 24 // entries of a skill looked at, nearest in difficulty
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
	behind  float64 // its share of the questions up to the next, less done
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

// measure picks one of the ten questions that tell most at the ability as
// estimated so far, among the domains whose turn it can be: those that would not
// be ahead of their share by more than one, or, when one has fallen behind by
// almost one, that one alone. This is the quota rule of apportionment (Balinski
// and Young, "Fair Representation", 1982): after any number of questions each
// domain has its share to within one, and no more freedom than that is lost.
func (p *picker) measure() (*entry, Reason) {
	next := 1.0
	for _, q := range p.measured.domains {
		next += float64(q.done)
	}
	for _, q := range p.measured.domains {
		q.behind = q.share*next - float64(q.done)
	}
	order := slices.Clone(p.measured.domains)
	slices.SortStableFunc(order, func(a, b *quota) int { return cmp.Compare(b.behind, a.behind) })
	turn := 1
	for turn < len(order) && order[0].behind < hurry && order[turn].behind > 0 {
		turn++
	}
	for _, capped := range [...]bool{true, false} {
		for from := 0; from < len(order); from, turn = turn, turn+1 {
			if e, q := p.informative(order[from:turn], capped); e != nil {
				q.done++
				return e, Informs
			}
		}
		turn = 1
	}
	return nil, ""
}

// hurry is how far behind its share a domain may fall, in questions.
const hurry = 0.9

// informative draws one of the most informative open questions of some domains.
func (p *picker) informative(domains []*quota, capped bool) (*entry, *quota) {
	var best top
	for _, q := range domains {
		for _, b := range q.buckets {
			looked := 0
			b.near(p.measured.ability, func(e *entry) bool {
				if !p.passes(e) || capped && p.Exposure != nil && !p.Exposure.Open(e.Item) {
					return true
				}
				looked++
				best.keep(e, q, e.curve.Information(p.measured.ability))
				return looked < nearestAsked
			})
		}
	}
	if best.n == 0 {
		return nil, nil
	}
	drawn := best.kept[p.rng.IntN(best.n)]
	return drawn.entry, drawn.quota
}

// top are the most informative entries so far, best first.
type top struct {
	n    int
	kept [randomesque]struct {
		entry *entry
		quota *quota
		worth float64
	}
}

func (t *top) keep(e *entry, q *quota, worth float64) {
	at := t.n
	for at > 0 && t.kept[at-1].worth < worth {
		at--
	}
	if at == randomesque {
		return
	}
	t.n = min(t.n+1, randomesque)
	copy(t.kept[at+1:t.n], t.kept[at:t.n-1])
	t.kept[at].entry, t.kept[at].quota, t.kept[at].worth = e, q, worth
}
