package learner

// Params are the numbered parameters that a background fold over everybody's
// answers has estimated: of items, families, skills and levels, the weights of
// the logistic head, and times. They never change, and any number of goroutines
// may use them.
type Params struct {
	number  int64
	digest  uint32 // of the encoding: same version, same bytes
	answers int64  // how many they rest on
	base    float64
	weights [features]float64
	bends   bends
	levels  [6]component // the first: level unknown
	items   map[ItemID]component
	family  map[FamilyID]component
	skills  map[SkillID]component
	times   times
	set     *settings
}

// component is one addend of a difficulty: a Gaussian, in logits.
type component struct {
	mean, variance float32
	answers        uint32
	time           float32 // addend of the log of the time it takes
	timed          uint32
}

// Default returns what is known before anybody has answered: authors' levels and
// nothing else. Its number is 0.
func Default() *Params {
	p := blank(&tuned)
	p.seal()
	return p
}

func blank(set *settings) *Params {
	p := &Params{set: set, items: map[ItemID]component{}, family: map[FamilyID]component{}, skills: map[SkillID]component{}}
	p.weights[featureIRT], p.bends = 1, unbent()
	for l := 1; l <= 5; l++ {
		p.levels[l] = component{mean: float32(float64(float64(l-3) * set.levelStep)), variance: float32(set.level), time: float32(float64(float64(l-3) * timePerLevel))}
	}
	p.times = blankTimes()
	return p
}

// Number returns the place of the parameters among those made so far.
func (p *Params) Number() int64 { return p.number }

// Answers returns how many answers the parameters rest on.
func (p *Params) Answers() int64 { return p.answers }

// parts are the components of a question's difficulty.
type parts struct {
	level, family, item component
	skills              [maxSkills]component
}

func (p *Params) parts(q *Question, ids *[maxSkills]SkillID, n int) (d parts) {
	d.level = p.levels[q.level()]
	own := p.set.item
	if q.Family != 0 {
		own = p.set.isomorph
		var ok bool
		if d.family, ok = p.family[q.Family]; !ok {
			d.family.variance = float32(p.set.family)
		}
	}
	var ok bool
	if d.item, ok = p.items[q.Item]; !ok || q.Item == 0 {
		d.item = component{variance: float32(own)}
	}
	for i := range n {
		if d.skills[i], ok = p.skills[ids[i]]; !ok {
			d.skills[i] = component{variance: float32(p.set.skillLevel)}
		}
	}
	return d
}

// sum adds the components up: a difficulty and its variance.
func (d *parts) sum(n int) (mean, variance float64) {
	mean = float64(d.level.mean) + float64(d.family.mean) + float64(d.item.mean)
	variance = float64(d.level.variance) + float64(d.family.variance) + float64(d.item.variance)
	if n == 0 {
		return mean, variance
	}
	h := 1 / float64(n)
	for i := range n {
		mean += float64(h * float64(d.skills[i].mean))
		variance += float64(float64(h*h) * float64(d.skills[i].variance))
	}
	return mean, variance
}

// Difficulty returns how hard a question is, in logits, and the standard
// deviation of that estimate. A student whose ability equals it is as likely
// right as wrong, luck aside. What is unknown of the question is replaced by its
// skill, its family, its author's level (0.75 logits a level, until answers say
// otherwise), in that order of weight.
func (p *Params) Difficulty(q Question) (mean, sd float64) {
	ids, n := q.skills()
	d := p.parts(&q, &ids, n)
	mean, variance := d.sum(n)
	return mean, sqrt(variance)
}

// guessing returns the chance of being right without knowing anything.
func (set *settings) guessing(q *Question) float64 {
	switch {
	case q.Options == 1:
		return 0
	case q.Options == 0:
		return set.guess
	}
	return set.luck / float64(q.Options)
}
