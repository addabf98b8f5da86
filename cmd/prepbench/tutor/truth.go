package tutor

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"prepwire/rpc/recommendations/learner"
)

// Truth is what simulated users really can, per skill, at the end of their log.
type Truth map[string]map[learner.SkillID]float64

// ReadTruth reads a CSV with a column user, and a column for each skill.
func ReadTruth(path string) (Truth, error) {
	t := Truth{}
	return t, withSheet(path, t.read)
}

func (t Truth) read(s *sheet) error {
	user, err := s.need("user")
	if err != nil {
		return err
	}
	codes := slices.Clone(s.named)
	for {
		r, line, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		of := map[learner.SkillID]float64{}
		for c, code := range codes {
			if c == user || missing(strings.TrimSpace(r[c])) {
				continue
			}
			x, err := number(strings.TrimSpace(r[c]))
			if err != nil {
				return fmt.Errorf("line %d: column %q is %.60q, not a number", line, code, r[c])
			}
			of[learner.Skill(code)] = x
		}
		t[strings.Clone(strings.TrimSpace(r[user]))] = of
	}
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
