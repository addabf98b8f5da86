package learner

import "math"

// How long an answer takes is modelled by its logarithm, after van der Linden,
// "A lognormal model for response times on test items", Journal of Educational
// and Behavioral Statistics 31 (2006): base + level + skill + item - speed of the
// student, and noise. Each addend is a mean that starts at 0 with the weight of a
// few answers; residuals are clipped at two standard deviations (Huber), so that
// a student who went for a walk counts like one who was slow.
type times struct {
	base float64 // log of milliseconds
	sd   float64
}

const (
	timeBase     = 75_000.0 // ms, before anybody was timed
	timeSD       = 0.6
	timePerLevel = 0.12
	timePrior    = 5.0 // answers
	clipSDs      = 2.0
	mostPaces    = 50
)

func blankTimes() times { return times{base: log(timeBase), sd: timeSD} }

// ExpectedTime returns how long the student will need at a question, in
// milliseconds: the median, from 1 second to 1 hour.
func (p *Params) ExpectedTime(s *State, q Question) int64 {
	ids, n := q.skills()
	d := p.parts(&q, &ids, n)
	return int64(clamp(exp(p.logTime(&d, n)+float64(s.speed)), 1000, maxTimeMs))
}

func (p *Params) logTime(d *parts, n int) float64 {
	t := p.times.base + float64(d.level.time) + float64(d.item.time)
	if n > 0 {
		h := 1 / float64(n)
		for i := range n {
			t += float64(h * float64(d.skills[i].time))
		}
	}
	return t
}

// foldTime follows the student's speed.
func (p *Params) foldTime(s *State, a *Answer, v *view) {
	took := a.believedTime()
	if took == 0 {
		s.pace = 0
		return
	}
	r := log(took) - p.logTime(&v.parts, v.n)
	off := clamp((r-float64(s.speed))/p.times.sd, -4, 4)
	s.pace = float32(off)
	s.paces = min(s.paces+1, mostPaces)
	step := float64(clamp(off, -clipSDs, clipSDs) * p.times.sd)
	s.speed = float32(clamp(float64(s.speed)+step/(float64(s.paces)+timePrior), -2, 2))
}

// learnTime folds an answer into the means of everybody's times.
func (p *Params) learnTime(s *State, a *Answer, d *parts, n int) {
	took := a.believedTime()
	if took == 0 {
		return
	}
	r := log(took) - p.logTime(d, n) - float64(s.speed)
	spread := float64(1.2533 * min(2, math.Abs(r))) // the sd of a Gaussian, in mean deviations
	p.times.sd += float64(0.001 * (spread - p.times.sd))
	most := float64(clipSDs * p.times.sd)
	r = clamp(r, -most, most)
	p.times.base += float64(0.002 * r)
	d.item.follow(r, 2)
	if a.level() > 0 {
		d.level.follow(r, 20)
	}
	for i := range n {
		d.skills[i].follow(r, 10)
	}
}

func (c *component) follow(r, prior float64) {
	c.timed = min(c.timed, 1000) + 1
	c.time += float32(r / (float64(c.timed) + prior))
}
