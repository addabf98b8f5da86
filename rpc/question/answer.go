package question

import (
	"context"
	"fmt"
	"strings"

	"prepwire/rpc"
	"prepwire/rpc/question/judge"
	"prepwire/rpc/session/current"
	"prepwire/schema"
	"prepwire/store"
)

// answer records the attempt, then judges it and shows the key. An attempt that
// could not be recorded learns nothing. What can be no answer is no attempt: a
// slip must not use up the one that counts.
func (s *Service) answer(ctx context.Context, p schema.QuestionAnswerParams) (schema.QuestionAnswerResult, error) {
	call, who := caller(ctx)
	q, err := s.findFree(ctx, who, p.QuestionID)
	if err != nil {
		return schema.QuestionAnswerResult{}, err
	}
	if _, ok := judge.Normal(q.QuestionType, optionIDs(q), p.Answer); !ok {
		return schema.QuestionAnswerResult{}, rpc.InvalidParam("/answer", answerWanted(q))
	}
	session, err := current.For(ctx, s.store, who.UserID, p.SessionID)
	if err != nil {
		return schema.QuestionAnswerResult{}, err
	}
	id, _ := call.IdempotencyID(0)
	kept, err := s.store.RecordAttempt(ctx, store.Attempt{
		ID:              string(id),
		UserID:          who.UserID,
		QuestionID:      q.ID,
		SessionID:       session,
		Answer:          p.Answer,
		Correct:         judge.Right(q.QuestionType, q.CorrectAnswer, p.Answer),
		TimeSpentMs:     p.TimeSpentMs,
		ExamType:        q.ExamType,
		Subject:         q.Subject,
		Skill:           q.Skill,
		DifficultyLevel: q.DifficultyLevel,
		Family:          q.Family(),
		Source:          store.SourcePractice,
		ExpectedMs:      q.ExpectedMs(),
		At:              s.now(),
	})
	if err != nil {
		return schema.QuestionAnswerResult{}, fmt.Errorf("answer question: %w", err)
	}
	s.tell(ctx, call, kept)
	return schema.QuestionAnswerResult{
		Correct:       kept.Correct,
		CorrectAnswer: q.CorrectAnswer,
		Explanation:   q.Explanation,
		Attempt:       int64(kept.Number),
		Mastery:       s.masteryOf(ctx, kept),
	}, nil
}

// masteryOf estimates the skill that was practised. The answer is recorded and
// judged whether that succeeds or not.
func (s *Service) masteryOf(ctx context.Context, a store.Attempt) *schema.Mastery {
	if s.mastery == nil || a.Skill == "" {
		return nil
	}
	m, err := s.mastery(ctx, a.UserID, a.Skill)
	if err != nil {
		s.log.WarnContext(ctx, "mastery after an answer", "err", err)
		return nil
	}
	return &m
}

// tell says that an attempt was recorded.
func (s *Service) tell(ctx context.Context, call *rpc.Call, a store.Attempt) {
	s.facts.Tell(ctx, rpc.Answered{
		AttemptID: a.ID, UserID: a.UserID, QuestionID: a.QuestionID, SessionID: a.SessionID, Skill: a.Skill,
		Correct: a.Correct, Counts: a.Number == 1, SpentMs: a.TimeSpentMs, ExpectedMs: a.ExpectedMs, At: a.At,
		By: string(call.ConnectionID()),
	})
}

// answerWanted says what an answer to q may be.
func answerWanted(q store.Question) string {
	switch schema.QuestionType(q.QuestionType) {
	case schema.MultipleChoice:
		return "must be the id of an option: " + strings.Join(optionIDs(q), ", ")
	case schema.TrueFalse:
		return "must be true or false"
	}
	return "must not be blank"
}

func optionIDs(q store.Question) []string {
	ids := make([]string, len(q.Options))
	for i, o := range q.Options {
		ids[i] = o.ID
	}
	return ids
}
