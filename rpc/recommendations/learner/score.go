package learner

import "math"

// Weight is the share of a skill in a section of an exam.
type Weight struct {
	Skill SkillID
	Share float64 // of the section; those of a section add up to 1
}

// Score is an estimate of a section's score on the SAT's scale, and a range in
// which the true one lies with a probability of 95 %, by the model.
type Score struct {
	Score, Low, High float64 // 200–800 in steps of 10
	Ability, SD      float64 // logits
}

// Score estimates a section's score at a time in milliseconds since 1970:
// 500 + 100·ability, the ability being the mean over the section's skills. No
// table from ability to scores is public, so the mapping is a convention and the
// result an estimate, to be labelled as one. Shares that add up to something
// else than 1 are scaled; without weights it is ability at large.
func (p *Params) Score(s *State, section []Weight, at int64) Score {
	mean, variance := p.atLarge(s)
	sum := 0.0
	for _, w := range section {
		sum += max(0, w.Share)
	}
	for _, w := range section {
		if w.Share <= 0 {
			continue
		}
		h := w.Share / sum
		own, ownVar, _ := p.now(s.skill(w.Skill), at)
		mean += float64(h * own)
		variance += float64(float64(h*h) * ownVar)
	}
	return scaled(mean, sqrt(variance))
}

const z95 = 1.959963984540054

func scaled(ability, sd float64) Score {
	half := float64(z95 * sd)
	return Score{Score: scale(ability), Low: scale(ability - half), High: scale(ability + half), Ability: ability, SD: sd}
}

func scale(ability float64) float64 {
	return float64(math.Round(clamp(500+float64(100*ability), 200, 800)/10) * 10)
}
