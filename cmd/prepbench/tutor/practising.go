package tutor

import (
	"math"
	"math/rand/v2"

	"prepwire/rpc/recommendations/learner"
	"prepwire/rpc/recommendations/learner/choose"
)

// Practising says how much a way of choosing questions teaches.
type Practising struct {
	Policy   string
	Gain     float64 // in expected percent correct of an exam, over all students
	Share    float64 // of the oracle's gain
	Accuracy float64
	Covered  float64 // share of the skills practised, mean over students
	AllOf    float64 // share of students who practised every skill

	ShareSD, LowestShare float64 // of several seeds: see OverSeeds
}

// Practice is the setting of a comparison of ways to practise.
type Practice struct {
	Seed     uint64
	Students int
	Peak     float64 // the chance of success at which an answer really teaches most
	Others   int     // students whose answers the parameters are fitted to
}

const (
	practiceDays = 10
	practiceADay = 20
	practiceBank = 600  // in the exam's mix
	practiceRate = 0.08 // of learning, per answer at the peak
)

// Run lets every policy teach the same students, ten days of 20 questions each.
// The first row is the oracle, who knows the students' true abilities, the true
// curves and the true peak.
func (c Practice) Run() []Practising {
	r := rand.New(rand.NewPCG(c.Seed, 20))
	w := satWorld(r, practiceBank, 1.2)
	params := learner.Fit(1, w.calibration(c.Seed, c.Peak, c.Others))
	index := choose.NewIndex(params, w.candidates()...)
	var out []Practising
	for _, p := range practisePolicies(w, params, index, c.Peak) {
		out = append(out, p.run(c, w, params))
	}
	for i := range out {
		out[i].Share = out[i].Gain / out[0].Gain
	}
	return out
}

func (w *world) candidates() []choose.Candidate {
	var out []choose.Candidate
	for i := range w.items {
		out = append(out, w.items[i].Candidate)
	}
	return out
}

// calibration is a log of other students on the same bank, who practise at
// random and learn alike.
func (w *world) calibration(seed uint64, peak float64, students int) []learner.Logged {
	var log []learner.Logged
	for n := range students {
		r := rand.New(rand.NewPCG(seed, uint64(1_000_000+n)))
		p := w.person(r)
		p.rate, p.tires = practiceRate*math.Exp(0.3*r.NormFloat64()), 0
		at := int64(1_700_000_000_000)
		for i := range 100 {
			if i%practiceADay == practiceADay-1 {
				p.rest(1)
				at += 86_400_000
			}
			at += 60_000
			it := &w.items[r.IntN(len(w.items))]
			log = append(log, learner.Logged{Student: uint64(n), Answer: learner.Answer{Question: it.Question, At: at, Correct: r.Float64() < it.chance(p.ability(it.skill))}})
			p.practise(it, peak)
		}
	}
	return log
}

// pupil is a student practising, as they are and as they are known.
type pupil struct {
	world  *world
	person *person
	state  *learner.State
	params *learner.Params
	asked  []bool
	at     int64
	r      *rand.Rand
}

type teaching struct {
	name string
	next func(p *pupil) int
}

func (t teaching) run(c Practice, w *world, params *learner.Params) Practising {
	out := Practising{Policy: t.name}
	right := 0
	for n := range c.Students {
		r := rand.New(rand.NewPCG(c.Seed, uint64(2_000_000+n)))
		p := &pupil{world: w, person: w.person(r), state: &learner.State{}, params: params, asked: make([]bool, len(w.items)), at: 1_700_000_000_000, r: r}
		p.person.rate, p.person.tires = practiceRate*math.Exp(0.3*r.NormFloat64()), 0
		before := p.expected()
		practised := map[int]bool{}
		for day := range practiceDays {
			if day > 0 {
				p.person.rest(1)
				p.at += 86_400_000
			}
			for range practiceADay {
				i := t.next(p)
				practised[w.items[i].skill] = true
				if p.answer(i, c.Peak) {
					right++
				}
			}
		}
		out.Gain += 100 * (p.expected() - before) / float64(c.Students)
		out.Covered += float64(len(practised)) / float64(len(w.codes)*c.Students)
		if len(practised) == len(w.codes) {
			out.AllOf += 1 / float64(c.Students)
		}
	}
	out.Accuracy = float64(right) / float64(c.Students*practiceDays*practiceADay)
	return out
}

func (p *pupil) answer(i int, peak float64) bool {
	it := &p.world.items[i]
	correct := p.r.Float64() < it.chance(p.person.ability(it.skill))
	p.at += 60_000
	p.params.Update(p.state, learner.Answer{Question: it.Question, Correct: correct, At: p.at})
	p.person.practise(it, peak)
	p.asked[i] = true
	return correct
}

// expected is the share of an exam over the whole bank that the student would get
// right, skills weighed as in the exam.
func (p *pupil) expected() float64 {
	sum, weight := 0.0, 0.0
	for i := range p.world.items {
		it := &p.world.items[i]
		sum += p.world.weight[it.skill] * it.chance(p.person.ability(it.skill))
		weight += p.world.weight[it.skill]
	}
	return sum / weight
}
