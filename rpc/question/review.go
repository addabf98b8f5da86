package question

import (
	"context"
	"fmt"

	"prepwire/schema"
	"prepwire/store"
)

// reviewReports bounds the reports of a review: the newest ones.
const reviewReports = 100

// review answers a question of the caller's own with key, reports and figures.
// First it is noted who learns the key: key holders take part in no contest.
func (s *Service) review(ctx context.Context, p schema.QuestionRef) (schema.Reviewed, error) {
	_, who := caller(ctx)
	q, err := s.findOwn(ctx, who, p.QuestionID)
	if err != nil {
		return schema.Reviewed{}, err
	}
	if err := s.store.RecordReview(ctx, q.ID, who.UserID, s.now()); err != nil {
		return schema.Reviewed{}, fmt.Errorf("review question: %w", err)
	}
	reports, err := s.store.ReportsOf(ctx, q.ID, store.Page{Limit: reviewReports})
	if err != nil {
		return schema.Reviewed{}, fmt.Errorf("review question: %w", err)
	}
	stats, err := s.store.QuestionStats(ctx, q.ID)
	if err != nil {
		return schema.Reviewed{}, fmt.Errorf("review question: %w", err)
	}
	reviewed := schema.Reviewed{
		Question:      view(q),
		CorrectAnswer: q.CorrectAnswer,
		Explanation:   q.Explanation,
		Hints:         orEmpty(q.Hints),
		Reports:       make([]schema.Report, len(reports.Items)),
		Stats:         schema.QuestionStats{Answered: int64(stats.Answered), Correct: int64(stats.Correct)},
	}
	for i, r := range reports.Items {
		reviewed.Reports[i] = viewReport(r)
	}
	return reviewed, nil
}
