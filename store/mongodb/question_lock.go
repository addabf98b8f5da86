package mongodb

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// LockedQuestions implements store.Contests.
func (db *DB) LockedQuestions(ctx context.Context, questionIDs []string) (map[string]store.QuestionLock, error) {
	if err := tooMany(len(questionIDs)); err != nil {
		return nil, fmt.Errorf("locked questions: %w", err)
	}
	return call(ctx, db, "locked questions", func(ctx context.Context) (map[string]store.QuestionLock, error) {
		return db.locks(ctx, questionIDs)
	})
}

// locks reads them from the open contests, which name their questions apart.
func (db *DB) locks(ctx context.Context, ids []string) (map[string]store.QuestionLock, error) {
	locks := make(map[string]store.QuestionLock)
	if len(ids) == 0 {
		return locks, nil
	}
	found, err := all[struct {
		CreatedBy string    `bson:"createdBy"`
		FrozenAt  time.Time `bson:"frozenAt"`
		Locked    []string  `bson:"locked"`
	}](ctx, db.contests, bson.D{in("locked", ids)}, options.Find().SetProjection(only("createdBy", "frozenAt", "locked")))
	if err != nil {
		return nil, err
	}
	asked := make(map[string]bool, len(ids))
	for _, id := range ids {
		asked[id] = true
	}
	for _, c := range found {
		for _, id := range c.Locked {
			if !asked[id] {
				continue
			}
			lock := locks[id]
			if at, known := slices.BinarySearch(lock.Organizers, c.CreatedBy); !known {
				lock.Organizers = slices.Insert(lock.Organizers, at, c.CreatedBy)
			}
			lock.Frozen = lock.Frozen || !c.FrozenAt.IsZero()
			locks[id] = lock
		}
	}
	return locks, nil
}

func contains(list []string, s string) bool { return s != "" && slices.Contains(list, s) }
