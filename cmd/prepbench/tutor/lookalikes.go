package tutor

import (
	"fmt"
	"math"
	"math/rand/v2"

	"prepwire/rpc/recommendations/learner"
)

// Lookalike is a kind of made-up log whose people and questions are not as the
// model assumes, each in another way in which real logs are said to be. A model
// that is good only at its own assumptions shows it here.
type Lookalike struct {
	Name, Help string
	Test, Base int // students to predict, and three times as many or Base to fit to

	skills, items int
	unnamed       bool    // questions are not named
	spread        float64 // SD of difficulties
	slopes        float64 // SD of the log of discriminations
	guess         float64 // chance of being right by luck
	several       float64 // share of questions of two or three skills, all of which are needed
	answers       float64 // of a student, median; half of them within a factor of 2
	work          work    // what is done next
	jumps         bool    // skills are learnt all at once (Corbett and Anderson), not bit by bit
	rate          float64 // of learning
	careless      float64 // share of sittings in which a student clicks at random
	retry         float64 // chance that a wrong answer is followed by another try at the question
	times         bool
	together      bool // all answers of a sitting have one time, and years lie between some
	ownItems      bool // the test's questions are others than the training's
}

// work is how a student comes to the next question.
type work int

const (
	anySkill    work = iota
	threeRight       // a skill until three in a row are right, then the next
	throughBook      // all questions in one order
	spaced           // what was got wrong comes again soon, what was right later
)

// Lookalikes are the kinds there are.
func Lookalikes() []Lookalike {
	return []Lookalike{
		{Name: "assignments", Help: "skills worked through until three in a row are right; 120 skills, 6,000 questions, a fifth of several skills, no times",
			Test: 150, Base: 600, skills: 120, items: 6000, spread: 1, slopes: 0.4, guess: 0.05, several: 0.2, answers: 70, work: threeRight, rate: 0.12, careless: 0.05},
		{Name: "course", Help: "few students through one long book in its order, with second and third tries at what was wrong",
			Test: 40, Base: 80, skills: 80, items: 700, spread: 1.3, slopes: 0.3, answers: 350, work: throughBook, rate: 0.15, retry: 0.7},
		{Name: "drill", Help: "400 facts again and again, spaced by what was right, forgotten in days",
			Test: 40, Base: 80, skills: 200, items: 400, spread: 0.8, slopes: 0.2, answers: 500, work: spaced, rate: 0.5, times: true},
		{Name: "guessing", Help: "choice of four, discriminations far apart, a quarter of the sittings clicked at random; one time a sitting, years between",
			Test: 120, Base: 400, skills: 29, items: 500, spread: 1.2, slopes: 0.6, guess: 0.25, answers: 80, rate: 0.05, careless: 0.25, times: true, together: true},
		{Name: "jumps", Help: "skills known or not known, learnt all at once, questions of a skill alike; questions are not named",
			Test: 150, Base: 500, skills: 60, items: 60, unnamed: true, spread: 0, guess: 0.2, answers: 80, work: threeRight, jumps: true, rate: 0.15},
		{Name: "strangers", Help: "no question of the test was seen before, most were seen once or twice; 300 skills, short logs",
			Test: 300, Base: 2000, skills: 300, items: 30_000, spread: 1.2, slopes: 0.3, guess: 0.1, answers: 20, rate: 0.08, ownItems: true},
	}
}

// Generate makes the answers of students, drawn from the seed; first is the
// number of the first student, and logs of one seed share the bank.
func (k Lookalike) Generate(seed uint64, first, students int) *Made {
	r := rand.New(rand.NewPCG(seed, 4))
	w := &world{bySkill: make([][]int, k.skills)}
	for s := range k.skills {
		code := fmt.Sprint("k", s+1)
		w.codes, w.skills, w.math = append(w.codes, code), append(w.skills, learner.Skill(code)), append(w.math, true)
	}
	for i := range k.items {
		it := w.item(r, i, i%k.skills, k.spread)
		it.a, it.c, it.Options = math.Exp(0.2+k.slopes*r.NormFloat64()), k.guess, 0
		for r.Float64() < k.several && len(it.Skills) < 3 {
			it.Skills = append(it.Skills, w.skills[r.IntN(k.skills)])
		}
		if k.ownItems {
			it.ID = fmt.Sprint("i", first, "-", i)
			it.Item = learner.Item(it.ID)
		}
		if k.unnamed {
			it.ID, it.Item = "", 0
		}
		w.bySkill[it.skill] = append(w.bySkill[it.skill], i)
		w.items = append(w.items, it)
	}
	hardness := make([]float64, k.skills)
	for s := range hardness {
		hardness[s] = 0.5 * r.NormFloat64()
	}
	for i := range w.items {
		w.items[i].b += hardness[w.items[i].skill]
	}
	m := &Made{Truth: Truth{}, world: w}
	m.Log.Skills = w.codes
	for n := range students {
		name := fmt.Sprint(first + n)
		m.Log.Users = append(m.Log.Users, name)
		s := &somebody{kind: k, made: m, n: uint64(n), r: rand.New(rand.NewPCG(seed, uint64(first+n))), at: 1_600_000_000_000, last: map[int]int{}, due: map[int]int{}}
		s.study(name)
	}
	return m
}

// somebody is a student of a look-alike.
type somebody struct {
	kind     Lookalike
	made     *Made
	n        uint64
	r        *rand.Rand
	p        *person
	known    []bool      // with jumps
	memory   []float64   // with spaced work: days until a fact is half forgotten, by item
	seenAt   []int64     // the same: when it was last seen
	last     map[int]int // tries at an item so far
	due      map[int]int // with spaced work: the answer at which an item comes again
	at       int64
	answered int
	skill    int
	inARow   int
	onSkill  int
	again    int // 1 + the item to try again, or 0
	random   bool
}

func (s *somebody) study(name string) {
	w := s.made.world
	s.p = w.person(s.r)
	s.p.rate = s.kind.rate * math.Exp(0.5*s.r.NormFloat64())
	s.known = make([]bool, len(w.codes))
	for i := range s.known {
		s.known[i] = s.r.Float64() < 1/(1+math.Exp(-s.p.start[i]))
	}
	s.memory, s.seenAt = make([]float64, len(w.items)), make([]int64, len(w.items))
	total := int(s.kind.answers * math.Exp(s.r.NormFloat64()))
	if s.kind.work == throughBook {
		total = min(max(total, 100), len(w.items)*2)
	}
	s.skill = s.r.IntN(len(w.codes))
	for s.answered < min(total, 3000) {
		if s.answered%25 == 0 {
			s.rest()
		}
		s.answer()
	}
	of := map[learner.SkillID]float64{}
	for i, id := range w.skills {
		of[id] = s.p.ability(i)
	}
	s.made.Truth[name] = of
}

// rest lets days pass, or years.
func (s *somebody) rest() {
	days := 0.5 + 2*s.r.ExpFloat64()
	if s.kind.together && s.r.IntN(10) == 0 {
		days = 700 * s.r.Float64()
	}
	s.p.rest(days)
	s.at += int64(days * msPerDay)
	s.random = s.r.Float64() < s.kind.careless
}

const msPerDay = 86_400_000
