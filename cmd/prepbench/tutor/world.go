package tutor

import (
	"fmt"
	"math"
	"math/rand/v2"

	"prepwire/rpc/recommendations/learner"
	"prepwire/rpc/recommendations/learner/choose"
)

// world is a made-up bank with the skills of the SAT. What is assumed of people
// and questions is assumed, not measured: it serves to compare models under the
// same conditions.
type world struct {
	codes   []string
	skills  []learner.SkillID
	math    []bool
	weight  []float64 // of each skill in the exam, 1 on average
	items   []item
	bySkill [][]int // places in items
}

// item is a question as it really is.
type item struct {
	choose.Candidate
	skill   int
	a, b, c float64 // three-parameter logistic: slope, difficulty, guessing
	seconds float64 // median time
}

// satWorld makes a bank in the exam's mix. Slopes are e^N(0.25, 0.3), difficulties N(0, sd);
// 4 options are guessed right in 0.2, and a quarter of the maths is typed in.
// Authors' levels are the difficulty with an error of sd 0.5.
func satWorld(r *rand.Rand, items int, sd float64) *world {
	w := &world{}
	exam := choose.SAT()
	for _, s := range exam.Sections {
		for _, d := range s.Domains {
			for _, k := range d.Skills {
				w.codes = append(w.codes, k.Code)
				w.skills = append(w.skills, learner.Skill(k.Code))
				w.math = append(w.math, s.Code == "MATH")
			}
		}
	}
	for _, share := range exam.Weights() {
		w.weight = append(w.weight, share.Share*float64(len(w.codes)))
	}
	for i := range items {
		w.items = append(w.items, w.item(r, i, w.inMix(i, items), sd))
	}
	w.bySkill = make([][]int, len(w.codes))
	for i := range w.items {
		w.bySkill[w.items[i].skill] = append(w.bySkill[w.items[i].skill], i)
	}
	return w
}

// inMix returns the skill of the i-th of n questions of a bank in the exam's mix.
func (w *world) inMix(i, n int) int {
	at := (float64(i) + 0.5) / float64(n) * float64(len(w.codes))
	for k, weight := range w.weight {
		if at -= weight; at < 0 {
			return k
		}
	}
	return len(w.codes) - 1
}

func (w *world) item(r *rand.Rand, i, k int, sd float64) item {
	it := item{skill: k, a: math.Exp(0.25 + 0.3*r.NormFloat64()), b: sd * r.NormFloat64(), c: 0.2}
	it.ID, it.Skill, it.Subject = fmt.Sprint("i", i+1), w.codes[k], "reading-writing"
	it.Item, it.Skills, it.Options = learner.Item(it.ID), []learner.SkillID{w.skills[k]}, 4
	it.seconds = 55 * math.Exp(0.15*it.b+0.2*r.NormFloat64())
	if w.math[k] {
		it.Subject = "math"
		it.seconds *= 1.3
		if r.IntN(4) == 0 {
			it.c, it.Options = 0, 1
		}
	}
	it.Level = int8(min(5, max(1, math.Round(3+(it.b+0.5*r.NormFloat64())/0.75))))
	return it
}

func (it *item) chance(ability float64) float64 {
	return it.c + (1-it.c)/(1+math.Exp(-it.a*(ability-it.b)))
}

// person is a student as they really are.
type person struct {
	start  []float64 // ability in each skill at first
	learnt []float64 // what practice has added
	rate   float64   // of learning
	fades  float64   // share of what was learnt that is lost a day
	tires  float64   // how fast learning slows down with what was learnt
	pace   float64   // log of time, beside others
}

// person draws a student: ability N(0, 1) at large, each skill off by N(0, 0.7).
func (w *world) person(r *rand.Rand) *person {
	p := &person{start: make([]float64, len(w.codes)), learnt: make([]float64, len(w.codes))}
	ability := r.NormFloat64()
	for k := range p.start {
		p.start[k] = ability + 0.7*r.NormFloat64()
	}
	p.rate = 0.05 * math.Exp(0.5*r.NormFloat64())
	p.tires = 0.5
	p.fades = 0.03 * math.Exp(0.5*r.NormFloat64())
	p.pace = 0.3 * r.NormFloat64()
	return p
}

func (p *person) ability(k int) float64 { return p.start[k] + p.learnt[k] }

// hump is how much an answer teaches, by its chance of success.
func hump(p, peak float64) float64 {
	z := (p - peak) / 0.22
	return math.Exp(-z * z / 2)
}

// practise lets a student learn from an answer: most at the peak, and less the
// more was learnt already.
func (p *person) practise(it *item, peak float64) {
	k := it.skill
	p.learnt[k] += p.rate * hump(it.chance(p.ability(k)), peak) * math.Exp(-p.tires*p.learnt[k])
}

// rest lets days pass.
func (p *person) rest(days float64) {
	for k := range p.learnt {
		p.learnt[k] *= math.Exp(-p.fades * days)
	}
}
