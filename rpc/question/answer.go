package question

import (
	"context"
	"fmt"

	"prepwire/rpc/question/judge"
	"prepwire/schema"
	"prepwire/store"
)

// answer records the attempt, then judges it and shows the key. An attempt that
// could not be recorded learns nothing.
func (s *Service) answer(ctx context.Context, p schema.QuestionAnswerParams) (schema.QuestionAnswerResult, error) {
	call, who := caller(ctx)
	q, err := s.findVisible(ctx, who, p.QuestionID)
	if err != nil {
		return schema.QuestionAnswerResult{}, err
	}
	id, _ := call.IdempotencyID(0)
	kept, err := s.store.RecordAttempt(ctx, store.Attempt{
		ID:              string(id),
		UserID:          who.UserID,
		QuestionID:      q.ID,
		SessionID:       string(p.SessionID),
		Answer:          p.Answer,
		Correct:         judge.Right(q.QuestionType, q.CorrectAnswer, p.Answer),
		TimeSpentMs:     p.TimeSpentMs,
		Skill:           q.Skill,
		DifficultyLevel: q.DifficultyLevel,
		At:              s.now(),
	})
	if err != nil {
		return schema.QuestionAnswerResult{}, fmt.Errorf("answer question: %w", err)
	}
	return schema.QuestionAnswerResult{
		Correct:       kept.Correct,
		CorrectAnswer: q.CorrectAnswer,
		Explanation:   q.Explanation,
		Attempt:       int64(kept.Number),
	}, nil
}
