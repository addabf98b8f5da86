package analytics

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"prepwire/rpc"
	"prepwire/rpc/session/current"
	"prepwire/schema"
	"prepwire/store"
)

// recordAnswer keeps an answer given elsewhere. A ref names it: a repeat changes
// nothing, whatever else it says.
func (s *Service) recordAnswer(ctx context.Context, p schema.RecordAnswerParams) (schema.Analytics, error) {
	call, user := caller(ctx)
	about := s.named(string(p.Skill))
	if about.Skill == "" {
		return schema.Analytics{}, rpc.InvalidParam("/skill", "must not be blank")
	}
	session, err := current.For(ctx, s.store, user, p.SessionID)
	if err != nil {
		return schema.Analytics{}, err
	}
	kept, err := s.store.RecordAttempt(ctx, store.Attempt{
		ID:          reportedID(user, p.Ref),
		UserID:      user,
		QuestionID:  "reported:" + string(p.Ref),
		SessionID:   session,
		Correct:     p.Correct,
		TimeSpentMs: p.TimeSpentMs,
		ExamType:    about.Exam,
		Subject:     about.Subject,
		Skill:       about.Skill,
		Source:      store.SourceReported,
		At:          s.now(),
	})
	if err != nil {
		return schema.Analytics{}, fmt.Errorf("record answer: %w", err)
	}
	s.facts.Tell(ctx, rpc.Answered{
		AttemptID: kept.ID, UserID: user, SessionID: kept.SessionID, Skill: kept.Skill, Correct: kept.Correct,
		Counts: kept.Number == 1, SpentMs: kept.TimeSpentMs, At: kept.At, By: string(call.ConnectionID()),
	})
	return s.figures(ctx, user, kept.SessionID)
}

// reportedID is the id of the attempt that a user reports under a ref.
func reportedID(user string, ref schema.ID) string {
	sum := sha256.Sum256([]byte("reported\x00" + user + "\x00" + string(ref)))
	return "r" + base64.RawURLEncoding.EncodeToString(sum[:18])
}
