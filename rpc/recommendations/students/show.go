package students

import (
	"math"
	"slices"
	"strings"
	"time"

	"prepwire/rpc/recommendations/learner"
	"prepwire/rpc/recommendations/learner/choose"
	"prepwire/schema"
)

// Mastery estimates one skill as clients see it, at a time.
func (s *Student) Mastery(code string, at time.Time) schema.Mastery {
	m := s.Params.Mastery(&s.State, learner.Skill(code), at.UnixMilli())
	return schema.Mastery{
		Skill: code, Name: Name(code), Mean: Thousandth(m.Mean), Sd: Thousandth(m.SD), Answers: int64(m.Answers),
		Level: schema.MasteryLevel(m.Level),
	}
}

// Masteries estimates every skill that the student has practised, by code.
func (s *Student) Masteries(at time.Time) []schema.Mastery {
	out := []schema.Mastery{}
	for _, id := range s.State.Skills() {
		if code := s.code(id); code != "" {
			out = append(out, s.Mastery(code, at))
		}
	}
	slices.SortFunc(out, func(a, b schema.Mastery) int { return strings.Compare(a.Skill, b.Skill) })
	return out
}

// Prediction estimates the score of each section of the exam, with the interval
// in which it lies with a probability of 95 % by the model. There is none for
// students who have practised no skill of the exam.
func (s *Student) Prediction(at time.Time) []schema.SectionPrediction {
	out := []schema.SectionPrediction{}
	if !slices.ContainsFunc(s.State.Skills(), func(id learner.SkillID) bool { return codes[id] != "" }) {
		return out
	}
	for _, section := range choose.SAT().Sections {
		score := s.Params.Score(&s.State, section.Weights(), at.UnixMilli())
		out = append(out, schema.SectionPrediction{Section: section.Code, Score: score.Score, Low: score.Low, High: score.High})
	}
	return out
}

// Thousandth rounds a number that is shown: more digits than that say nothing.
func Thousandth(x float64) float64 { return math.Round(x*1000) / 1000 }
