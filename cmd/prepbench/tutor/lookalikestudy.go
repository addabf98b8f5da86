package tutor

import (
	"math"

	"prepwire/rpc/recommendations/learner"
)

func (s *somebody) answer() {
	i := s.next()
	it := &s.made.world.items[i]
	chance := s.chance(i)
	correct := s.r.Float64() < chance
	took := int64(1000 * it.seconds * math.Exp(s.p.pace+0.4*s.r.NormFloat64()))
	if s.random {
		took /= 6
	}
	if !s.kind.together {
		s.at += took
	}
	a := learner.Answer{Question: learner.Question{Item: it.Item, Skills: it.Skills}, Correct: correct}
	if s.kind.times {
		a.At, a.TimeMs = s.at, took
	}
	s.made.Oracle = append(s.made.Oracle, Guess{P: chance, Correct: correct})
	s.made.Log.Rows = append(s.made.Log.Rows, learner.Logged{Student: s.n, Answer: a})
	s.learn(i, correct)
}

// chance is how likely the student is to be right, as it really is.
func (s *somebody) chance(i int) float64 {
	it := &s.made.world.items[i]
	if s.random {
		return max(0.1, it.c)
	}
	if s.kind.jumps {
		if s.known[it.skill] {
			return 0.9
		}
		return it.c
	}
	x := it.a * (s.p.ability(it.skill) + 1.2*float64(s.last[i]) - it.b)
	if s.kind.work == spaced {
		x = it.a*(s.p.ability(it.skill)-it.b-1) + s.recalled(i)
	}
	p := 1 / (1 + math.Exp(-x))
	for _, id := range it.Skills[1:] { // each further skill is needed, too, if not as much
		for k, other := range s.made.world.skills {
			if other == id {
				p *= 1 / (1 + math.Exp(-(s.p.ability(k)+2)*1.5))
			}
		}
	}
	return it.c + (1-it.c)*p
}

// recalled is what remains of a fact that was seen, in logits.
func (s *somebody) recalled(i int) float64 {
	if s.seenAt[i] == 0 {
		return 0
	}
	days := float64(s.at-s.seenAt[i]) / msPerDay
	return 3.5 * math.Exp2(-days/s.memory[i])
}

func (s *somebody) learn(i int, correct bool) {
	it := &s.made.world.items[i]
	s.answered++
	s.onSkill++
	s.inARow++
	s.again = 0
	if !correct {
		s.inARow = 0
	}
	switch {
	case s.kind.jumps:
		s.known[it.skill] = s.known[it.skill] || s.r.Float64() < s.kind.rate
	case s.kind.work == spaced:
		s.remember(i, correct)
	case !s.random:
		s.p.practise(it, 0.7)
	}
	if s.kind.retry > 0 && !correct && s.last[i] < 3 && s.r.Float64() < s.kind.retry {
		s.again = 1 + i
		s.last[i]++
	}
}

// remember makes a fact last longer, and says when it comes again.
func (s *somebody) remember(i int, correct bool) {
	grow := 1 + 2*s.p.rate
	if correct {
		grow += 0.5
	}
	s.memory[i] = max(0.3, s.memory[i]*grow)
	s.seenAt[i] = s.at
	s.due[i] = s.answered + 4 + s.r.IntN(8)
	if correct {
		s.due[i] += 40
	}
}

func (s *somebody) next() int {
	w := s.made.world
	switch s.kind.work {
	case throughBook:
		if s.again == 0 {
			s.skill++ // of use as a place in the book here
			return (s.skill - 1) % len(w.items)
		}
	case spaced:
		return s.nextFact()
	case threeRight:
		if s.inARow >= 3 || s.onSkill >= 12 {
			s.skill, s.inARow, s.onSkill = s.r.IntN(len(w.codes)), 0, 0
		}
	default:
		s.skill = s.r.IntN(len(w.codes))
	}
	if s.again > 0 {
		return s.again - 1
	}
	of := w.bySkill[s.skill]
	return of[s.r.IntN(len(of))]
}

// nextFact is one that is due, the one with the lowest number, else a new one.
func (s *somebody) nextFact() int {
	best := -1
	for i, at := range s.due {
		if at <= s.answered && (best < 0 || i < best) {
			best = i
		}
	}
	if best >= 0 {
		return best
	}
	for range 20 {
		if i := s.r.IntN(len(s.made.world.items)); s.seenAt[i] == 0 {
			return i
		}
	}
	return s.r.IntN(len(s.made.world.items))
}
