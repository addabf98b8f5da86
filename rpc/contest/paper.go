package contest

import (
	"errors"
	"fmt"

	"prepwire/rpc/contest/scoring"
	"prepwire/rpc/question/judge"
	"prepwire/schema"
	"prepwire/store"
)

// paper is a frozen contest: everything about it that no longer changes. What
// may be shown to participants stands apart from the secret.
type paper struct {
	contest    store.Contest
	schedule   *scoring.Schedule
	questions  []schema.Question // in the order of the contest
	options    [][]string        // ids of each question's options
	commitment string
	holders    map[string]bool // user ids
	pack       *schema.Pack    // nil without one
	secret     *secret
}

// secret is what nobody may learn before the end, the key of the pack before
// the start. It has no form that can be sent: each use names what it takes out.
type secret struct {
	key          scoring.Key
	salt         string
	packKey      []byte
	explanations []string
	subjects     []subject
}

// subject is what attempts know of a question.
type subject struct {
	exam, name, skill, family string
	level                     int
	expectedMs                int64
}

func subjectOf(q store.Question) subject {
	return subject{exam: q.ExamType, name: q.Subject, skill: q.Skill, family: q.Family(), level: q.DifficultyLevel, expectedMs: q.ExpectedMs()}
}

// errNoQuestions says that a question of a contest is gone.
var errNoQuestions = errors.New("a question of the contest is gone")

// newPaper makes the paper of a contest and what was fixed of it.
func newPaper(c store.Contest, f store.Freeze) (*paper, error) {
	p := &paper{contest: c, commitment: f.KeyCommitment, holders: map[string]bool{}, pack: packOf(f.Pack),
		secret: &secret{salt: f.KeySalt, packKey: f.Pack.Key}}
	for _, user := range f.KeyHolders {
		p.holders[user] = true
	}
	rules, err := rulesOf(c, f.Questions)
	if err != nil {
		return nil, err
	}
	if p.schedule, err = scoring.NewSchedule(rules); err != nil {
		return nil, fmt.Errorf("rules of contest %s: %w", c.ID, err)
	}
	p.secret.key = keyOf(f.Questions)
	for _, q := range f.Questions {
		v := viewQuestion(q)
		p.questions = append(p.questions, v)
		ids := make([]string, len(q.Options))
		for i, o := range q.Options {
			ids[i] = o.ID
		}
		p.options = append(p.options, ids)
		p.secret.explanations = append(p.secret.explanations, q.Explanation)
		p.secret.subjects = append(p.secret.subjects, subjectOf(q))
	}
	return p, nil
}

func keyOf(questions []store.Question) scoring.Key {
	answers := make(map[string]string, len(questions))
	for _, q := range questions {
		answers[q.ID] = q.CorrectAnswer
	}
	return scoring.NewKey(answers)
}

// rulesOf are the rules of a contest with these copies of its questions.
func rulesOf(c store.Contest, copies []store.Question) (*scoring.Rules, error) {
	if len(copies) != len(c.Questions) {
		return nil, errNoQuestions
	}
	r := &scoring.Rules{ContestID: c.ID, Start: c.StartTime, End: c.EndTime, Pacing: c.Pacing, Scoring: c.Scoring, GapMs: c.GapMs}
	for i, q := range copies {
		if q.ID != c.Questions[i].QuestionID {
			return nil, errNoQuestions
		}
		r.Questions = append(r.Questions, scoring.Question{ID: q.ID, Type: q.QuestionType, Options: len(q.Options),
			PointsMilli: c.Questions[i].PointsMilli, TimeLimitMs: c.Questions[i].TimeLimitMs})
	}
	return r, nil
}

// normal is an answer as the log keeps it; false when it is none to the
// question.
func (p *paper) normal(slot scoring.Slot, answer string) (string, bool) {
	return judge.Normal(slot.Type, p.options[slot.Index], answer)
}

// fold begins a fold of the contest's log.
func (p *paper) fold() (*scoring.Fold, error) {
	return scoring.NewFold(p.schedule.Rules(), p.secret.key)
}
