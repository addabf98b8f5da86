package question

import (
	"context"

	"prepwire/schema"
	"prepwire/store"
)

// byAuthor is the provider of questions that an author wrote.
const byAuthor = "author"

// create keeps a question of an author's own, private until verified. A repeat
// under the same idempotency key answers the question created first.
func (s *Service) create(ctx context.Context, p schema.QuestionCreateParams) (schema.Question, error) {
	call, who := caller(ctx)
	q, err := s.compose(asSent(p), p.Difficulty)
	if err != nil {
		return schema.Question{}, err
	}
	id, digest := call.IdempotencyID(0)
	q.ID, q.RequestDigest = string(id), digest
	q.Provider, q.Visibility = byAuthor, store.Private
	q.CreatedBy, q.CreatedAt = who.UserID, s.now()
	kept, err := s.keep(ctx, digest, []store.Question{q})
	if err != nil {
		return schema.Question{}, err
	}
	return view(kept[0]), nil
}

// checkCreate is what compose finds wrong with params that can be read only in
// part. What depends on the type is left out where there is none.
func (s *Service) checkCreate(p schema.QuestionCreateParams) []schema.ParamError {
	q := asSent(p)
	if q.QuestionType == "" {
		_, faults := s.syllabus.topic(q.ExamType, q.Subject, q.Skill)
		return append(faults, composeTexts(q)...)
	}
	_, faults := s.composed(q, p.Difficulty)
	return faults
}

func asSent(p schema.QuestionCreateParams) store.Question {
	return store.Question{
		ExamType:        string(p.ExamType),
		Subject:         string(p.Subject),
		Skill:           string(p.Skill),
		DifficultyLevel: int(p.Level),
		QuestionType:    string(p.QuestionType),
		Passage:         p.Passage,
		Stem:            p.Stem,
		Options:         keptOptions(p.Options),
		TimeLimitMs:     p.TimeLimitMs,
		Tags:            p.Tags,
		CorrectAnswer:   p.CorrectAnswer,
		Explanation:     p.Explanation,
		Hints:           p.Hints,
	}
}

func keptOptions(options []schema.Option) []store.Option {
	var kept []store.Option
	for _, o := range options {
		kept = append(kept, store.Option{ID: o.ID, Text: o.Text})
	}
	return kept
}
