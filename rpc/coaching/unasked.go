package coaching

import (
	"context"
	"fmt"
	"slices"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/coaching/triggers"
	"prepwire/schema"
	"prepwire/store"
)

// rest is how long a trigger says nothing more to a student.
const rest = 5 * time.Minute

// answered hears that an answer was recorded, and says something if that sets
// off triggers. What counts is what the store says, so it matters neither which
// node hears it nor when.
func (s *Service) answered(ctx context.Context, a rpc.Answered) {
	if !a.Counts || a.Contest {
		return
	}
	if err := s.consider(ctx, a); err != nil {
		s.log.WarnContext(ctx, "look whether to coach", "attempt", a.AttemptID, "err", err)
	}
}

func (s *Service) consider(ctx context.Context, a rpc.Answered) error {
	latest, err := s.store.LatestAttempts(ctx, a.UserID, triggers.Tail)
	if err != nil {
		return fmt.Errorf("find the last answers: %w", err)
	}
	answers := firsts(latest)
	fired := triggers.Fired(answers, a.AttemptID)
	if triggers.Checked(answers, a.AttemptID) && s.masters(ctx, a) {
		fired = append(fired, triggers.Mastered)
	}
	if len(fired) == 0 {
		return nil
	}
	if engaged, err := s.store.Engaged(ctx, a.UserID); err != nil || engaged {
		return err
	}
	for _, t := range fired {
		if err := s.remark(ctx, a, t); err != nil {
			return err
		}
	}
	return nil
}

// firsts are the first answers outside contests among attempts, oldest first.
func firsts(latest []store.Attempt) (answers []triggers.Answer) {
	for _, a := range slices.Backward(latest) {
		if a.Number == 1 && a.Source != store.SourceContest {
			answers = append(answers, triggers.Answer{ID: a.ID, Skill: a.Skill, Correct: a.Correct,
				SpentMs: a.TimeSpentMs, ExpectedMs: a.ExpectedMs, Reported: a.Source == store.SourceReported})
		}
	}
	return answers
}

const mastered schema.MasteryLevel = "mastered"

// masters says whether a skill has become mastered by an answer. Without a
// learner, or when that fails, nobody can tell.
func (s *Service) masters(ctx context.Context, a rpc.Answered) bool {
	if s.learner == nil {
		return false
	}
	before, after, err := s.learner.Levels(ctx, a.UserID, a.AttemptID)
	if err != nil {
		s.log.WarnContext(ctx, "look whether a skill is mastered", "attempt", a.AttemptID, "err", err)
		return false
	}
	return after == mastered && before != mastered
}

// remark says what a trigger has to say, unless the trigger rests. The message's
// id derives from the trigger's message before it: nodes that find at once that
// it has rested make one message.
func (s *Service) remark(ctx context.Context, a rpc.Answered, t triggers.Trigger) error {
	before, err := s.store.MessagesOf(ctx, a.UserID, store.MessageFilter{Trigger: string(t)}, store.Page{Limit: 1})
	if err != nil {
		return fmt.Errorf("find the last message of a trigger: %w", err)
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return fmt.Errorf("read the clock: %w", err)
	}
	var last store.Message
	if len(before.Items) > 0 {
		last = before.Items[0]
	}
	if now.Before(last.At.Add(rest)) || now.After(a.At.Add(rest)) { // a repeat may be told of late
		return nil
	}
	m := s.words(a, t)
	m.ID, m.UserID, m.At = derivedID("unasked", a.UserID, string(t), last.ID), a.UserID, now
	kept, added, err := s.keep(ctx, m)
	if err != nil {
		return err
	}
	if added {
		s.announce(ctx, kept)
	}
	return nil
}
