package coaching

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// hint gives a hint and keeps that the student has had it, by which every device
// and node knows which one is next.
func (s *Service) hint(ctx context.Context, p schema.HintParams) (schema.Hint, error) {
	_, user := caller(ctx)
	q, err := s.questions.Find(ctx, p.QuestionID)
	if err != nil {
		return schema.Hint{}, err
	}
	own := ownHints(q)
	levels := len(own)
	if levels == 0 {
		levels = len(rungs{})
	}
	level := int(p.Level)
	if level > levels {
		return schema.Hint{}, rpc.InvalidParam("/level", fmt.Sprintf("must be at most %d, the last of this question", levels))
	}
	if level == 0 {
		had, err := s.hintsHad(ctx, user, q.ID)
		if err != nil {
			return schema.Hint{}, err
		}
		level = min(had+1, levels)
	}
	m := store.Message{UserID: user, Type: typeHint, Skill: q.Skill, QuestionID: q.ID, Level: level}
	if len(own) > 0 {
		m.Text = own[level-1]
		m.ID = derivedID(typeHint, user, q.ID, strconv.Itoa(level), m.Text) // asked for again it is kept once
		m, err = s.give(ctx, m)
	} else {
		m.ID = derivedID(typeHint, user, strconv.Itoa(level), matterOf(q))
		m, err = s.rung(ctx, q, m)
	}
	if err != nil {
		return schema.Hint{}, err
	}
	return schema.Hint{QuestionID: p.QuestionID, Level: int64(level), Levels: int64(levels), Hint: m.Text}, nil
}

// rung is a hint on a question that brings none. Whoever wrote it, the one that
// the student had first stands, on every node.
func (s *Service) rung(ctx context.Context, q store.Question, m store.Message) (store.Message, error) {
	had, err := s.store.Message(ctx, m.UserID, m.ID)
	switch {
	case err == nil:
		return had, nil
	case !errors.Is(err, store.ErrNotFound):
		return m, fmt.Errorf("find a hint: %w", err)
	}
	ladder, ok, err := written(ctx, s, &s.ladders, TaskHint, matterOf(q), func(ctx context.Context) (rungs, error) {
		return s.writeHints(ctx, q, m.Level)
	})
	if err != nil {
		return m, err
	}
	if !ok {
		ladder = s.generalHints(q)
	}
	m.Text = ladder[m.Level-1]
	return s.give(ctx, m)
}

// give keeps a hint, and answers the one that is kept.
func (s *Service) give(ctx context.Context, m store.Message) (store.Message, error) {
	now, err := s.store.Now(ctx)
	if err != nil {
		return m, fmt.Errorf("read the clock: %w", err)
	}
	m.At, m.ReadAt = now, now
	kept, _, err := s.keep(ctx, m)
	return kept, err
}

// hintsHad is the highest level of the hints on a question that the user has
// had. A hint is kept once, so there are few.
func (s *Service) hintsHad(ctx context.Context, user, question string) (highest int, err error) {
	list, err := s.store.MessagesOf(ctx, user, store.MessageFilter{Type: typeHint, QuestionID: question}, store.Page{Limit: 100})
	if err != nil {
		return 0, fmt.Errorf("find the hints of a question: %w", err)
	}
	for _, m := range list.Items {
		highest = max(highest, m.Level)
	}
	return highest, nil
}
