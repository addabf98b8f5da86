package learner

// Level puts an estimate in a word. Its strings are those of the protocol.
type Level string

// The levels, lowest first.
const (
	Novice     Level = "novice"     // Mean under 0.45, or fewer than 3 answers
	Developing Level = "developing" // under 0.65
	Proficient Level = "proficient" // under 0.80, or not yet sure enough of more
	Mastered   Level = "mastered"   // 0.80 and more, at least 5 checked answers, and Mean less one SD at least 0.65
)

// Mastery is how well a student masters a skill, as estimated.
type Mastery struct {
	// Mean is the chance, 0–1, that the student solves a question of middling
	// difficulty (level 3) of the skill without guessing, and SD its standard
	// deviation. Without answers to the skill it rests on those to others.
	Mean, SD float64
	// Ability is the same on the model's own scale, in logits: a student of 0
	// solves half of the questions of level 3.
	Ability, AbilitySD float64
	Answers            int // to questions of this skill, self-reported ones included
	Checked            int // of these, not self-reported, up to 7
	Level              Level
}

// Mastery estimates a skill at a time in milliseconds since 1970 (0: as of the
// last answer).
func (p *Params) Mastery(s *State, skill SkillID, at int64) Mastery {
	var m Mastery
	m.Ability, m.AbilitySD = p.Ability(s, skill, at)
	m.Mean, m.SD = chance(m.Ability, float64(m.AbilitySD*m.AbilitySD))
	if k := s.skill(skill); k != nil {
		m.Answers, m.Checked = int(k.attempts()), int(k.checked())
	}
	m.Level = m.level()
	return m
}

func (m *Mastery) level() Level {
	switch {
	case m.Answers < 3 || m.Mean < 0.45:
		return Novice
	case m.Mean < 0.65:
		return Developing
	case m.Mean < 0.80 || m.Checked < 5 || m.Mean-m.SD < 0.65:
		return Proficient
	}
	return Mastered
}

// Ability returns the student's ability in a skill, in logits, and the standard
// deviation of that estimate. Skill 0 means ability at large.
func (p *Params) Ability(s *State, skill SkillID, at int64) (mean, sd float64) {
	mean, variance := p.atLarge(s)
	if skill != 0 {
		own, ownVar, _ := p.now(s.skill(skill), at)
		mean, variance = mean+own, variance+ownVar
	}
	return mean, sqrt(variance)
}

func (p *Params) atLarge(s *State) (mean, variance float64) {
	if s.Answers() == 0 {
		return p.base, p.set.student
	}
	return p.base + float64(s.mean), float64(s.variance)
}

// chance turns a Gaussian ability into the mean and standard deviation of the
// probability of success at difficulty 0, by Gauss and Hermite's quadrature of
// five points (Abramowitz and Stegun, table 25.10).
func chance(mean, variance float64) (p, sd float64) {
	nodes := [...]float64{-2.8569700138728, -1.3556261799743, 0, 1.3556261799743, 2.8569700138728} // times one sd
	weights := [...]float64{0.0112574113277, 0.2220759220057, 0.5333333333333, 0.2220759220057, 0.0112574113277}
	s, second := sqrt(variance), 0.0
	for i, x := range nodes {
		y := sigmoid(mean + float64(s*x))
		p += float64(weights[i] * y)
		second += float64(weights[i] * float64(y*y))
	}
	return p, sqrt(second - float64(p*p))
}

// Recall predicts how likely the student still solves what was mastered in a
// skill: the chance of success, at a time in milliseconds since 1970, at a
// question that the student solved nine times in ten when the skill was last
// practised. It is 0.9 right after practice and falls towards what ability at
// large gives. A skill never practised, or whose last answer has no time, is
// answered with ok = false.
func (p *Params) Recall(s *State, skill SkillID, at int64) (recall float64, days float64, ok bool) {
	k := s.skill(skill)
	if k == nil || k.minute == 0 {
		return 0, 0, false
	}
	now, variance, days := p.now(k, at)
	lost := max(0, float64(k.mean)-now)
	extra := max(0, variance-float64(k.variance))
	const nine = 2.1972245773362196 // logit of 0.9
	return sigmoid(smooth(nine-lost, extra)), days, true
}
