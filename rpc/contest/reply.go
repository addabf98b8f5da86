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
func (p *paper) replyTo(e answerlog.Entry, out scoring.Outcome) schema.ContestSubmitAnswerResult {
	r := schema.ContestSubmitAnswerResult{
		Accepted:     true,
		Receipt:      schema.Receipt{Position: e.Position, Hash: e.Hash},
		AnswersCount: int64(out.Tally.Answered),
		Completed:    out.Tally.Completed,
	}
	if p.contest.Feedback == immediate {
		r.Correct, r.Points, r.TotalScore = new(out.Right), new(points(out.Milli)), new(points(out.Tally.Score))
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
func (s *Service) repeat(ctx context.Context, p *paper, participant, questionID, answer string) (schema.ContestSubmitAnswerResult, error) {
	entries, outcomes, err := s.answersOf(ctx, p, participant)
	if err != nil {
		return schema.ContestSubmitAnswerResult{}, err
	}
	for i, e := range entries {
		switch {
		case e.Answer.QuestionID != questionID:
		case e.Answer.Answer != answer:
			return schema.ContestSubmitAnswerResult{}, rpc.Refuse(schema.AlreadyAnswered)
		default:
			return p.replyTo(e, outcomes[i]), nil
		}
	}
	return schema.ContestSubmitAnswerResult{}, errNotAnswered
}
