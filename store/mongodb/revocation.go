package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// revocationRecord has the fields of store.Revocation under the names they are
// kept by.
type revocationRecord struct {
	ID     string    `bson:"_id"`
	UserID string    `bson:"userId"`
	JTI    string    `bson:"jti"`
	Reason string    `bson:"reason"`
	By     string    `bson:"by"`
	At     time.Time `bson:"at"`
}

// AddRevocation implements store.Revocations.
func (db *DB) AddRevocation(ctx context.Context, r store.Revocation) (store.Revocation, error) {
	if err := r.Check(); err != nil {
		return store.Revocation{}, fmt.Errorf("add revocation: %w", err)
	}
	r.At = store.Millis(r.At)
	return call(ctx, db, "add revocation", func(ctx context.Context) (store.Revocation, error) {
		return retry(ctx, nil, func() (store.Revocation, bool, error) {
			taken, err := insert(ctx, db.revocations, revocationRecord(r))
			if err != nil || !taken {
				return r, true, err
			}
			kept, err := one[revocationRecord](ctx, db.revocations, bson.D{is("_id", r.ID)})
			switch {
			case err != nil:
				return store.Revocation{}, false, notAbsent(err)
			case kept.UserID != r.UserID || kept.JTI != r.JTI:
				return store.Revocation{}, true, fmt.Errorf("id %q: %w", r.ID, store.ErrExists)
			}
			return store.Revocation(kept), true, nil
		})
	})
}

// Revocations implements store.Revocations.
func (db *DB) Revocations(ctx context.Context, after store.Position, limit int) ([]store.Revocation, error) {
	return call(ctx, db, "revocations", func(ctx context.Context) ([]store.Revocation, error) {
		found, err := all[revocationRecord](ctx, db.revocations, append(bson.D{}, following("at", "_id", after)...),
			options.Find().SetSort(oldest("at", "_id")).SetLimit(int64(store.ClampLimit(limit))))
		var rs []store.Revocation
		for _, r := range found {
			rs = append(rs, store.Revocation(r))
		}
		return rs, err
	})
}
