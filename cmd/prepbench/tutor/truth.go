package tutor

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"

	"prepwire/rpc/recommendations/learner"
)

// Truth is what simulated users really can, per skill, at the end of their log.
type Truth map[string]map[learner.SkillID]float64

// ReadTruth reads a CSV whose first column is user and whose others are skills.
func ReadTruth(path string) (Truth, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(records) < 2 || len(records[0]) < 2 || records[0][0] != "user" {
		return nil, fmt.Errorf("%s: the head line must be user and skills", path)
	}
	t := Truth{}
	for i, record := range records[1:] {
		of := map[learner.SkillID]float64{}
		for c, code := range records[0][1:] {
			x, err := strconv.ParseFloat(record[c+1], 64)
			if err != nil {
				return nil, fmt.Errorf("%s: line %d, column %q: %w", path, i+2, code, err)
			}
			of[learner.Skill(code)] = x
		}
		t[record[0]] = of
	}
	return t, nil
}

// Against says how near estimates are to the truth.
type Against struct {
	Pairs          int     // of user and skill with at least 3 answers
	Skill          float64 // correlation of the estimated ability in a skill
	PercentCorrect float64 // of the share of right answers in the skill, the baseline
	User           float64 // correlation of the mean over all skills
	UserPercent    float64
	Coverage       float64 // share of true skills inside the estimate's 95 % interval
}

const fewest = 3 // answers to a skill, to compare it

// Compare holds the states at the end of the log against the truth.
func (r *Report) Compare(t Truth) Against {
	var est, truth, percent, userEst, userTruth, userPercent []float64
	inside := 0
	for u, name := range r.test.Users {
		of, ok := t[name]
		if !ok {
			continue
		}
		s := &r.states[u]
		var sum, trueSum, right, all float64
		for _, code := range r.test.Skills {
			id := learner.Skill(code)
			theta, known := of[id]
			if !known {
				continue
			}
			m, sd := r.Params.Ability(s, id, 0)
			sum, trueSum = sum+m, trueSum+theta
			c := r.counts[u][id]
			if c == nil {
				continue
			}
			right, all = right+c.right, all+c.all
			if c.all < fewest {
				continue
			}
			est, truth, percent = append(est, m), append(truth, theta), append(percent, c.right/c.all)
			if theta > m-1.96*sd && theta < m+1.96*sd {
				inside++
			}
		}
		userEst, userTruth, userPercent = append(userEst, sum), append(userTruth, trueSum), append(userPercent, right/max(1, all))
	}
	return Against{Pairs: len(est), Skill: correlation(est, truth), PercentCorrect: correlation(percent, truth),
		User: correlation(userEst, userTruth), UserPercent: correlation(userPercent, userTruth),
		Coverage: float64(inside) / max(1, float64(len(est)))}
}
