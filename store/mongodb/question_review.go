package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

type review struct {
	QuestionID string    `bson:"questionId"`
	UserID     string    `bson:"userId"`
	At         time.Time `bson:"at"`
}

// RecordReview implements store.Questions.
func (db *DB) RecordReview(ctx context.Context, questionID, userID string, at time.Time) error {
	if questionID == "" || userID == "" || at.IsZero() {
		return fmt.Errorf("record review: no question, user or time: %w", store.ErrInvalid)
	}
	_, err := call(ctx, db, "record review", func(ctx context.Context) (bool, error) {
		return insert(ctx, db.reviews, review{questionID, userID, at})
	})
	return err
}

// ReviewersOf implements store.Questions.
func (db *DB) ReviewersOf(ctx context.Context, questionIDs []string) (map[string][]string, error) {
	if err := tooMany(len(questionIDs)); err != nil {
		return nil, fmt.Errorf("reviewers: %w", err)
	}
	return call(ctx, db, "reviewers", func(ctx context.Context) (map[string][]string, error) {
		reviewers := make(map[string][]string)
		if len(questionIDs) == 0 {
			return reviewers, nil
		}
		found, err := all[review](ctx, db.reviews, bson.D{in("questionId", questionIDs)},
			options.Find().SetSort(up("questionId", "userId")))
		for _, r := range found {
			reviewers[r.QuestionID] = append(reviewers[r.QuestionID], r.UserID)
		}
		return reviewers, err
	})
}
