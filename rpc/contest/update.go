package contest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
	"prepwire/store"
)

// update changes the given members of a contest of the caller's own, if it is
// still at the version that was read and not frozen.
func (s *Service) update(ctx context.Context, params schema.ContestUpdateParams) (schema.Contest, error) {
	_, who := caller(ctx)
	c, err := s.findOwn(ctx, who, params.ContestID)
	if err != nil {
		return schema.Contest{}, err
	}
	now, err := s.clock.Read(ctx)
	if err != nil {
		return schema.Contest{}, err
	}
	if err := changeable(c, now); err != nil {
		return schema.Contest{}, err
	}
	if int64(c.Version) != params.Version {
		return schema.Contest{}, s.conflict(ctx, c, who.UserID)
	}
	taken, err := s.taken(ctx, c.ID)
	if err != nil {
		return schema.Contest{}, err
	}
	p := patch(c, params)
	p.now, p.UpdatedAt, p.registered = now, now, taken
	if err := s.checkPlan(ctx, who, p); err != nil {
		return schema.Contest{}, err
	}
	return s.change(ctx, p.Contest, c.Version, who.UserID)
}

// change replaces a contest at a version.
func (s *Service) change(ctx context.Context, c store.Contest, version int, userID string) (schema.Contest, error) {
	kept, err := s.store.UpdateContest(ctx, c, version)
	switch {
	case errors.Is(err, store.ErrVersion):
		return schema.Contest{}, s.conflict(ctx, kept, userID)
	case errors.Is(err, store.ErrState) && !kept.CancelledAt.IsZero():
		return schema.Contest{}, rpc.Refuse(schema.ContestIsCancelled)
	case errors.Is(err, store.ErrState):
		return schema.Contest{}, rpc.Refuse(schema.ContestFrozen)
	case err != nil:
		return schema.Contest{}, fmt.Errorf("update contest: %w", err)
	}
	s.changed(kept.ID)
	return s.view(ctx, kept, userID)
}

// changeable refuses changes of what can no longer be changed.
func changeable(c store.Contest, now time.Time) error {
	switch {
	case !c.CancelledAt.IsZero():
		return rpc.Refuse(schema.ContestIsCancelled)
	case frozen(c, now):
		return rpc.Refuse(schema.ContestFrozen)
	}
	return nil
}

func (s *Service) conflict(ctx context.Context, current store.Contest, userID string) error {
	seen, err := s.view(ctx, current, userID)
	if err != nil {
		return err
	}
	return rpc.Refuse(schema.VersionConflict, rpc.Current(seen))
}

// patch is c with what params give. What follows from what was changed is left
// to be found anew: the end in live pacing, a deadline that was the end.
func patch(c store.Contest, params schema.ContestUpdateParams) *plan {
	p := &plan{Contest: c, endTime: params.EndTime.Time, duration: milliseconds(params.DurationMs)}
	if c.RegistrationDeadline.Equal(c.EndTime) {
		p.RegistrationDeadline = time.Time{}
	}
	wasLive := p.live()
	put(&p.Title, params.Title)
	put(&p.Description, params.Description)
	put(&p.ExamType, (*string)(params.ExamType))
	put(&p.Difficulty, (*string)(params.Difficulty))
	put(&p.Pacing, (*string)(params.Pacing))
	put(&p.Scoring, (*string)(params.Scoring))
	put(&p.Feedback, (*string)(params.Feedback))
	put(&p.IsPublic, params.IsPublic)
	put(&p.GapMs, params.GapMs)
	p.gapGiven = params.GapMs != nil
	if params.GapMs == nil && p.live() && !wasLive {
		p.GapMs = defaultGapMs
	}
	if wasLive && p.Pacing == scoring.Free {
		p.EndTime = time.Time{} // was made of the time limits
	}
	if params.MaxParticipants != nil {
		p.MaxParticipants = int(*params.MaxParticipants)
	}
	if params.Questions != nil {
		p.setQuestions(params.Questions)
	}
	if params.Subjects != nil {
		p.Subjects = subjectsOf(params.Subjects)
	}
	if !params.StartTime.IsZero() {
		p.StartTime = params.StartTime.Time
	}
	if !params.RegistrationDeadline.IsZero() {
		p.RegistrationDeadline = params.RegistrationDeadline.Time
	}
	p.InviteCode = inviteCode(p.IsPublic, c.InviteCode)
	return p
}

// put sets *dst to *value unless that is not given.
func put[T any](dst, value *T) {
	if value != nil {
		*dst = *value
	}
}

func milliseconds(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
