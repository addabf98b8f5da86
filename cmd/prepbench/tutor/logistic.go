package tutor

import (
	"math"

	"prepwire/rpc/recommendations/learner"
)

// sparse is a logistic regression over named features, most of which are zero,
// fitted by AdaGrad (Duchi, Hazan and Singer, Journal of Machine Learning
// Research 12, 2011).
type sparse struct {
	weights map[uint64]*weight
	x       []feature
	rate    float64
}

type weight struct{ value, squares float64 }

type feature struct {
	*weight
	x float64
}

func (m *sparse) add(kind, name uint64, x float64) {
	key := kind<<60 ^ name&(1<<60-1)
	w := m.weights[key]
	if w == nil {
		w = &weight{squares: 1e-2}
		m.weights[key] = w
	}
	m.x = append(m.x, feature{w, x})
}

func (m *sparse) predict() float64 {
	sum := 0.0
	for _, f := range m.x {
		sum += f.value * f.x
	}
	return 1 / (1 + math.Exp(-sum))
}

func (m *sparse) learn(p float64, correct bool) {
	miss := p
	if correct {
		miss = p - 1
	}
	for _, f := range m.x {
		g := miss*f.x + 1e-6*f.value
		f.squares += g * g
		f.value -= m.rate * g / math.Sqrt(f.squares)
	}
}

// bestLR is the logistic regression of Gervet, Koedinger, Schneider and Mitchell
// (Journal of Educational Data Mining 12, 2020): question, skills, and the
// logarithms of how often the student was right and asked: in the skill, at the
// question and in all. It does as well as deep networks on most logs.
func bestLR(train, test Log) []Guess {
	m := &sparse{weights: map[uint64]*weight{}, rate: 0.1}
	for range 5 {
		m.run(train.Rows, true)
	}
	return m.run(test.Rows, false)
}

// past counts a user's answers to something.
type past struct{ user, of uint64 }

func (m *sparse) run(rows []learner.Logged, learn bool) []Guess {
	counts := map[past]*tally{}
	out := make([]Guess, len(rows))
	var of []*tally
	for i := range rows {
		a := &rows[i]
		m.x, of = m.x[:0], of[:0]
		count := func(kind, name uint64) {
			key := past{a.Student, kind<<60 ^ name&(1<<60-1)}
			c := counts[key]
			if c == nil {
				c = &tally{}
				counts[key] = c
			}
			m.add(kind+1, 0, math.Log1p(c.right))
			m.add(kind+2, 0, math.Log1p(c.all))
			of = append(of, c)
		}
		m.add(0, 0, 1)
		m.add(1, uint64(a.Item), 1)
		count(3, 0)
		count(6, uint64(a.Item))
		for _, id := range a.Skills {
			m.add(2, uint64(id), 1)
			count(9, uint64(id))
		}
		p := m.predict()
		out[i] = Guess{P: p, Correct: a.Correct}
		if learn {
			m.learn(p, a.Correct)
		}
		for _, c := range of {
			c.all++
			if a.Correct {
				c.right++
			}
		}
	}
	return out
}

// means is a logistic regression over two shares of right answers, as odds: of
// the question among all others, and of the student until now.
func means(train, test Log) []Guess {
	items, share := shares(train)
	m := &sparse{weights: map[uint64]*weight{}, rate: 0.1}
	run := func(rows []learner.Logged, learn bool) []Guess {
		users := map[uint64]*tally{}
		out := make([]Guess, len(rows))
		for i := range rows {
			a := &rows[i]
			u := users[a.Student]
			if u == nil {
				u = &tally{}
				users[a.Student] = u
			}
			it := items[a.Item]
			if learn { // without the answer itself
				it.all--
				if a.Correct {
					it.right--
				}
			}
			m.x = m.x[:0]
			m.add(0, 0, 1)
			m.add(1, 0, odds(it, share))
			m.add(2, 0, odds(*u, share))
			p := m.predict()
			out[i] = Guess{P: p, Correct: a.Correct}
			if learn {
				m.learn(p, a.Correct)
			}
			u.all++
			if a.Correct {
				u.right++
			}
		}
		return out
	}
	for range 3 {
		run(train.Rows, true)
	}
	return run(test.Rows, false)
}

func odds(t tally, share float64) float64 {
	p := (t.right + 5*share) / (t.all + 5)
	return math.Log(p / (1 - p))
}
