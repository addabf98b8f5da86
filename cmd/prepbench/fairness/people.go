package fairness

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// What people are like.
const (
	oneWayLeast, oneWayMost = 5, 800 // ms, spread evenly over the magnitudes
	jitter                  = 0.15   // of the way, on the average, on top of it; exponential
	thinkMedian             = 5000.0 // ms, of the average person at the average question
	thinkLeast              = 700    // ms: reading alone takes that
	paceSpread              = 0.35   // of people, as the deviation of a logarithm
	moodSpread              = 0.45   // of one person from question to question
	guess                   = 0.25   // chance of guessing right
	patience                = 0.9    // of the limit: then people guess
	pongDelay               = 2000   // ms by which liars delay their pongs
	claimedMs               = 500    // what liars claim to have needed
)

// person is a participant.
type person struct {
	id      string
	ability float64 // as difficulties: the average is 0
	pace    float64 // factor of time
	oneWay  float64 // ms, before jitter
	liar    bool
	pings   []int64 // the last five
}

func newPerson(r *rand.Rand, i int, liars float64) *person {
	p := &person{
		id:      fmt.Sprintf("p%06d", i),
		ability: r.NormFloat64(),
		pace:    math.Exp(paceSpread * r.NormFloat64()),
		oneWay:  oneWayLeast * math.Pow(oneWayMost/oneWayLeast, r.Float64()),
		liar:    r.Float64() < liars,
	}
	for range 5 {
		p.ping(r)
	}
	return p
}

func (p *person) rtt() float64 { return 2 * p.oneWay }

// delay is how long a message takes one way.
func (p *person) delay(r *rand.Rand) int64 {
	return int64(math.Round(p.oneWay * (1 + jitter*r.ExpFloat64())))
}

// ping takes another sample of the round trip.
func (p *person) ping(r *rand.Rand) {
	p.pings = append(p.pings, p.delay(r)+p.delay(r))
	p.pings = p.pings[max(0, len(p.pings)-5):]
}

// earned is half the median of the last five pings, each made longer by delay.
// Whoever gives the credit caps it.
func (p *person) earned(delay int64) int64 {
	return (slices.Sorted(slices.Values(p.pings))[len(p.pings)/2] + delay) / 2
}

// question is a question as people find it.
type question struct {
	difficulty float64
	limitMs    int64
}

func (q question) chance(p *person) float64 {
	return guess + (1-guess)/(1+math.Exp(-1.2*(p.ability-q.difficulty)))
}

// think answers for how long p thinks in a mood, and the chance to be right.
func (q question) think(p *person, mood float64) (ms int64, chance float64) {
	t := thinkMedian * math.Exp(0.25*q.difficulty+moodSpread*mood) * p.pace
	if most := patience * float64(q.limitMs); t > most {
		return int64(most), guess
	}
	return int64(max(t, thinkLeast)), q.chance(p)
}

// attempt is what one person does with one question, whatever the policy.
type attempt struct {
	right           bool
	think, way      int64 // ms; both ways together
	earned, delayed int64 // credit before the cap: honestly, and with delayed pongs
}

func newAttempt(r *rand.Rand, p *person, q question) attempt {
	think, chance := q.think(p, r.NormFloat64())
	a := attempt{
		right: r.Float64() < chance, think: think, way: p.delay(r) + p.delay(r),
		earned: p.earned(0), delayed: p.earned(pongDelay),
	}
	for range 2 { // a ping every 10 s
		p.ping(r)
	}
	return a
}

// moods are the middles of parts of equal probability of the normal distribution.
var moods = func() []float64 {
	const n = 32
	m := make([]float64, n)
	for i := range m {
		m[i] = math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/n-1)
	}
	return m
}()
