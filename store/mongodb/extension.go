package mongodb

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"prepwire/store"
)

// extensionRecord has the fields of store.Extension under the names they are
// kept by.
type extensionRecord struct {
	UserID    string    `bson:"userId"`
	ID        string    `bson:"id"`
	State     []byte    `bson:"state"`
	Version   int64     `bson:"version"`
	UpdatedAt time.Time `bson:"updatedAt"`
}

// extensionsOfUser is all of a user's extensions. It is changed on condition of
// its revision.
type extensionsOfUser struct {
	UserID   string            `bson:"_id"`
	Revision int64             `bson:"revision"`
	Items    []extensionRecord `bson:"items"`
}

func (u extensionsOfUser) extension(id string) (e store.Extension, known bool) {
	for _, x := range u.Items {
		if x.ID == id {
			return store.Extension(x), true
		}
	}
	return store.Extension{Version: store.NoExtension}, false
}

// with is u with e, and without what e takes the place of.
func (u extensionsOfUser) with(e store.Extension) extensionsOfUser {
	u.Items = slices.DeleteFunc(slices.Clone(u.Items), func(x extensionRecord) bool { return x.ID == e.ID })
	slices.SortFunc(u.Items, byNewest)
	u.Items = append(u.Items[:min(len(u.Items), store.MaxExtensions-1)], extensionRecord(e))
	return u
}

func byNewest(a, b extensionRecord) int {
	if c := b.UpdatedAt.Compare(a.UpdatedAt); c != 0 {
		return c
	}
	return strings.Compare(b.ID, a.ID)
}

// PutExtension implements store.Extensions.
func (db *DB) PutExtension(ctx context.Context, e store.Extension, oldVersion int64) (store.Extension, error) {
	if err := store.CheckExtension(e, oldVersion); err != nil {
		return store.Extension{}, fmt.Errorf("put extension: %w", err)
	}
	e = e.Kept()
	return call(ctx, db, "put extension", func(ctx context.Context) (store.Extension, error) {
		return retry(ctx, db.turns.at("extension", e.UserID), func() (store.Extension, bool, error) {
			u, err := db.extensionsOf(ctx, e.UserID)
			if err != nil {
				return store.Extension{}, true, err
			}
			kept, known := u.extension(e.ID)
			switch {
			case known && kept.Equal(e):
				return kept, true, nil
			case kept.Version != oldVersion:
				return kept, true, fmt.Errorf("%q is at %d, not %d: %w", e.ID, kept.Version, oldVersion, store.ErrVersion)
			}
			next := u.with(e)
			next.Revision = nextRevision(u.Revision)
			fits, err := replaceRevision(ctx, db.extensions, e.UserID, u.Revision, next)
			return e, fits, err
		})
	})
}

// Extension implements store.Extensions.
func (db *DB) Extension(ctx context.Context, userID, id string) (store.Extension, error) {
	return call(ctx, db, "extension", func(ctx context.Context) (store.Extension, error) {
		u, err := db.extensionsOf(ctx, userID)
		e, known := u.extension(id)
		if err == nil && !known {
			return store.Extension{}, fmt.Errorf("%q: %w", id, store.ErrNotFound)
		}
		return e, err
	})
}

// Extensions implements store.Extensions.
func (db *DB) Extensions(ctx context.Context, userID string) ([]store.Extension, error) {
	return call(ctx, db, "extensions", func(ctx context.Context) ([]store.Extension, error) {
		u, err := db.extensionsOf(ctx, userID)
		slices.SortFunc(u.Items, byNewest)
		var es []store.Extension
		for _, x := range u.Items {
			es = append(es, store.Extension(x))
		}
		return es, err
	})
}

// extensionsOf has revision 0 for a user of whom nothing is kept.
func (db *DB) extensionsOf(ctx context.Context, userID string) (extensionsOfUser, error) {
	u, err := one[extensionsOfUser](ctx, db.extensions, bson.D{is("_id", userID)})
	u.UserID = userID
	return u, notAbsent(err)
}
