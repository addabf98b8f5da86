package contest

import (
	"context"
	"fmt"
	"time"

	"prepwire/schema"
	"prepwire/store"
)

// view is a contest as a user sees it now.
func (s *Service) view(ctx context.Context, c store.Contest, userID string) (schema.Contest, error) {
	now, err := s.clock.Read(ctx)
	if err != nil {
		return schema.Contest{}, err
	}
	seen, err := s.views(ctx, []store.Contest{c}, now, userID)
	if err != nil {
		return schema.Contest{}, err
	}
	return seen[0], nil
}

// views are contests as a user sees them at a time.
func (s *Service) views(ctx context.Context, contests []store.Contest, now time.Time, userID string) ([]schema.Contest, error) {
	ids := make([]string, len(contests))
	for i, c := range contests {
		ids[i] = c.ID
	}
	taken, err := s.store.CountRegistrations(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("count registrations: %w", err)
	}
	seen := make([]schema.Contest, len(contests))
	for i, c := range contests {
		seen[i] = viewOf(c, statusOf(c, now), taken[c.ID], userID)
		if now.Before(c.StartTime) || c.FrozenAt.IsZero() {
			continue
		}
		if seen[i].KeyCommitment, err = s.commitment(ctx, c.ID); err != nil {
			return nil, err
		}
	}
	return seen, nil
}

func viewOf(c store.Contest, status schema.ContestStatus, taken int, userID string) schema.Contest {
	v := schema.Contest{
		ID:                   schema.ID(c.ID),
		Title:                c.Title,
		Description:          c.Description,
		ExamType:             schema.Code64(c.ExamType),
		Subjects:             make([]schema.Code64, len(c.Subjects)),
		Difficulty:           schema.ContestDifficulty(c.Difficulty),
		Status:               status,
		StartTime:            schema.Time{Time: c.StartTime},
		EndTime:              schema.Time{Time: c.EndTime},
		Pacing:               schema.Pacing(c.Pacing),
		GapMs:                c.GapMs,
		Scoring:              schema.Scoring(c.Scoring),
		Feedback:             schema.Feedback(c.Feedback),
		QuestionCount:        int64(len(c.Questions)),
		MaxParticipants:      int64(c.MaxParticipants),
		Participants:         int64(taken),
		RegistrationDeadline: schema.Time{Time: c.RegistrationDeadline},
		IsPublic:             c.IsPublic,
		Version:              int64(c.Version),
		CreatedBy:            c.CreatedBy,
	}
	for i, subject := range c.Subjects {
		v.Subjects[i] = schema.Code64(subject)
	}
	if c.CreatedBy == userID {
		v.InviteCode = c.InviteCode
	}
	return v
}

// taken is how many are registered.
func (s *Service) taken(ctx context.Context, contestID string) (int, error) {
	counts, err := s.store.CountRegistrations(ctx, []string{contestID})
	if err != nil {
		return 0, fmt.Errorf("count registrations: %w", err)
	}
	return counts[contestID], nil
}

// viewQuestion is a question as participants see it. It has no room for a key.
func viewQuestion(q store.Question) schema.Question {
	v := schema.Question{
		ID:              schema.ID(q.ID),
		ExamType:        schema.Code64(q.ExamType),
		Subject:         schema.Code64(q.Subject),
		Skill:           schema.Code64(q.Skill),
		Difficulty:      difficultyOf(q.DifficultyLevel),
		DifficultyLevel: int64(q.DifficultyLevel),
		QuestionType:    schema.QuestionType(q.QuestionType),
		Passage:         q.Passage,
		Stem:            q.Stem,
		TimeLimitMs:     q.TimeLimitMs,
		Tags:            append([]string{}, q.Tags...),
		Provider:        schema.Provider(q.Provider),
		Model:           q.Model,
		Visibility:      schema.Visibility(q.Visibility),
		Verified:        q.Verified,
		Version:         int64(q.Version),
		CreatedBy:       q.CreatedBy,
		CreatedAt:       schema.Time{Time: q.CreatedAt},
	}
	for _, o := range q.Options {
		v.Options = append(v.Options, schema.Option{ID: o.ID, Text: o.Text})
	}
	return v
}

// difficultyOf groups the five levels: 1–2 easy, 3 medium, 4–5 hard.
func difficultyOf(level int) schema.Difficulty {
	switch {
	case level <= 2:
		return "easy"
	case level == 3:
		return "medium"
	}
	return "hard"
}
