package contest

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc"
	"prepwire/rpc/contest/answerlog"
	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
)

// replyTo is the reply to an accepted answer. It follows from the log up to
// the answer's entry, and from nothing else, so every repeat gets the same
// bytes, whenever it comes and whichever node it reaches.
func (p *paper) replyTo(a reckoning) schema.ContestSubmitAnswerResult {
	r := schema.ContestSubmitAnswerResult{
		Accepted:     true,
		Receipt:      schema.Receipt{Position: a.position, Hash: a.hash},
		AnswersCount: int64(a.answered),
		Completed:    a.completed,
	}
	if p.contest.Feedback == immediate {
		r.Correct, r.Points, r.TotalScore = new(a.right), new(scoring.Points(a.milli)), new(scoring.Points(a.score))
	}
	return r
}

// Feedback policies.
const (
	immediate = "immediate"
	afterEnd  = "afterEnd"
)

// errNotAnswered says that a participant has not answered a question.
var errNotAnswered = errors.New("not answered")

// answersOf reads what a participant has answered, and what it came to.
func (s *Service) answersOf(ctx context.Context, p *paper, participant string) ([]answerlog.Entry, []scoring.Outcome, error) {
	kept, err := s.store.EntriesOf(ctx, p.contest.ID, participant)
	if err != nil {
		return nil, nil, fmt.Errorf("read answers: %w", err)
	}
	entries, err := parse(kept)
	if err != nil {
		return nil, nil, err
	}
	fold, err := p.fold()
	if err != nil {
		return nil, nil, err
	}
	outcomes := make([]scoring.Outcome, len(entries))
	for i, e := range entries {
		if outcomes[i], err = fold.Apply(e.Answer); err != nil {
			return nil, nil, fmt.Errorf("fold answers: %w", err)
		}
	}
	return entries, outcomes, nil
}

// repeat replies to an answer to a question that was answered before: what the
// first one was told if it is the same, a refusal if not. errNotAnswered when
// there was no first one.
func (s *Service) repeat(ctx context.Context, p *paper, log *logbook, participant, questionID, answer string) (schema.ContestSubmitAnswerResult, error) {
	first, err := s.firstAnswer(ctx, p, log, participant, questionID)
	switch {
	case err != nil:
		return schema.ContestSubmitAnswerResult{}, err
	case first.answer != answer:
		return schema.ContestSubmitAnswerResult{}, rpc.Refuse(schema.AlreadyAnswered)
	}
	return p.replyTo(first), nil
}

// firstAnswer is what a participant has answered to a question: remembered, or
// read from the store.
func (s *Service) firstAnswer(ctx context.Context, p *paper, log *logbook, participant, questionID string) (reckoning, error) {
	if first, ok := log.recall(participant, questionID); ok {
		return first, nil
	}
	entries, outcomes, err := s.answersOf(ctx, p, participant)
	if err != nil {
		return reckoning{}, err
	}
	for i, e := range entries {
		if e.Answer.QuestionID == questionID {
			return reckon(e, outcomes[i]), nil
		}
	}
	return reckoning{}, errNotAnswered
}
