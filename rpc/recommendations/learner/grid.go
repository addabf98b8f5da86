package learner

// Grid is the posterior of one ability on 61 points from -4 to 4 (expected a
// posteriori: Bock and Mislevy, Applied Psychological Measurement 6, 1982). It
// is what a measurement is scored by: under questions chosen for their
// information the filter's own interval is too narrow, this one is not. Ability
// is taken as constant, so it fits one sitting. It starts with NewGrid, costs
// 488 bytes and about a microsecond an answer, and allocates nothing.
type Grid struct{ logs [gridPoints]float64 }

const (
	gridPoints = 61
	gridFrom   = -4.0
	gridStep   = 8.0 / 60
)

// Curve is a question's three-parameter logistic response curve, with what is
// not known of its difficulty: the chance of success at an ability is
// Guess + (1-Guess)·sigmoid(Slope·(ability-Difficulty)).
type Curve struct {
	Slope      float64 // 0 means 1
	Difficulty float64
	SD         float64 // of the difficulty
	Guess      float64 // 0–1
}

// NewGrid returns the posterior before any answer: a Gaussian.
func NewGrid(mean, sd float64) Grid {
	var g Grid
	for i := range g.logs {
		z := (point(i) - mean) / max(0.05, sd)
		g.logs[i] = -float64(0.5 * float64(z*z))
	}
	return g
}

func point(i int) float64 { return gridFrom + float64(gridStep*float64(i)) }

// Curve returns the response curve of a question.
func (p *Params) Curve(q Question) Curve {
	mean, sd := p.Difficulty(q)
	return Curve{Slope: 1, Difficulty: mean, SD: sd, Guess: p.set.guessing(&q)}
}

// flat returns the slope and guess of the curve as averaged over what is not
// known of the difficulty: an uncertain question tells less.
func (c Curve) flat() (slope, guess float64) {
	slope = c.Slope
	if slope <= 0 {
		slope = 1
	}
	spread := float64(slope * c.SD)
	return smooth(slope, float64(spread*spread)), clamp(c.Guess, 0, 0.95)
}

// Add takes in an answer.
func (g *Grid) Add(c Curve, correct bool) {
	slope, guess := c.flat()
	most := -1e300
	for i := range g.logs {
		p := guess + float64((1-guess)*sigmoid(float64(slope*(point(i)-c.Difficulty))))
		if !correct {
			p = 1 - p
		}
		g.logs[i] += log(max(1e-12, p))
		most = max(most, g.logs[i])
	}
	for i := range g.logs {
		g.logs[i] -= most
	}
}

// Estimate returns the posterior's mean and standard deviation, in logits.
func (g *Grid) Estimate() (mean, sd float64) {
	var sum, first, second float64
	for i, l := range g.logs {
		w, x := exp(l), point(i)
		sum += w
		first += float64(w * x)
		second += float64(float64(w*x) * x)
	}
	mean = first / sum
	return mean, sqrt(second/sum - float64(mean*mean))
}

// Score puts the estimate on the SAT's scale.
func (g *Grid) Score() Score { return scaled(g.Estimate()) }

// Information is Fisher's information of a question at an ability: how much an
// answer to it would tell (Lord, "Applications of Item Response Theory to
// Practical Testing Problems", 1980).
func (c Curve) Information(ability float64) float64 {
	slope, guess := c.flat()
	r := sigmoid(float64(slope * (ability - c.Difficulty)))
	p := guess + float64((1-guess)*r)
	d := float64(float64(float64(slope*(1-guess))*r) * (1 - r))
	return float64(d*d) / max(1e-9, float64(p*(1-p)))
}
