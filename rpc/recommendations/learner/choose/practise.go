package choose

import (
	"cmp"
	"math"
	"slices"
)

// How much an answer teaches is taken to depend on the chance of success: most
// at target, and less to both sides. That is an assumption; learners of other
// kinds learn best at 0.85 (Wilson, Shenhav, Straccia and Cohen, Nature
// Communications 10, 2019), and 0.70–0.80 is where people keep going. What it
// costs when the truth is 0.60, 0.70 or 0.85 is simulated by prepbench.
const (
	target      = 0.75
	humpWidth   = 0.24
	bonus       = 0.30 // for what is not known: times the standard deviation
	repeat      = 0.55 // times this for each question of the skill already in this choice
	askedFor    = 1.5
	dueRecall   = 0.87
	dueWeight   = 1.3
	littleKnown = 3

	coverWithin = 190 // answers within which every skill comes, or 6 a skill when that is more
	coverEvery  = 3
)

// practise picks the question with the greatest expected gain for the exam:
//
//	weight(skill) · hump(success) · slope + bonus·sd
//
// slope is how fast the expected score rises with the skill. A skill that would
// otherwise be left alone for too long comes first.
func (p *picker) practise() (*entry, Reason) {
	for k := p.overdue(); k != nil; k = p.overdue() {
		if e, _ := p.fitting(k, target); e != nil {
			return p.practised(k, e, Covers)
		}
		k.since = 0 // nothing of it passes
	}
	for _, k := range p.skills {
		k.most = p.value(k, target)
	}
	slices.SortStableFunc(p.skills, func(a, b *skill) int { return cmp.Compare(b.most, a.most) })
	var best *skill
	for _, k := range p.skills {
		if best != nil && k.most <= best.bestValue {
			break // no question of this skill or of those after it can be worth more
		}
		p.worth(k)
		if k.best != nil && (best == nil || k.bestValue > best.bestValue) {
			best = k
		}
	}
	if best == nil {
		return nil, ""
	}
	return p.practised(best, best.best, best.why())
}

func (p *picker) practised(k *skill, e *entry, why Reason) (*entry, Reason) {
	for _, o := range p.skills {
		o.since++
	}
	k.since = 0
	k.picked++
	return e, why
}

func (k *skill) why() Reason {
	switch {
	case k.asked:
		return Asked
	case k.recall < dueRecall:
		return Due
	case k.answers < littleKnown:
		return Unknown
	}
	return Teaches
}

// worth finds the skill's best question and what it is worth.
func (p *picker) worth(k *skill) {
	if k.best == nil || !p.passes(k.best) {
		k.best, k.bestP = p.fitting(k, target)
	}
	if k.best != nil {
		k.bestValue = p.value(k, k.bestP)
	}
}

// value is what a question of a skill is worth at a chance of success.
func (p *picker) value(k *skill, success float64) float64 {
	z := (success - target) / humpWidth
	v := k.weight*(math.Exp(-z*z/2)*k.slope()) + bonus*k.sd
	if k.asked {
		v *= askedFor
	}
	if k.recall < dueRecall {
		v *= dueWeight
	}
	return v * math.Pow(repeat, float64(k.picked))
}

// slope is how fast the expected score in the skill rises with the ability, over
// questions as hard as the bank's, 1 at most: the derivative of the smoothed
// logistic, what is not known of the ability counting like a spread of questions.
func (k *skill) slope() float64 {
	mean, variance := k.bucket.spread()
	rate := 1 / (1 + math.Exp(-(k.ability-mean)/math.Sqrt(1+math.Pi/8*(variance+k.sd*k.sd))))
	return 4 * rate * (1 - rate)
}

// overdue returns the skill left alone longest, when it could not otherwise come
// within the floor: with one such question in coverEvery, the j-th of those that
// wait comes j·coverEvery answers from now (earliest deadline first).
func (p *picker) overdue() *skill {
	if len(p.skills) < 2 {
		return nil
	}
	waiting := make([]*skill, 0, len(p.skills))
	for _, k := range p.skills {
		if k.weight > 0 {
			waiting = append(waiting, k)
		}
	}
	slices.SortStableFunc(waiting, func(a, b *skill) int { return cmp.Compare(b.since, a.since) })
	within := max(coverWithin, 6*len(waiting))
	for j, k := range waiting {
		if k.since+(j+1)*coverEvery >= within {
			return waiting[0]
		}
	}
	return nil
}
