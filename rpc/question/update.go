package question

import (
	"context"
	"errors"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// update changes the given members of a question of the caller's own, if it is
// still at the version that was read. A verified question stays verified and
// shared: whoever may change it may also vouch for it.
func (s *Service) update(ctx context.Context, p schema.QuestionUpdateParams) (schema.Question, error) {
	_, who := caller(ctx)
	q, err := s.findOwn(ctx, who, p.QuestionID)
	if err != nil {
		return schema.Question{}, err
	}
	if err := s.unfrozen(ctx, q); err != nil {
		return schema.Question{}, err
	}
	if int64(q.Version) != p.Version {
		return schema.Question{}, conflict(q)
	}
	next, difficulty := patch(q, p)
	if next, err = s.compose(next, difficulty); err != nil {
		return schema.Question{}, err
	}
	next.UpdatedAt, next.Sketch = s.now(), sketch(next)
	kept, err := s.store.UpdateQuestion(ctx, next, q.Version)
	if errors.Is(err, store.ErrVersion) {
		return schema.Question{}, conflict(kept)
	}
	if err != nil {
		return schema.Question{}, failed("update question", err)
	}
	return view(kept), nil
}

func conflict(current store.Question) error {
	return rpc.Refuse(schema.VersionConflict, rpc.Current(view(current)))
}

// patch is q with what p gives, and the difficulty that p wants, empty for
// none. What no longer fits goes: the options of what is not multiple-choice,
// the level of another difficulty, and the skill where it only stood for the
// subject.
func patch(q store.Question, p schema.QuestionUpdateParams) (store.Question, schema.Difficulty) {
	if q.Skill == q.Subject {
		q.Skill = ""
	}
	put(&q.ExamType, (*string)(p.ExamType))
	put(&q.Subject, (*string)(p.Subject))
	put(&q.Skill, (*string)(p.Skill))
	put(&q.QuestionType, (*string)(p.QuestionType))
	put(&q.Stem, p.Stem)
	put(&q.Passage, p.Passage)
	put(&q.CorrectAnswer, p.CorrectAnswer)
	put(&q.Explanation, p.Explanation)
	put(&q.TimeLimitMs, p.TimeLimitMs)
	if p.Options != nil {
		q.Options = keptOptions(p.Options)
	} else if q.QuestionType != string(schema.MultipleChoice) {
		q.Options = nil
	}
	if p.Hints != nil {
		q.Hints = p.Hints
	}
	if p.Tags != nil {
		q.Tags = p.Tags
	}
	var difficulty schema.Difficulty
	put(&difficulty, p.Difficulty)
	if p.Level != nil {
		q.DifficultyLevel = int(*p.Level)
	} else if difficulty != "" && difficultyOf(q.DifficultyLevel) != difficulty {
		q.DifficultyLevel = 0
	}
	return q, difficulty
}

// put sets *dst to *value unless that is not given.
func put[T any](dst, value *T) {
	if value != nil {
		*dst = *value
	}
}
