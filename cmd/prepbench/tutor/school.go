package tutor

import (
	"fmt"
	"math"
	"math/rand/v2"

	"prepwire/rpc/recommendations/learner"
)

// GenerateSchool makes a log as schools' tutoring systems leave them: 123 skills,
// 18,000 questions of which most are answered a few times, answers of up to three
// skills, skills worked through one after another, and no times. It serves to see
// that the commands bear such logs.
func GenerateSchool(seed uint64, first, students int) *Made {
	r := rand.New(rand.NewPCG(seed, 3))
	w := &world{}
	for k := range 123 {
		code := fmt.Sprint("skill-", k+1)
		w.codes, w.skills, w.math = append(w.codes, code), append(w.skills, learner.Skill(code)), append(w.math, true)
	}
	w.bySkill = make([][]int, len(w.codes))
	for i := range 18_000 {
		it := w.item(r, i, int(float64(len(w.codes))*math.Pow(r.Float64(), 1.5)), 1)
		it.c, it.Options = 0, 0
		for range r.IntN(6) / 4 * (1 + r.IntN(2)) {
			it.Skills = append(it.Skills, w.skills[r.IntN(len(w.skills))])
		}
		w.bySkill[it.skill] = append(w.bySkill[it.skill], i)
		w.items = append(w.items, it)
	}
	m := &Made{Truth: Truth{}, world: w}
	m.Log.Skills = w.codes
	for n := range students {
		m.pupil(rand.New(rand.NewPCG(seed, uint64(first+n))), uint64(n), fmt.Sprint(first+n))
	}
	return m
}

func (m *Made) pupil(r *rand.Rand, n uint64, name string) {
	m.Log.Users = append(m.Log.Users, name)
	w := m.world
	p := w.person(r)
	p.rate = 0.1
	left := int(50 * math.Exp(r.NormFloat64()))
	for left > 0 {
		k := r.IntN(len(w.codes))
		for range min(left, 3+r.IntN(20)) {
			left--
			if len(w.bySkill[k]) == 0 {
				continue
			}
			it := &w.items[w.bySkill[k][int(float64(len(w.bySkill[k]))*math.Pow(r.Float64(), 2))]]
			chance := it.chance(p.ability(k))
			correct := r.Float64() < chance
			m.Oracle = append(m.Oracle, Guess{P: chance, Correct: correct})
			m.Log.Rows = append(m.Log.Rows, learner.Logged{Student: n, Answer: learner.Answer{Question: learner.Question{Item: it.Item, Skills: it.Skills}, Correct: correct}})
			p.practise(it, 0.7)
		}
	}
	of := map[learner.SkillID]float64{}
	for k, id := range w.skills {
		of[id] = p.ability(k)
	}
	m.Truth[name] = of
}
