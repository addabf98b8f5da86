package sqlite

import (
	"context"
	"fmt"
	"time"

	"prepwire/store"
)

const (
	insertReview = `INSERT INTO question_reviews (question_id, user_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`

	selectReviewers = `SELECT question_id, user_id FROM question_reviews
		WHERE question_id IN (SELECT value FROM json_each(?)) ORDER BY question_id, user_id`
)

// RecordReview implements store.Questions.
func (db *DB) RecordReview(ctx context.Context, questionID, userID string, at time.Time) error {
	if questionID == "" || userID == "" || at.IsZero() {
		return fmt.Errorf("record review: no question, user or time: %w", store.ErrInvalid)
	}
	_, err := write(ctx, db, "record review", func(t *tx) (struct{}, error) {
		_, err := t.exec(insertReview, questionID, userID, at.UnixMilli())
		return struct{}{}, err
	})
	return err
}

// ReviewersOf implements store.Questions.
func (db *DB) ReviewersOf(ctx context.Context, questionIDs []string) (map[string][]string, error) {
	list, err := idList(questionIDs)
	if err != nil {
		return nil, fmt.Errorf("reviewers: %w", err)
	}
	return read(ctx, db, "reviewers", func(ctx context.Context) (map[string][]string, error) {
		found, err := rows(ctx, db, selectReviewers, []any{list}, func(row scanner) (pair [2]string, err error) {
			return pair, row.Scan(&pair[0], &pair[1])
		})
		reviewers := make(map[string][]string)
		for _, pair := range found {
			reviewers[pair[0]] = append(reviewers[pair[0]], pair[1])
		}
		return reviewers, err
	})
}
