package contest

import (
	"context"
	"errors"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
	"prepwire/store"
)

// results answers everything that can be known of a contest that has ended.
func (s *Service) results(ctx context.Context, params schema.ContestPageParams) (schema.ContestResults, error) {
	_, who := caller(ctx)
	c, place, err := s.findVisible(ctx, who, params.ContestID)
	if err != nil {
		return schema.ContestResults{}, err
	}
	f, err := s.endOf(ctx, c)
	if err != nil {
		return schema.ContestResults{}, err
	}
	from, err := readCursor(c.ID, params.Cursor)
	if err != nil {
		return schema.ContestResults{}, err
	}
	result := schema.ContestResults{
		Answers: []schema.OwnAnswer{}, Key: f.keyEntries(), KeySalt: f.secret.salt, KeyCommitment: f.commitment,
		LogHead: f.head.Hash, LogLength: f.head.Position,
	}
	limit := store.ClampLimit(int(params.Limit))
	lines, more := f.standings.page(from, limit)
	result.Board.Items = lines
	if more {
		result.Board.NextCursor = writeCursor(c.ID, from+limit)
	}
	if place != nil {
		result.Me = f.standings.line(place.Participant)
		result.Answers, err = s.ownAnswers(ctx, f, place.Participant)
	}
	return result, err
}

// endOf is the end of a contest, or a refusal that says how far it is.
func (s *Service) endOf(ctx context.Context, c store.Contest) (*final, error) {
	st, err := s.stateOf(ctx, c)
	switch {
	case err != nil:
		return nil, err
	case st.final != nil:
		return st.final, nil
	case st.now.Before(c.StartTime):
		return nil, notStarted(c.StartTime, st.now)
	}
	left := c.EndTime.Sub(st.now) + time.Second // until the log is closed, about
	return nil, rpc.Refuse(schema.ContestRunning, rpc.RetryAfter(max(left, time.Second)))
}

func (f *final) keyEntries() []schema.KeyEntry {
	key := make([]schema.KeyEntry, len(f.questions))
	for i, q := range f.questions {
		answer, _ := f.secret.key.Answer(string(q.ID))
		key[i] = schema.KeyEntry{QuestionID: q.ID, CorrectAnswer: answer, Explanation: f.secret.explanations[i]}
	}
	return key
}

func (s *Service) ownAnswers(ctx context.Context, f *final, participant string) ([]schema.OwnAnswer, error) {
	entries, outcomes, err := s.answersOf(ctx, f.paper, participant)
	if err != nil {
		return nil, err
	}
	own := make([]schema.OwnAnswer, len(entries))
	for i, e := range entries {
		own[i] = schema.OwnAnswer{QuestionID: schema.ID(e.Answer.QuestionID), Answer: e.Answer.Answer, Correct: outcomes[i].Right,
			Points: scoring.Points(outcomes[i].Milli), TimeMs: e.Answer.TimeMs, Position: e.Position}
	}
	return own, nil
}

// resultsList names the cursors of final boards. They hold how many lines come
// before, and the contest.
const resultsList = "contest.results"

func writeCursor(contestID string, from int) string {
	return store.Position{At: time.UnixMilli(int64(from)), ID: contestID}.Cursor(resultsList)
}

func readCursor(contestID, cursor string) (from int, err error) {
	if cursor == "" {
		return 0, nil
	}
	p, err := store.ParseCursor(resultsList, cursor)
	if errors.Is(err, store.ErrBadCursor) || err == nil && p.ID != contestID {
		return 0, badCursor()
	}
	return int(p.At.UnixMilli()), err
}
