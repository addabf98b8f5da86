package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// freezeDocument is what somebody wanted to fix. It counts once the contest
// names it: that update decides, and one that nobody names is never read.
type freezeDocument struct {
	ID            bson.ObjectID     `bson:"_id"`
	ContestID     string            `bson:"contestId"`
	At            time.Time         `bson:"at"`
	Questions     []questionRecord  `bson:"questions"`
	KeySalt       string            `bson:"keySalt"`
	KeyCommitment string            `bson:"keyCommitment"`
	Pack          store.ContestPack `bson:"pack"`
	KeyHolders    []string          `bson:"keyHolders"`
}

func asFreezeDocument(f store.Freeze) freezeDocument {
	d := freezeDocument{ID: bson.NewObjectID(), ContestID: f.ContestID, At: f.At, KeySalt: f.KeySalt,
		KeyCommitment: f.KeyCommitment, Pack: f.Pack, KeyHolders: f.KeyHolders}
	for _, q := range f.Questions {
		d.Questions = append(d.Questions, questionRecord(q))
	}
	return d
}

func (d freezeDocument) freeze() store.Freeze {
	f := store.Freeze{ContestID: d.ContestID, At: d.At, KeySalt: d.KeySalt, KeyCommitment: d.KeyCommitment, Pack: d.Pack, KeyHolders: d.KeyHolders}
	for _, q := range d.Questions {
		f.Questions = append(f.Questions, store.Question(q))
	}
	return f
}

// FreezeContest implements store.Contests.
func (db *DB) FreezeContest(ctx context.Context, f store.Freeze, version int) (store.Freeze, error) {
	if err := f.Check(); err != nil {
		return store.Freeze{}, fmt.Errorf("freeze contest: %w", err)
	}
	f = f.Kept()
	return call(ctx, db, "freeze contest", func(ctx context.Context) (store.Freeze, error) {
		return retry(ctx, db.turns.at("contest", f.ContestID), func() (store.Freeze, bool, error) {
			c, err := db.contest(ctx, f.ContestID)
			switch {
			case err != nil:
				return store.Freeze{}, true, err
			case !c.FrozenAt.IsZero():
				kept, err := db.freeze(ctx, c.ID)
				return kept, true, err
			case !c.IsOpen():
				return store.Freeze{}, true, fmt.Errorf("%q is not open: %w", c.ID, store.ErrState)
			case c.Version != version:
				return store.Freeze{}, true, fmt.Errorf("%q is at %d, not %d: %w", c.ID, c.Version, version, store.ErrVersion)
			}
			fits, err := db.tryFreeze(ctx, f, version)
			return f, fits, err
		})
	})
}

// tryFreeze keeps f and lets the contest name it, if it may still be frozen.
func (db *DB) tryFreeze(ctx context.Context, f store.Freeze, version int) (fits bool, err error) {
	d := asFreezeDocument(f)
	if _, err := insert(ctx, db.freezes, d); err != nil {
		return false, err
	}
	fits, err = update(ctx, db.contests, append(bson.D{is("_id", f.ContestID), is("version", version), is("frozenAt", nil)}, isOpen...),
		set(is("frozenAt", f.At), is("freezeId", d.ID)))
	if err != nil || fits {
		return fits, err
	}
	_, err = db.freezes.DeleteOne(ctx, bson.D{is("contestId", f.ContestID), is("_id", d.ID)})
	return false, err
}

// ContestFreeze implements store.Contests.
func (db *DB) ContestFreeze(ctx context.Context, id string) (store.Freeze, error) {
	return call(ctx, db, "contest freeze", func(ctx context.Context) (store.Freeze, error) { return db.freeze(ctx, id) })
}

func (db *DB) freeze(ctx context.Context, id string) (store.Freeze, error) {
	c, err := one[struct {
		FreezeID *bson.ObjectID `bson:"freezeId"`
	}](ctx, db.contests, bson.D{is("_id", id)}, options.FindOne().SetProjection(only("freezeId")))
	if err == nil && c.FreezeID == nil {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Freeze{}, fmt.Errorf("freeze of %q: %w", id, err)
	}
	d, err := one[freezeDocument](ctx, db.freezes, bson.D{is("contestId", id), is("_id", *c.FreezeID)})
	if err != nil {
		return store.Freeze{}, fmt.Errorf("freeze of %q: %w", id, err)
	}
	return d.freeze(), nil
}
