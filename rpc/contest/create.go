package contest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// create announces a contest, or keeps a draft. A repeat under the same
// idempotency key answers the contest as it is now.
func (s *Service) create(ctx context.Context, params schema.ContestCreateParams) (schema.Contest, error) {
	call, who := caller(ctx)
	id, digest := call.IdempotencyID(0)
	if digest != "" {
		kept, err := s.store.Contest(ctx, string(id))
		if err == nil {
			return s.repeated(ctx, kept, digest, who.UserID)
		}
		if !errors.Is(err, store.ErrNotFound) {
			return schema.Contest{}, fmt.Errorf("find contest: %w", err)
		}
	}
	now, err := s.clock.Read(ctx)
	if err != nil {
		return schema.Contest{}, err
	}
	p := planOf(params)
	p.now = now
	p.ID, p.RequestDigest = string(id), digest
	p.CreatedBy, p.CreatedAt = who.UserID, now
	if err := s.checkPlan(ctx, who, p); err != nil {
		return schema.Contest{}, err
	}
	kept, err := s.store.CreateContest(ctx, p.Contest)
	switch {
	case err != nil:
		return schema.Contest{}, fmt.Errorf("create contest: %w", err)
	case kept.RequestDigest != digest:
		return s.repeated(ctx, kept, digest, who.UserID)
	}
	s.look()
	return s.view(ctx, kept, who.UserID)
}

// checkCreate is what a plan finds wrong with params that can be read only in
// part. What depends on members that are not there is left out.
func (s *Service) checkCreate(params schema.ContestCreateParams) []schema.ParamError {
	p := planOf(params)
	p.checkTexts()
	if params.Pacing == "" {
		return p.faults
	}
	p.checkRules()
	ends := p.live() || !p.endTime.IsZero() || p.duration != 0
	if p.now = s.clock.Time(); !p.now.IsZero() && !p.StartTime.IsZero() && ends {
		p.checkTimes()
	}
	return p.faults
}

// repeated answers a call that came before, unless it is another one.
func (s *Service) repeated(ctx context.Context, kept store.Contest, digest, userID string) (schema.Contest, error) {
	if kept.RequestDigest != digest {
		return schema.Contest{}, rpc.Refuse(schema.IdempotencyMismatch)
	}
	return s.view(ctx, kept, userID)
}

func planOf(params schema.ContestCreateParams) *plan {
	p := &plan{endTime: params.EndTime.Time}
	p.duration = milliseconds(params.DurationMs)
	p.gapGiven = params.GapMs != defaultGapMs
	p.Contest = store.Contest{
		Title:                params.Title,
		Description:          params.Description,
		ExamType:             string(params.ExamType),
		Subjects:             subjectsOf(params.Subjects),
		Difficulty:           string(params.Difficulty),
		Pacing:               string(params.Pacing),
		GapMs:                params.GapMs,
		Scoring:              string(params.Scoring),
		Feedback:             string(params.Feedback),
		StartTime:            params.StartTime.Time,
		RegistrationDeadline: params.RegistrationDeadline.Time,
		MaxParticipants:      int(params.MaxParticipants),
		IsPublic:             params.IsPublic,
		InviteCode:           inviteCode(params.IsPublic, ""),
		Draft:                params.Draft,
	}
	p.setQuestions(params.Questions)
	return p
}

// defaultGapMs is the default of gapMs in the contract. It cannot be told from
// a gap of the same length that was asked for, which does no harm.
const defaultGapMs = 3000

func subjectsOf(codes []schema.Code64) []string {
	if codes == nil {
		return nil
	}
	subjects := make([]string, 0, len(codes))
	for _, c := range codes {
		if !slices.Contains(subjects, string(c)) {
			subjects = append(subjects, string(c))
		}
	}
	return subjects
}

// inviteCode is that of a contest: the one it has, or a new one for a contest
// that became private.
func inviteCode(isPublic bool, has string) string {
	switch {
	case isPublic:
		return ""
	case has != "":
		return has
	}
	return rand.Text()[:inviteLetters]
}

// inviteLetters are five bits each.
const inviteLetters = 16
