package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// attemptRecord has the fields of store.Attempt under the names they are kept
// by.
type attemptRecord struct {
	ID              string       `bson:"_id"`
	UserID          string       `bson:"userId"`
	QuestionID      string       `bson:"questionId"`
	SessionID       string       `bson:"sessionId"`
	Answer          string       `bson:"answer"`
	Correct         bool         `bson:"correct"`
	TimeSpentMs     int64        `bson:"timeSpentMs"`
	ExamType        string       `bson:"examType"`
	Subject         string       `bson:"subject"`
	Skill           string       `bson:"skill"`
	DifficultyLevel int          `bson:"difficultyLevel"`
	Family          string       `bson:"family"`
	Source          store.Source `bson:"source"`
	ExpectedMs      int64        `bson:"expectedMs"`
	At              time.Time    `bson:"at"`
	Number          int          `bson:"number"`
}

// RecordAttempt implements store.Attempts. Nearly always it is the first at its
// question, so that is tried before anything is read.
func (db *DB) RecordAttempt(ctx context.Context, a store.Attempt) (store.Attempt, error) {
	if err := a.Check(); err != nil {
		return store.Attempt{}, fmt.Errorf("record attempt: %w", err)
	}
	a = a.Recorded()
	a.Number = 1
	return call(ctx, db, "record attempt", func(ctx context.Context) (store.Attempt, error) {
		return retry(ctx, db.turns.at("attempt", a.UserID, a.QuestionID), func() (store.Attempt, bool, error) {
			taken, err := insert(ctx, db.attempts, attemptRecord(a))
			if err != nil || !taken {
				return a, true, err
			}
			kept, err := one[attemptRecord](ctx, db.attempts, bson.D{is("_id", a.ID)})
			if err == nil {
				return store.Attempt(kept), true, sameAttempt(kept, a)
			}
			if isAbsent(err) { // so it is the number
				a.Number, err = db.nextNumber(ctx, a)
			}
			return a, false, err
		})
	})
}

// sameAttempt is store.ErrExists when what is kept under a's id is another's.
func sameAttempt(kept attemptRecord, a store.Attempt) error {
	if kept.UserID != a.UserID || kept.QuestionID != a.QuestionID {
		return fmt.Errorf("id %q: %w", a.ID, store.ErrExists)
	}
	return nil
}

// nextNumber is one more than the greatest that is kept. Attempts are never
// taken away, so no gap comes up.
func (db *DB) nextNumber(ctx context.Context, a store.Attempt) (int, error) {
	last, err := one[attemptRecord](ctx, db.attempts, bson.D{is("userId", a.UserID), is("questionId", a.QuestionID)},
		options.FindOne().SetSort(bson.D{is("number", -1)}).SetProjection(only("number")))
	if isAbsent(err) {
		return 1, nil
	}
	return last.Number + 1, err
}

// RecordAttempts implements store.Attempts. Ids of others are found before
// anything is written; from then on every attempt can be kept, and what is
// taken between is done again. A node that crashes in the midst leaves those
// that come first, and the repeat adds the others.
func (db *DB) RecordAttempts(ctx context.Context, as []store.Attempt) ([]store.Attempt, error) {
	if err := store.CheckAttempts(as); err != nil {
		return nil, fmt.Errorf("record attempts: %w", err)
	}
	return call(ctx, db, "record attempts", func(ctx context.Context) ([]store.Attempt, error) {
		if len(as) == 0 {
			return nil, nil
		}
		return retry(ctx, nil, func() ([]store.Attempt, bool, error) {
			recorded, fresh, err := db.knownAttempts(ctx, as)
			if err != nil || len(fresh) == 0 {
				return recorded, err == nil, err
			}
			documents, err := db.numberAttempts(ctx, recorded, fresh)
			if err != nil {
				return nil, false, err
			}
			added, err := insertAll(ctx, db.attempts, documents)
			return recorded, added == len(documents), err
		})
	})
}

// knownAttempts is as, those that are kept as they are, and the places of the
// others.
func (db *DB) knownAttempts(ctx context.Context, as []store.Attempt) (recorded []store.Attempt, fresh []int, err error) {
	ids := make([]string, len(as))
	for i, a := range as {
		ids[i] = a.ID
	}
	found, err := all[attemptRecord](ctx, db.attempts, bson.D{in("_id", ids)})
	if err != nil {
		return nil, nil, err
	}
	known := make(map[string]attemptRecord, len(found))
	for _, a := range found {
		known[a.ID] = a
	}
	recorded = make([]store.Attempt, len(as))
	for i, a := range as {
		kept, is := known[a.ID]
		if !is {
			recorded[i], fresh = a.Recorded(), append(fresh, i)
			continue
		}
		if err := sameAttempt(kept, a); err != nil {
			return nil, nil, fmt.Errorf("attempt %d: %w", i, err)
		}
		recorded[i] = store.Attempt(kept)
	}
	return recorded, fresh, nil
}

// numberAttempts gives the attempts at the fresh places their numbers, and
// answers them as documents.
func (db *DB) numberAttempts(ctx context.Context, as []store.Attempt, fresh []int) ([]any, error) {
	questions := make(map[string][]string) // by user
	for _, i := range fresh {
		questions[as[i].UserID] = append(questions[as[i].UserID], as[i].QuestionID)
	}
	var which []bson.D
	for user, ids := range questions {
		which = append(which, bson.D{is("userId", user), in("questionId", ids)})
	}
	found, err := all[attemptRecord](ctx, db.attempts, bson.D{or(which...)},
		options.Find().SetProjection(only("userId", "questionId", "number")))
	if err != nil {
		return nil, err
	}
	last := make(map[[2]string]int)
	for _, a := range found {
		key := [2]string{a.UserID, a.QuestionID}
		last[key] = max(last[key], a.Number)
	}
	documents := make([]any, len(fresh))
	for n, i := range fresh {
		key := [2]string{as[i].UserID, as[i].QuestionID}
		last[key]++
		as[i].Number = last[key]
		documents[n] = attemptRecord(as[i])
	}
	return documents, nil
}
