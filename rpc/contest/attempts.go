package contest

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc"
	"prepwire/rpc/contest/answerlog"
	"prepwire/store"
)

const attemptsOnce = 100 // in one act of the store

// recordAttempts makes attempts of the answers of a contest that has ended, so
// that they reach analytics, and answers each user's last one. Repeating it
// changes nothing: an attempt's id follows from its place in the log.
func (s *Service) recordAttempts(ctx context.Context, g *game) (last map[string]store.Attempt, err error) {
	users := map[string]string{}
	places, err := s.places(ctx, g.contest.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		if !store.IsErased(p.UserID) {
			users[p.Participant] = p.UserID
		}
	}
	fold, err := g.fold()
	if err != nil {
		return nil, err
	}
	last = map[string]store.Attempt{}
	for after := int64(0); ; {
		kept, err := s.store.Entries(ctx, g.contest.ID, after, readEntries)
		if err != nil {
			return nil, fmt.Errorf("read log: %w", err)
		}
		entries, err := parse(kept)
		if err != nil {
			return nil, err
		}
		attempts := make([]store.Attempt, 0, len(entries))
		for i, e := range entries {
			after = e.Position
			if e.Type != answerlog.TypeAnswer {
				continue
			}
			out, err := fold.Apply(e.Answer)
			if err != nil {
				return nil, fmt.Errorf("fold log entry %d: %w", e.Position, err)
			}
			if user := users[e.Answer.Participant]; user != "" { // else the user was erased
				attempts = append(attempts, g.attempt(e, user, out.Right, kept[i].TimeSpentMs))
			}
		}
		if err := s.keepAttempts(ctx, g, attempts); err != nil {
			return nil, err
		}
		for _, a := range attempts {
			last[a.UserID] = a
		}
		if len(kept) < readEntries {
			return last, nil
		}
	}
}

// tell says that participants' answers count from now on. It may wait: the contest
// is closed by then, so that nobody is held up.
func (s *Service) tell(ctx context.Context, last map[string]store.Attempt) {
	for _, a := range last {
		s.facts.Tell(ctx, rpc.Answered{
			AttemptID: a.ID, UserID: a.UserID, QuestionID: a.QuestionID, Skill: a.Skill, Correct: a.Correct, Counts: true,
			Contest: true, SpentMs: a.TimeSpentMs, ExpectedMs: a.ExpectedMs, At: a.At,
		})
	}
}

// attempt is the answer of a log entry as it counts once it is recorded.
func (p *paper) attempt(e answerlog.Entry, userID string, right bool, spentMs int64) store.Attempt {
	slot, _ := p.schedule.Find(e.Answer.QuestionID)
	about := p.secret.subjects[slot.Index]
	return store.Attempt{
		ID:              fmt.Sprintf("%s:%09d", p.contest.ID, e.Position),
		UserID:          userID,
		QuestionID:      e.Answer.QuestionID,
		Answer:          e.Answer.Answer,
		Correct:         right,
		TimeSpentMs:     spentMs,
		ExamType:        about.exam,
		Subject:         about.name,
		Skill:           about.skill,
		DifficultyLevel: about.level,
		Family:          about.family,
		Source:          store.SourceContest,
		ExpectedMs:      about.expectedMs,
	}
}

// keepAttempts keeps attempts, which count from then on: recording all takes its
// time, and who folds a user's attempts expects them soon after the time that
// they bear.
func (s *Service) keepAttempts(ctx context.Context, g *game, attempts []store.Attempt) error {
	for len(attempts) > 0 {
		n := min(attemptsOnce, len(attempts))
		now := g.clock()
		for i := range n {
			attempts[i].At = now
		}
		_, err := s.store.RecordAttempts(ctx, attempts[:n])
		if errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrInvalid) {
			s.logger.Error("attempts of a contest", "first", attempts[0].ID, "count", n, "err", err) // to try again would not help
			err = nil
		}
		if err != nil {
			return fmt.Errorf("record attempts: %w", err)
		}
		attempts = attempts[n:]
	}
	return nil
}
