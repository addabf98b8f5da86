package question

import (
	"context"
	"fmt"
	"slices"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// A question of an upcoming or running contest is locked: it is there for who
// created it, who created the contest, and admins; for others as if it were
// not. Nobody answers it outside the contest, because an answer shows the key.

// lockOf tells of the contests that hold q now; locked is false when none does.
func (s *Service) lockOf(ctx context.Context, q store.Question) (lock store.QuestionLock, locked bool, err error) {
	locks, err := s.store.LockedQuestions(ctx, []string{q.ID})
	if err != nil {
		return lock, false, fmt.Errorf("find locks: %w", err)
	}
	lock, locked = locks[q.ID]
	return lock, locked, nil
}

// seesLocked says whether the caller may see q although it is locked.
func seesLocked(who *auth.Identity, q store.Question, lock store.QuestionLock) bool {
	return owns(who, q) || slices.Contains(lock.Organizers, who.UserID)
}

// findFree is the question of that id for who wants to answer it or be helped
// with it. A locked one is refused, to those who may see it, too; so is a copy
// of one, to those who may not see that one.
func (s *Service) findFree(ctx context.Context, who *auth.Identity, id schema.ID) (store.Question, error) {
	q, err := s.look(ctx, who, id)
	if err != nil {
		return q, err
	}
	if err := s.unlocked(ctx, q); err != nil {
		return q, err
	}
	return q, s.refuseCopy(ctx, q)
}

// unlocked refuses what may not be done with a locked question.
func (s *Service) unlocked(ctx context.Context, q store.Question) error {
	_, locked, err := s.lockOf(ctx, q)
	if err == nil && locked {
		return rpc.Refuse(schema.ContestRunning)
	}
	return err
}

// unfrozen refuses what may no longer be done with a question once a contest
// has copied it.
func (s *Service) unfrozen(ctx context.Context, q store.Question) error {
	lock, _, err := s.lockOf(ctx, q)
	if err == nil && lock.Frozen {
		return rpc.Refuse(schema.ContestRunning)
	}
	return err
}
