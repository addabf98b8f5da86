package learner_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"prepwire/rpc/recommendations/learner"
)

// made is a log of students who are made up: a few skills each, three-parameter
// responses, sittings days apart.
func made(seed uint64, students, answers int) []learner.Logged {
	r := rand.New(rand.NewPCG(seed, 1))
	type item struct {
		learner.Question
		b float64
	}
	items := make([]item, 200)
	for i := range items {
		b := r.NormFloat64()
		items[i] = item{b: b, Question: learner.Question{
			Item: learner.Item(fmt.Sprint("q", i)), Skills: []learner.SkillID{learner.Skill(fmt.Sprint("S", i%12))},
			Level: int8(min(5, max(1, 3+math.Round(b)))), Family: learner.Family([]string{"", fmt.Sprint("f", i%20)}[i%2]),
		}}
	}
	var log []learner.Logged
	for s := range students {
		ability, at := r.NormFloat64(), int64(1_700_000_000_000)+int64(s)*1000
		var skill [12]float64
		for k := range skill {
			skill[k] = 0.7 * r.NormFloat64()
		}
		for range answers {
			i := r.IntN(len(items))
			p := 1 / (1 + math.Exp(items[i].b-ability-skill[i%12]))
			took := int64(60_000 * math.Exp(0.4*r.NormFloat64()))
			at += took
			if r.IntN(15) == 0 {
				at += 86_400_000 * int64(1+r.IntN(9))
			}
			log = append(log, learner.Logged{Student: uint64(s), Answer: learner.Answer{
				Question: items[i].Question, Correct: r.Float64() < p, At: at, TimeMs: took, SelfReported: r.IntN(40) == 0}})
		}
	}
	return log
}

// own returns the answers of one student.
func own(log []learner.Logged, student uint64) func(func(learner.Answer) bool) {
	return func(yield func(learner.Answer) bool) {
		for i := range log {
			if log[i].Student == student && !yield(log[i].Answer) {
				return
			}
		}
	}
}
