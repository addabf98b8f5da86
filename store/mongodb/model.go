package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// modelRecord is a store.Model as it is kept.
type modelRecord struct {
	Number   int64     `bson:"_id"`
	Params   []byte    `bson:"params"`
	Answers  int64     `bson:"answers"`
	UpToTime time.Time `bson:"upToAt"`
	UpToID   string    `bson:"upToId"`
	At       time.Time `bson:"at"`
}

func (r modelRecord) model() store.Model {
	return store.Model{Number: r.Number, Params: r.Params, Answers: r.Answers, UpTo: store.Position{At: r.UpToTime, ID: r.UpToID}, At: r.At}
}

// AddModel implements store.Models. No version is ever taken away, so one
// follows the newest when the one before it is there.
func (db *DB) AddModel(ctx context.Context, m store.Model) (store.Model, error) {
	if err := m.Check(); err != nil {
		return store.Model{}, fmt.Errorf("add model: %w", err)
	}
	r := modelRecord{Number: m.Number, Params: m.Params, Answers: m.Answers, UpToTime: store.Millis(m.UpTo.At), UpToID: m.UpTo.ID, At: store.Millis(m.At)}
	return call(ctx, db, "add model", func(ctx context.Context) (store.Model, error) {
		if m.Number > 1 {
			_, err := one[modelRecord](ctx, db.models, bson.D{is("_id", m.Number-1)}, options.FindOne().SetProjection(only("_id")))
			if isAbsent(err) {
				return store.Model{}, fmt.Errorf("number %d does not follow: %w", m.Number, store.ErrState)
			}
			if err != nil {
				return store.Model{}, err
			}
		}
		return retry(ctx, nil, func() (store.Model, bool, error) {
			taken, err := insert(ctx, db.models, r)
			if err != nil || !taken {
				return r.model(), true, err
			}
			kept, err := one[modelRecord](ctx, db.models, bson.D{is("_id", m.Number)})
			return kept.model(), err == nil, notAbsent(err)
		})
	})
}

// NewestModel implements store.Models.
func (db *DB) NewestModel(ctx context.Context) (store.Model, error) {
	return call(ctx, db, "newest model", func(ctx context.Context) (store.Model, error) {
		r, err := one[modelRecord](ctx, db.models, bson.D{}, options.FindOne().SetSort(bson.D{is("_id", -1)}))
		return r.model(), err
	})
}
