package question

import (
	"context"
	"fmt"

	"prepwire/rpc"
	"prepwire/rpc/question/excerpt"
	"prepwire/schema"
	"prepwire/store"
)

// A locked question is locked in every form: who types it off, pictures it or
// has a copy of it under another id gets as little help as with its id. The
// refusal names no contest and says no more than that one is not over.

// candidates bounds the questions that one text is compared with.
const candidates = 12

// RefuseContested refuses with contest_running a text that quotes a question of
// an upcoming or running contest, whole or a good part of it, and questions by
// their ids that are in one. Who may see these questions is not refused. It must
// run within a call.
func (s *Service) RefuseContested(ctx context.Context, text string, ids ...string) error {
	if err := s.watch.follow(ctx); err != nil {
		return err
	}
	if s.watch.index.Len() == 0 {
		return nil
	}
	t := excerpt.Of(text)
	quoted, err := s.read(ctx, s.watch.index.Candidates(t, candidates), func(q store.Question) bool { return t.Quotes(quotable(q)) })
	if err != nil {
		return err
	}
	named, err := s.read(ctx, ids, func(store.Question) bool { return true })
	if err != nil {
		return err
	}
	return s.refuseLocked(ctx, append(quoted, named...))
}

// refuseCopy refuses a question that says the same as one of an upcoming or
// running contest: they may have been made alike.
func (s *Service) refuseCopy(ctx context.Context, q store.Question) error {
	if err := s.watch.follow(ctx); err != nil {
		return err
	}
	copies, err := s.read(ctx, s.watch.index.Copies(quotable(q)), func(other store.Question) bool {
		return other.ID != q.ID && excerpt.Same(quotable(other), quotable(q))
	})
	if err != nil {
		return err
	}
	return s.refuseLocked(ctx, copies)
}

// read are the questions of these ids that do.
func (s *Service) read(ctx context.Context, ids []string, do func(store.Question) bool) (found []store.Question, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := s.store.QuestionsByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("find questions of contests: %w", err)
	}
	for _, q := range all {
		if do(q) {
			found = append(found, q)
		}
	}
	return found, nil
}

// refuseLocked refuses if one of the questions is locked and the caller may not
// see it.
func (s *Service) refuseLocked(ctx context.Context, qs []store.Question) error {
	if len(qs) == 0 {
		return nil
	}
	ids := make([]string, len(qs))
	for i, q := range qs {
		ids[i] = q.ID
	}
	locks, err := s.store.LockedQuestions(ctx, ids)
	if err != nil {
		return fmt.Errorf("find locks: %w", err)
	}
	_, who := caller(ctx)
	for _, q := range qs {
		if lock, locked := locks[q.ID]; locked && !seesLocked(who, q, lock) {
			return rpc.Refuse(schema.ContestRunning)
		}
	}
	return nil
}
