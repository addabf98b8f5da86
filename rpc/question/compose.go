package question

import (
	"fmt"
	"slices"
	"strings"

	"prepwire/rpc"
	"prepwire/rpc/question/judge"
	"prepwire/schema"
	"prepwire/store"
)

// compose is a question by an author, checked and normalised beyond what the
// schema says. It refuses with every fault at once.
func (s *Service) compose(q store.Question, difficulty schema.Difficulty) (store.Question, error) {
	q, faults := s.composed(q, difficulty)
	if len(faults) > 0 {
		return store.Question{}, rpc.InvalidParams(faults...)
	}
	return q, nil
}

func (s *Service) composed(q store.Question, difficulty schema.Difficulty) (store.Question, []schema.ParamError) {
	t, faults := s.syllabus.topic(q.ExamType, q.Subject, q.Skill)
	q.ExamType, q.Subject, q.Skill = t.exam, t.subject, t.skill
	if q.Skill == "" {
		q.Skill = t.subject // the finest thing we know of it
	}
	faults = append(faults, composeLevel(&q, difficulty)...)
	faults = append(faults, composeTexts(q)...)
	switch schema.QuestionType(q.QuestionType) {
	case schema.MultipleChoice:
		faults = append(faults, composeOptions(&q)...)
	default:
		if len(q.Options) > 0 {
			faults = append(faults, fault("/options", "are for multiple-choice only"))
		}
	}
	return q, append(faults, composeKey(&q)...)
}

// composeTexts looks at the texts that every type of question has.
func composeTexts(q store.Question) (faults texts) {
	faults.add("/stem", q.Stem, false)
	faults.add("/explanation", q.Explanation, false)
	faults.addOptional("/passage", q.Passage, false)
	faults.addList("/hints", q.Hints, false)
	faults.addList("/tags", q.Tags, true)
	return faults
}

func fault(pointer, message string) schema.ParamError {
	return schema.ParamError{Pointer: pointer, Message: message}
}

// composeLevel gives the level that a difficulty means when none is named.
// Without a difficulty the level says it.
func composeLevel(q *store.Question, difficulty schema.Difficulty) []schema.ParamError {
	if q.DifficultyLevel == 0 {
		q.DifficultyLevel = usualLevel(difficulty)
	}
	if difficulty != "" && difficultyOf(q.DifficultyLevel) != difficulty {
		low, high := levels(difficulty)
		return []schema.ParamError{fault("/difficultyLevel", fmt.Sprintf("must be from %d to %d when the question is %s", low, high, difficulty))}
	}
	if q.TimeLimitMs == 0 {
		q.TimeLimitMs = usualTimeMs(q.DifficultyLevel)
	}
	return nil
}

// composeOptions trims the ids of the options. Answers are compared without
// regard to case and outer spaces, so ids must differ that way.
func composeOptions(q *store.Question) (faults texts) {
	if len(q.Options) == 0 {
		return texts{fault("/options", "is required for multiple-choice")}
	}
	q.Options = slices.Clone(q.Options)
	for i := range q.Options {
		o := &q.Options[i]
		o.ID = strings.TrimSpace(o.ID)
		at := fmt.Sprintf("/options/%d", i)
		faults.add(at+"/id", o.ID, true)
		if o.ID != "" && optionOf(q.Options[:i], o.ID) != "" {
			faults = append(faults, fault(at+"/id", "must differ from the other ids"))
		}
		faults.add(at+"/text", o.Text, false)
	}
	return faults
}

// optionOf is the id of the option that an answer names, empty for none.
func optionOf(options []store.Option, answer string) string {
	for _, o := range options {
		if judge.Right(string(schema.MultipleChoice), o.ID, answer) {
			return o.ID
		}
	}
	return ""
}

// composeKey brings the key into its one form.
func composeKey(q *store.Question) []schema.ParamError {
	key := strings.TrimSpace(q.CorrectAnswer)
	switch schema.QuestionType(q.QuestionType) {
	case schema.MultipleChoice:
		if key = optionOf(q.Options, key); key == "" && len(q.Options) > 0 {
			return []schema.ParamError{fault("/correctAnswer", "must be the id of an option")}
		}
	case schema.TrueFalse:
		if key = strings.ToLower(key); key != "true" && key != "false" {
			return []schema.ParamError{fault("/correctAnswer", "must be true or false")}
		}
	default:
		var faults texts
		if faults.add("/correctAnswer", key, true); len(faults) > 0 {
			return faults
		}
	}
	q.CorrectAnswer = key
	return nil
}
