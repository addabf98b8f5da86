package coaching

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"prepwire/rpc"
	"prepwire/rpc/coaching/strategies"
	"prepwire/schema"
	"prepwire/store"
)

// topic is what a student talks about with the tutor.
type topic struct {
	question  *store.Question // nil: none
	attempted bool            // the student knows its key
	attempt   *store.Attempt  // the student's last at it; nil: not among the newest
	skill     string          // its name
	strategy  strategies.Strategy
	history   []store.Message // what was said before, oldest first
}

const (
	historyMessages = 20
	historyLength   = 8000 // characters
	attemptsRead    = 100
)

// topic gathers what is known of a question for the user of the running call.
func (s *Service) topic(ctx context.Context, user string, id schema.ID) (topic, error) {
	if id == "" {
		return topic{}, nil
	}
	q, err := s.questions.Find(ctx, id)
	if err != nil {
		return topic{}, err
	}
	t := topic{question: &q, skill: q.Skill, strategy: s.strategyFor(q.Skill, q.Subject)}
	if known, _, ok := s.questions.Skill(q.Skill); ok {
		t.skill = known.Name
	}
	attempted, err := s.store.Attempted(ctx, user, []string{q.ID})
	if err != nil {
		return topic{}, fmt.Errorf("find out whether it was attempted: %w", err)
	}
	if t.attempted = attempted[q.ID]; !t.attempted {
		return t, nil
	}
	latest, err := s.store.LatestAttempts(ctx, user, attemptsRead)
	if err != nil {
		return topic{}, fmt.Errorf("find the attempt: %w", err)
	}
	if i := slices.IndexFunc(latest, func(a store.Attempt) bool { return a.QuestionID == q.ID }); i >= 0 {
		t.attempt = &latest[i]
	}
	return t, nil
}

// history is what was said beside a message, as far as it fits.
func (s *Service) history(ctx context.Context, said store.Message) ([]store.Message, error) {
	list, err := s.store.MessagesOf(ctx, said.UserID, store.MessageFilter{}, store.Page{Limit: historyMessages + 1})
	if err != nil {
		return nil, fmt.Errorf("find what was said before: %w", err)
	}
	var before []store.Message
	room := historyLength
	for _, m := range list.Items {
		if m.ID == said.ID {
			continue
		}
		if room -= len([]rune(m.Text)); room < 0 {
			break
		}
		before = append(before, m)
	}
	slices.Reverse(before)
	return before, nil
}

// harmless is the history of what the student says, none if that is about a
// question of an upcoming or running contest: named, typed off at a time when it
// could be, or in pieces of which the newest is said now.
func (s *Service) harmless(ctx context.Context, said store.Message) ([]store.Message, error) {
	history, err := s.history(ctx, said)
	if err != nil {
		return nil, err
	}
	var pieces, ids []string
	for _, m := range append(slices.Clone(history), said) {
		if m.FromStudent {
			pieces = append(pieces, m.Text)
		}
		if m.QuestionID != "" {
			ids = append(ids, m.QuestionID)
		}
	}
	slices.Sort(ids)
	err = s.questions.RefuseContested(ctx, strings.Join(pieces, "\n"), slices.Compact(ids)...)
	if refused := (*rpc.Error)(nil); errors.As(err, &refused) && refused.Data.Reason == schema.ContestRunning {
		return nil, nil
	}
	return history, err
}
