package choose

import (
	"math"
	"sort"

	"prepwire/rpc/recommendations/learner"
)

// skill is what a choice knows of one skill.
type skill struct {
	bucket      *bucket
	weight      float64 // in the exam, 1 on average
	ability, sd float64 // logits
	shift       float64 // of ability, by the student's own estimate
	since       int     // answers since it was practised
	answers     int     // on the skill
	recall      float64 // 1: unknown
	days        float64
	asked       bool
	picked      int  // in this choice
	spent       bool // nothing of it passes, and filters only get narrower
	best        *entry
	bestP       float64
	bestValue   float64
	most        float64 // what its best imaginable question is worth
}

func (p *picker) prepareSkills() {
	weights := weightsOf(p.Exam)
	asked := map[learner.SkillID]bool{}
	for _, id := range p.Weak {
		asked[id] = true
	}
	for _, b := range p.index.order {
		if len(b.entries) == 0 {
			continue
		}
		k := &skill{bucket: b, weight: 1, recall: 1, asked: asked[b.skill]}
		if len(weights) > 0 {
			k.weight = weights[b.skill]
		}
		k.ability, k.sd = p.params.Ability(p.State, b.skill, p.At)
		p.believe(k)
		k.since, _ = p.State.Since(b.skill)
		k.answers = p.params.Mastery(p.State, b.skill, p.At).Answers
		if r, days, ok := p.params.Recall(p.State, b.skill, p.At); ok {
			k.recall, k.days = r, days
		}
		p.skills = append(p.skills, k)
	}
	p.raiseAsked()
}

// raiseAsked lets what the student asks for count as much as what the exam asks
// most: else a skill that is a small part of the exam, or none, would never come.
func (p *picker) raiseAsked() {
	most := 1.0
	for _, k := range p.skills {
		most = max(most, k.weight)
	}
	for _, k := range p.skills {
		if k.asked {
			k.weight = most
		}
	}
}

// weightsOf scales shares so that they are 1 on average.
func weightsOf(exam []learner.Weight) map[learner.SkillID]float64 {
	sum := 0.0
	for _, w := range exam {
		sum += max(0, w.Share)
	}
	if sum == 0 {
		return nil
	}
	out := make(map[learner.SkillID]float64, len(exam))
	for _, w := range exam {
		out[w.Skill] += max(0, w.Share) / sum * float64(len(exam))
	}
	return out
}

// ownSD is how far off, in logits, students are when they judge themselves.
const ownSD = 1.0

// believe takes in the student's own estimate as if it were a measurement.
func (p *picker) believe(k *skill) {
	own, ok := p.Levels[k.bucket.skill]
	if !ok || math.IsNaN(own) {
		return
	}
	own = min(0.98, max(0.02, own))
	said := math.Log(own / (1 - own))
	trust := k.sd * k.sd / (k.sd*k.sd + ownSD*ownSD)
	k.shift = trust * (said - k.ability)
	k.ability += k.shift
	k.sd *= math.Sqrt(1 - trust)
}

// success predicts, the student's own estimate taken in.
func (p *picker) success(e *entry) float64 {
	out := p.params.Predict(p.State, e.Question, p.At).P
	for _, k := range p.skills {
		if k.bucket.skill == e.Skills[0] && k.shift != 0 {
			return 1 / (1 + (1-out)/out*math.Exp(-k.shift))
		}
	}
	return out
}

// fitting finds the question of a skill whose chance of success is nearest to a
// wanted one, among those that pass. It looks at the few nearest in difficulty
// to where the chance crosses the wanted one.
func (p *picker) fitting(k *skill, want float64) (*entry, float64) {
	if k.spent {
		return nil, 0
	}
	entries := k.bucket.entries
	at := sort.Search(len(entries), func(i int) bool { return p.success(entries[i]) <= want })
	difficulty := entries[min(at, len(entries)-1)].curve.Difficulty
	var best *entry
	bestP, looked := 0.0, 0
	k.bucket.near(difficulty, func(e *entry) bool {
		if !p.passes(e) {
			return true
		}
		looked++
		if s := p.success(e); best == nil || math.Abs(s-want) < math.Abs(bestP-want) {
			best, bestP = e, s
		}
		return looked < looks
	})
	k.spent = best == nil
	return best, bestP
}

const looks = 4
