package mongodb

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// AttemptsOf implements store.Attempts.
func (db *DB) AttemptsOf(ctx context.Context, userID string, after store.Position, limit int) ([]store.Attempt, error) {
	return db.attemptsFrom(ctx, "attempts", bson.D{is("userId", userID)}, after, limit)
}

// AttemptsIn implements store.Attempts.
func (db *DB) AttemptsIn(ctx context.Context, userID, sessionID string, after store.Position, limit int) ([]store.Attempt, error) {
	if sessionID == "" {
		userID = "" // which nobody is called
	}
	return db.attemptsFrom(ctx, "attempts of a session", bson.D{is("userId", userID), is("sessionId", sessionID)}, after, limit)
}

// AllAttempts implements store.Attempts.
func (db *DB) AllAttempts(ctx context.Context, after store.Position, limit int) ([]store.Attempt, error) {
	return db.attemptsFrom(ctx, "all attempts", bson.D{}, after, limit)
}

// LatestAttempts implements store.Attempts.
func (db *DB) LatestAttempts(ctx context.Context, userID string, limit int) ([]store.Attempt, error) {
	return call(ctx, db, "latest attempts", func(ctx context.Context) ([]store.Attempt, error) {
		return db.findAttempts(ctx, bson.D{is("userId", userID)}, newest("at", "_id"), limit)
	})
}

func (db *DB) attemptsFrom(ctx context.Context, doing string, which bson.D, after store.Position, limit int) ([]store.Attempt, error) {
	return call(ctx, db, doing, func(ctx context.Context) ([]store.Attempt, error) {
		return db.findAttempts(ctx, append(which, following("at", "_id", after)...), oldest("at", "_id"), limit)
	})
}

func (db *DB) findAttempts(ctx context.Context, which, order bson.D, limit int) ([]store.Attempt, error) {
	found, err := all[attemptRecord](ctx, db.attempts, which, options.Find().SetSort(order).SetLimit(int64(store.ClampLimit(limit))))
	var as []store.Attempt
	for _, a := range found {
		as = append(as, store.Attempt(a))
	}
	return as, err
}

// Attempted implements store.Attempts.
func (db *DB) Attempted(ctx context.Context, userID string, questionIDs []string) (map[string]bool, error) {
	if err := tooMany(len(questionIDs)); err != nil {
		return nil, fmt.Errorf("attempted: %w", err)
	}
	return call(ctx, db, "attempted", func(ctx context.Context) (map[string]bool, error) {
		known := make(map[string]bool)
		if len(questionIDs) == 0 {
			return known, nil
		}
		found, err := all[attemptRecord](ctx, db.attempts, bson.D{is("userId", userID), in("questionId", questionIDs), is("number", 1)},
			options.Find().SetProjection(only("questionId")))
		for _, a := range found {
			known[a.QuestionID] = true
		}
		return known, err
	})
}

// QuestionStats implements store.Attempts.
func (db *DB) QuestionStats(ctx context.Context, questionID string) (store.QuestionStats, error) {
	return call(ctx, db, "question stats", func(ctx context.Context) (s store.QuestionStats, err error) {
		counts, err := countBy[bool](ctx, db.attempts, bson.D{is("questionId", questionID), is("number", 1)}, "correct")
		return store.QuestionStats{Answered: counts[true] + counts[false], Correct: counts[true]}, err
	})
}
