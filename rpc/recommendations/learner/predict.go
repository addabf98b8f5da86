package learner

import "math"

// Prediction is what the model expects of a student at a question.
type Prediction struct {
	P          float64 // probability of a right answer, 0–1, by the logistic head
	Ability    float64 // of the student in the question's skills, logits
	AbilitySD  float64
	Difficulty float64 // of the question, logits
	IRT        float64 // probability of a right answer by the filter alone
}

// Predict says how likely a student is to be right, at a time in milliseconds
// since 1970 (0: now is unknown, nothing is forgotten). It changes nothing and
// allocates nothing.
func (p *Params) Predict(s *State, q Question, at int64) Prediction {
	var v view
	p.look(s, &q, at, &v)
	return p.predict(&v)
}

// Update folds an answer into the student's state. Nothing in an answer is an
// error: what cannot be true counts as unknown. One answer moves an ability by
// at most 2 logits, abilities and skills stay within ±4, and the more answers
// agree the less each one adds.
func (p *Params) Update(s *State, a Answer) { p.Learn(s, a) }

// Learn predicts an answer, then folds it in. It allocates only when a skill is
// met for the first time.
func (p *Params) Learn(s *State, a Answer) Prediction {
	var v view
	p.look(s, &a.Question, a.At, &v)
	out := p.predict(&v)
	p.fold(s, &a, &v)
	return out
}

// view is a student at a question: everything that prediction and update share.
type view struct {
	ids        [maxSkills]SkillID
	n          int
	item       ItemID
	days       float64 // since the student's last answer
	student    float64 // mean and variance of ability at large
	studentVar float64
	entry      [maxSkills]*skillState // nil: never practised
	skill      [maxSkills]float64
	skillVar   [maxSkills]float64
	skillDays  [maxSkills]float64
	parts      parts
	difficulty float64
	ability    float64
	abilityVar float64
	itemVar    float64
	guess      float64
	rate       float64 // sigmoid of ability less difficulty
	expected   float64 // by the filter alone
	x          [features]float64
}

const msPerDay = 86_400_000

// daysBetween is never negative, and never more than two years.
func daysBetween(from, to int64) float64 {
	if from <= 0 || to <= from {
		return 0
	}
	return min(730, float64(to-from)/msPerDay)
}

func (p *Params) look(s *State, q *Question, at int64, v *view) {
	v.ids, v.n = q.skills()
	v.item = q.Item
	v.days = daysBetween(s.at, at)
	v.student, v.studentVar = p.base+float64(s.mean), float64(s.variance)
	if s.Answers() == 0 {
		v.studentVar = p.set.student
	}
	v.ability, v.abilityVar = v.student, v.studentVar
	for i := range v.n {
		k := s.skill(v.ids[i])
		v.entry[i] = k
		v.skill[i], v.skillVar[i], v.skillDays[i] = p.now(k, at)
		h := 1 / float64(v.n)
		v.ability += float64(h * v.skill[i])
		v.abilityVar += float64(float64(h*h) * v.skillVar[i])
	}
	v.parts = p.parts(q, &v.ids, v.n)
	v.difficulty, v.itemVar = v.parts.sum(v.n)
	v.guess = p.set.guessing(q)
	v.rate = sigmoid(v.ability - v.difficulty)
	s.describe(v)
}

// now returns a skill's distance from the student's ability at large as it is at
// a time: what was learnt fades towards that ability, and grows less certain.
func (p *Params) now(k *skillState, at int64) (mean, variance, days float64) {
	if k == nil {
		return 0, p.set.skill, 0
	}
	mean, variance = float64(k.mean), float64(k.variance)
	if k.minute == 0 {
		return mean, variance, 0
	}
	days = daysBetween(int64(k.minute)*60_000, at)
	if days < 1.0/24 {
		return mean, variance, days
	}
	mean = float64(mean * exp(-float64(p.set.forget*days)))
	variance = min(max(variance, p.set.skill), variance+float64(p.set.forgetVariance*days))
	return mean, variance, days
}

// smooth is the expectation of sigmoid(x) for a Gaussian x, to within 0.02:
// MacKay, "The evidence framework applied to classification networks", Neural
// Computation 4 (1992).
func smooth(mean, variance float64) float64 {
	return mean / math.Sqrt(1+float64(math.Pi/8*variance))
}

func (p *Params) predict(v *view) Prediction {
	p.describe(v)
	logit := 0.0
	for i := range v.x {
		logit += float64(p.weights[i] * v.x[i])
	}
	return Prediction{
		P: clamp(sigmoid(p.bends.at(logit)), 0.001, 0.999), Ability: v.ability, AbilitySD: sqrt(v.abilityVar),
		Difficulty: v.difficulty, IRT: v.expected,
	}
}

// irt is the filter's own prediction.
func (v *view) irt() float64 {
	return v.guess + float64((1-v.guess)*sigmoid(smooth(v.ability-v.difficulty, v.abilityVar+v.itemVar)))
}

// expect sets expected to that, and returns the logarithm of its odds.
func (v *view) expect() (logit float64) {
	v.expected = v.irt()
	if v.guess == 0 {
		return smooth(v.ability-v.difficulty, v.abilityVar+v.itemVar)
	}
	p := min(1-1e-9, v.expected)
	return log(p / (1 - p))
}

func sqrt(x float64) float64 { return math.Sqrt(max(0, x)) }
