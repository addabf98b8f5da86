package tutor

import (
	"math"
	"math/rand/v2"

	"prepwire/rpc/recommendations/learner"
	"prepwire/rpc/recommendations/learner/choose"
)

// Measuring says how well a way of choosing questions measures an ability.
type Measuring struct {
	Policy      string
	RMSE        [4]float64 // after 10, 20, 30 and 54 questions
	ByCount     []float64  // after each question
	Coverage    float64    // of the 95 % interval after 20
	Accuracy    float64    // share of right answers
	MostExposed float64    // share of tests that saw the question seen most
	Used        int        // questions seen at all
	Deviation   float64    // of a domain's count from the blueprint, at most, in questions
}

// Checkpoints are where Measuring.RMSE is taken.
var Checkpoints = [4]int{10, 20, 30, 54}

const testLength = 54

// policy chooses the next question of a test.
type policy struct {
	name string
	next func(t *sitting) int
}

// sitting is a test being taken.
type sitting struct {
	world  *world
	curves []learner.Curve // what the system believes of each item
	grid   learner.Grid
	asked  map[int]bool
	done   map[learner.SkillID]int
	order  []int // a shuffle of the bank, another for each student
	n      int
	r      *rand.Rand
}

// Measure lets students with abilities N(0, 1) take tests of 54 questions out of
// 600, whose difficulties the system knows with an error of sd noise. Every way
// of choosing meets the same students.
func Measure(seed uint64, students int, noise float64) []Measuring {
	r := rand.New(rand.NewPCG(seed, 10))
	w := satWorld(r, 600, 1.2)
	curves := make([]learner.Curve, len(w.items))
	for i := range w.items {
		it := &w.items[i]
		curves[i] = learner.Curve{Slope: it.a, Difficulty: it.b + noise*r.NormFloat64(), SD: noise, Guess: it.c}
		w.items[i].Curve = curves[i]
	}
	var out []Measuring
	for _, p := range measurePolicies(w, curves) {
		out = append(out, p.run(seed, w, curves, students))
	}
	return out
}

func (p policy) run(seed uint64, w *world, curves []learner.Curve, students int) Measuring {
	m := Measuring{Policy: p.name, ByCount: make([]float64, testLength)}
	shown := make([]int, len(w.items))
	right := 0
	for n := range students {
		r := rand.New(rand.NewPCG(seed, uint64(1000+n)))
		ability := r.NormFloat64()
		t := &sitting{world: w, curves: curves, grid: learner.NewGrid(0, 1), asked: map[int]bool{}, done: map[learner.SkillID]int{}, order: r.Perm(len(w.items)), r: r}
		for t.n < testLength {
			i := p.next(t)
			it := &w.items[i]
			correct := r.Float64() < it.chance(ability)
			t.take(i, correct)
			shown[i]++
			if correct {
				right++
			}
			est, sd := t.grid.Estimate()
			m.ByCount[t.n-1] += (est - ability) * (est - ability) / float64(students)
			if t.n == 20 && math.Abs(est-ability) < 1.96*sd {
				m.Coverage += 1 / float64(students)
			}
		}
		m.Deviation = max(m.Deviation, t.deviation())
	}
	for i := range m.ByCount {
		m.ByCount[i] = math.Sqrt(m.ByCount[i])
	}
	for i, n := range Checkpoints {
		m.RMSE[i] = m.ByCount[n-1]
	}
	m.Accuracy = float64(right) / float64(students*testLength)
	for _, n := range shown {
		m.MostExposed = max(m.MostExposed, float64(n)/float64(students))
		if n > 0 {
			m.Used++
		}
	}
	return m
}

func (t *sitting) take(i int, correct bool) {
	t.grid.Add(t.curves[i], correct)
	t.asked[i] = true
	t.done[t.world.skills[t.world.items[i].skill]]++
	t.n++
}

// deviation is how far the domains' counts are from the blueprint, at most.
func (t *sitting) deviation() float64 {
	worst := 0.0
	for _, s := range choose.SAT().Sections {
		for _, d := range s.Domains {
			n := 0
			for _, k := range d.Skills {
				n += t.done[learner.Skill(k.Code)]
			}
			want := d.Share * float64(s.Questions) / 98 * testLength
			worst = max(worst, math.Abs(float64(n)-want))
		}
	}
	return worst
}
