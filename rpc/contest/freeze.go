package contest

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc/contest/answerlog"
	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
	"prepwire/store"
)

// freeze fixes a contest that is open, or finds what was fixed already. Any
// node may do it at any time: the first one decides.
func (s *Service) freeze(ctx context.Context, c store.Contest) (*paper, error) {
	for c.FrozenAt.IsZero() {
		f, err := s.newFreeze(ctx, c)
		if err != nil {
			return nil, err
		}
		_, err = s.store.FreezeContest(ctx, f, c.Version)
		if err != nil && !errors.Is(err, store.ErrVersion) {
			return nil, fmt.Errorf("freeze contest: %w", err)
		}
		if c, err = s.store.Contest(ctx, c.ID); err != nil {
			return nil, fmt.Errorf("find contest: %w", err)
		}
	}
	return s.paper(ctx, c)
}

// paper reads what was fixed of a frozen contest.
func (s *Service) paper(ctx context.Context, c store.Contest) (*paper, error) {
	f, err := s.store.ContestFreeze(ctx, c.ID)
	if err != nil {
		return nil, fmt.Errorf("read what was frozen: %w", err)
	}
	return newPaper(c, f)
}

// newFreeze copies what a contest needs to run: from then on nobody can change
// its questions or their answers.
func (s *Service) newFreeze(ctx context.Context, c store.Contest) (store.Freeze, error) {
	ids := make([]string, len(c.Questions))
	for i, q := range c.Questions {
		ids[i] = q.QuestionID
	}
	questions, err := s.store.QuestionsByID(ctx, ids)
	if err != nil {
		return store.Freeze{}, fmt.Errorf("find questions: %w", err)
	}
	if _, err := rulesOf(c, questions); err != nil {
		return store.Freeze{}, err
	}
	now, err := s.clock.Read(ctx)
	if err != nil {
		return store.Freeze{}, err
	}
	f := store.Freeze{ContestID: c.ID, At: now, Questions: questions, KeySalt: answerlog.NewSalt()}
	if f.KeyHolders, err = s.keyHolders(ctx, c, questions); err != nil {
		return store.Freeze{}, err
	}
	if f.KeyCommitment, err = answerlog.Commit(f.KeySalt, keyOf(questions)); err != nil {
		return store.Freeze{}, fmt.Errorf("commit to the key: %w", err)
	}
	if c.Pacing == scoring.Free { // live questions come one by one
		f.Pack, err = seal(c.ID, shown(questions))
	}
	return f, err
}

func shown(questions []store.Question) []schema.Question {
	out := make([]schema.Question, len(questions))
	for i, q := range questions {
		out[i] = viewQuestion(q)
	}
	return out
}
