package learner

import "math"

// The logistic head: probability = sigmoid(weights · features), a logistic
// regression over the filter's own logit and what happened lately, after Gervet,
// Koedinger, Schneider and Mitchell, "When is deep learning the best approach to
// knowledge tracing?", Journal of Educational Data Mining 12 (2020), with moving
// averages as in Galyardt and Goldin, "Move your lamp post", JEDM 7 (2015).
const (
	featureOne = iota
	featureIRT
	featureBend
	featureUncertain
	featureUncertainIRT
	featureItemVar
	featureSkillRight
	featureSkillWrong
	featureRight
	featureWrong
	featureSkillFast
	featureSkillSlow
	featureFast
	featureMiddle
	featureSlow
	featureSurprise
	featureSkillLast
	featureStreak
	featureGapAnswers
	featureGapTime
	featureRest
	featureSitting
	featureNewSkill
	featurePace
	featureSpeed
	featureAgainRight
	featureAgainWrong
	featureSameSkillRight
	featureSameSkillWrong
	featureFastIRT
	featureSkillFastIRT
	features
)

func (p *Params) describe(v *view) {
	// The state's own features are set by look; those of the filter here.
	variance := v.abilityVar + v.itemVar
	irt := clamp(v.expect(), -6, 6)
	x := &v.x
	x[featureOne] = 1
	x[featureIRT] = irt
	x[featureBend] = float64(irt*irt) / 4 // luck and slips bend the curve
	x[featureUncertain] = variance - 1
	x[featureUncertainIRT] = float64(irt * (variance - 1))
	x[featureItemVar] = v.itemVar
	x[featureFastIRT] = float64(irt * x[featureFast])
	x[featureSkillFastIRT] = float64(irt * x[featureSkillFast])
}

func (s *State) describe(v *view) {
	x := &v.x
	x[featureRight] = logCount(s.right)
	x[featureWrong] = logCount(s.wrong)
	if s.Answers() > 0 {
		x[featureFast] = float64(s.fast) - 0.5
		x[featureMiddle] = float64(s.middle) - 0.5
		x[featureSlow] = float64(s.slow) - 0.5
		x[featureSurprise] = float64(s.surprise)
	}
	x[featureStreak] = streakLog(s.streak)
	x[featureRest] = logDays(v.days)
	x[featureSitting] = logCount(uint32(s.sitting))
	x[featurePace] = float64(s.pace)
	x[featureSpeed] = float64(s.speed)
	s.describeTries(v)
	for i := range v.n {
		s.describeSkill(v, i, 1/float64(v.n))
	}
}

func (s *State) describeSkill(v *view, i int, h float64) {
	x, k := &v.x, v.entry[i]
	if k == nil {
		x[featureNewSkill] += h
		return
	}
	x[featureSkillRight] += float64(h * logCount(uint32(k.right)))
	x[featureSkillWrong] += float64(h * logCount(uint32(k.wrong)))
	x[featureSkillFast] += float64(h * (float64(k.fast)/65535 - 0.5))
	x[featureSkillSlow] += float64(h * (float64(k.slow)/65535 - 0.5))
	if k.last() {
		x[featureSkillLast] += float64(h * 0.5)
	} else {
		x[featureSkillLast] -= float64(h * 0.5)
	}
	if s.since(k) == 0 { // the last answer was on the same skill
		if k.last() {
			x[featureSameSkillRight] += h
		} else {
			x[featureSameSkillWrong] += h
		}
	}
	x[featureGapAnswers] += float64(h * logCount(s.since(k)))
	x[featureGapTime] += float64(h * logDays(v.skillDays[i]))
}

// logDays is 0 for no time, 1 for about a day and 4 for two months.
func logDays(days float64) float64 {
	if days <= 0 {
		return 0
	}
	return log(1+days) / math.Ln2
}

func streakLog(n int16) float64 {
	if n < 0 {
		return -logCount(uint32(-int32(n)))
	}
	return logCount(uint32(n))
}
