package coaching

import (
	"context"
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
	ladder := s.ladder(q)
	level := int(p.Level)
	if level > len(ladder) {
		return schema.Hint{}, rpc.InvalidParam("/level", fmt.Sprintf("must be at most %d, the last of this question", len(ladder)))
	}
	if level == 0 {
		had, err := s.hintsHad(ctx, user, q.ID)
		if err != nil {
			return schema.Hint{}, err
		}
		level = min(had+1, len(ladder))
	}
	text := ladder[level-1]
	now, err := s.store.Now(ctx)
	if err != nil {
		return schema.Hint{}, fmt.Errorf("read the clock: %w", err)
	}
	_, _, err = s.keep(ctx, store.Message{
		ID:     derivedID(typeHint, user, q.ID, strconv.Itoa(level), text), // asked for again it is kept once
		UserID: user, Type: typeHint, Text: text, Skill: q.Skill, QuestionID: q.ID, Level: level, At: now, ReadAt: now,
	})
	if err != nil {
		return schema.Hint{}, err
	}
	return schema.Hint{QuestionID: p.QuestionID, Level: int64(level), Levels: int64(len(ladder)), Hint: text}, nil
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
