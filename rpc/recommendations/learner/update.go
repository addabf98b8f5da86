package learner

import "math"

// The filter is an extended Kalman filter with a diagonal covariance, which is
// Glickman's rating update (Applied Statistics 48, 1999) for several addends:
//
//	m = ability - difficulty = Σ h_j x_j          x_j ~ N(mean_j, v_j)
//	p = c + (1-c)·sigmoid(m)                       c: chance of guessing
//	g = (1-c)·sigmoid(m)·(1-sigmoid(m))            dp/dm
//	gain   = g / (p(1-p)/w + g²·Σ h_j² v_j)        w: weight of the answer
//	mean_j += h_j v_j · gain · (y - p)
//	v_j    -= h_j² v_j² · gain · g
//
// With c = 0 and w = 1 the gain is 1/(1 + p(1-p)·Σv). Drift is added afterwards.

const (
	maxAbility = 4.0
	maxStep    = 2.0
	leastVar   = 0.005

	// luckyRate keeps right answers from counting as nothing but luck: with a
	// chance of guessing the slope vanishes far below a question's difficulty,
	// and who has once fallen there could never come back.
	luckyRate = 0.05
)

type gain struct {
	move   float64 // times h·v: change of a mean
	shrink float64 // times h²·v²: loss of variance
}

func newGain(v *view, correct bool, weight float64) gain {
	rate := v.rate
	if correct {
		rate = max(rate, luckyRate)
	}
	p := v.guess + float64((1-v.guess)*rate)
	slope := float64(float64((1-v.guess)*rate) * (1 - rate))
	noise := max(1e-6, float64(p*(1-p)))
	k := slope / (noise/weight + float64(float64(slope*slope)*(v.abilityVar+v.itemVar)))
	y := 0.0
	if correct {
		y = 1
	}
	return gain{move: float64(k * (y - p)), shrink: float64(k * slope)}
}

// apply returns the mean and variance after an answer, h being the share.
func (g gain) apply(mean, variance, h float64) (float64, float64) {
	step := clamp(float64(float64(h*variance)*g.move), -maxStep, maxStep)
	hv := float64(h * variance)
	return mean + step, max(leastVar, variance-float64(float64(hv*hv)*g.shrink))
}

func (p *Params) fold(s *State, a *Answer, v *view) {
	weight := 1.0
	if a.SelfReported {
		weight = s.selfWeight(v)
	}
	g := newGain(v, a.Correct, weight)
	p.foldStudent(s, a, v, g, weight)
	for i := range v.n {
		p.foldSkill(s, a, v, g, i, weight)
	}
	p.foldTime(s, a, v)
	s.keepCount(a)
}

// selfWeight is what the next self-reported answer weighs. The sums over n of
// 0.4/(1+n/8)² and 0.4/(1+n/40)² stay below 4 and 17.
func (s *State) selfWeight(v *view) float64 {
	most := uint8(0)
	for _, k := range v.entry[:v.n] {
		if k != nil {
			most = max(most, k.self())
		}
	}
	return selfWeight / float64(square(1+float64(most)/selfPerSkill)*square(1+float64(s.self)/selfInAll))
}

func square(x float64) float64 { return float64(x * x) }

func (p *Params) foldStudent(s *State, a *Answer, v *view, g gain, weight float64) {
	mean, variance := g.apply(v.student, v.studentVar, 1)
	variance = min(p.set.student, variance+float64(p.set.driftStudent*weight))
	s.mean, s.variance = float32(clamp(mean-p.base, -maxAbility, maxAbility)), float32(variance)
	y := 0.0
	if a.Correct {
		y = 1
	}
	first := s.Answers() == 0
	if first {
		s.fast, s.middle, s.slow = 0.5, 0.5, 0.5
	}
	s.fast = average(s.fast, float64(0.4*weight), y)
	s.middle = average(s.middle, float64(0.1*weight), y)
	s.slow = average(s.slow, float64(0.03*weight), y)
	s.surprise = average(s.surprise, float64(0.1*weight), y-v.guess-float64((1-v.guess)*v.rate))
}

// average moves an exponentially weighted average to a new value.
func average(old float32, share, x float64) float32 {
	return float32(float64(old) + float64(share*(x-float64(old))))
}

func (p *Params) foldSkill(s *State, a *Answer, v *view, g gain, i int, weight float64) {
	mean, variance := g.apply(v.skill[i], v.skillVar[i], 1/float64(v.n))
	hump := (v.rate - 0.7) / 0.22
	mean += float64(float64(p.set.learn*weight) * exp(-float64(0.5*square(hump))))
	k := s.room(v.ids[i])
	if k.attempts() == 0 {
		k.fast, k.slow = 1<<15, 1<<15
	}
	k.mean = float32(clamp(mean, -maxAbility, maxAbility))
	k.variance = float32(min(p.set.skill, variance+float64(p.set.driftSkill*weight)))
	y := 0.0
	if a.Correct {
		y, k.right = 65535, saturate(k.right)
	} else {
		k.wrong = saturate(k.wrong)
	}
	k.fast = average16(k.fast, float64(0.4*weight), y)
	k.slow = average16(k.slow, float64(0.15*weight), y)
	if a.At > 0 {
		k.minute = uint32(min(a.At/60_000, math.MaxUint32))
	}
	m := marks{ordinal: s.right + s.wrong, last: a.Correct, checked: k.checked(), self: k.self()}
	if a.SelfReported {
		m.self = min(m.self, 254) + 1
	} else {
		m.checked, m.self = m.checked+1, max(m.self, 1)-1
	}
	k.mark(m)
}

func (k *skillState) attempts() uint32 { return uint32(k.right) + uint32(k.wrong) }

func saturate(n uint16) uint16 { return min(n, math.MaxUint16-1) + 1 }

func average16(old uint16, share, x float64) uint16 {
	return uint16(float64(old) + float64(share*(x-float64(old))) + 0.5)
}

const sittingGapDays = 30.0 / 1440 // half an hour without an answer ends a sitting

func (s *State) keepCount(a *Answer) {
	if daysBetween(s.at, a.At) > sittingGapDays {
		s.sitting = 0
	}
	s.sitting = saturate(s.sitting)
	s.tries.add(a.Item, a.Correct)
	if a.Correct {
		s.right = min(s.right, math.MaxInt32-1) + 1
		s.streak = int16(min(max(s.streak, 0), math.MaxInt16-1) + 1)
	} else {
		s.wrong = min(s.wrong, math.MaxInt32-1) + 1
		s.streak = int16(max(min(s.streak, 0), math.MinInt16+1) - 1)
	}
	switch {
	case a.SelfReported:
		s.self = saturate(s.self)
	case s.self > 0:
		s.self--
	}
	if a.At > 0 {
		s.at = a.At
	}
}
