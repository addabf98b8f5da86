package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"prepwire/store"
)

// extensionColumns are read by scanExtension, in this order.
const extensionColumns = `user_id, id, state, version, updated_at`

const (
	putExtension = `INSERT INTO extensions (` + extensionColumns + `) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET state = excluded.state, version = excluded.version, updated_at = excluded.updated_at`

	selectExtension = `SELECT ` + extensionColumns + ` FROM extensions WHERE user_id = ? AND id = ?`

	// A user has a few, which may be sorted.
	selectExtensions = `SELECT ` + extensionColumns + ` FROM extensions
		WHERE user_id = ? ORDER BY updated_at DESC, id DESC`

	// All but ?2 and the newest ?3 others.
	forgetExtensions = `DELETE FROM extensions WHERE user_id = ?1 AND id IN (SELECT id FROM extensions
		WHERE user_id = ?1 AND id <> ?2 ORDER BY updated_at DESC, id DESC LIMIT -1 OFFSET ?3)`
)

// PutExtension implements store.Extensions.
func (db *DB) PutExtension(ctx context.Context, e store.Extension, oldVersion int64) (store.Extension, error) {
	if err := store.CheckExtension(e, oldVersion); err != nil {
		return store.Extension{}, fmt.Errorf("put extension: %w", err)
	}
	e = e.Kept()
	return write(ctx, db, "put extension", func(t *tx) (store.Extension, error) {
		stmt, err := t.prepare(selectExtension)
		if err != nil {
			return store.Extension{}, err
		}
		kept, err := scanExtension(stmt.QueryRow(e.UserID, e.ID))
		switch {
		case errors.Is(err, sql.ErrNoRows):
			kept.Version = store.NoExtension
		case err != nil:
			return store.Extension{}, err
		case kept.Equal(e):
			return kept, nil
		}
		if kept.Version != oldVersion {
			return kept, fmt.Errorf("%q is at %d, not %d: %w", e.ID, kept.Version, oldVersion, store.ErrVersion)
		}
		if _, err := t.exec(putExtension, e.UserID, e.ID, e.State, e.Version, e.UpdatedAt.UnixMilli()); err != nil {
			return store.Extension{}, err
		}
		if oldVersion == store.NoExtension {
			_, err = t.exec(forgetExtensions, e.UserID, e.ID, store.MaxExtensions-1)
			return e, err
		}
		return e, nil
	})
}

// Extension implements store.Extensions.
func (db *DB) Extension(ctx context.Context, userID, id string) (store.Extension, error) {
	return read(ctx, db, "extension", func(ctx context.Context) (store.Extension, error) {
		stmt, err := db.prepared(ctx, selectExtension)
		if err != nil {
			return store.Extension{}, err
		}
		e, err := scanExtension(stmt.QueryRowContext(ctx, userID, id))
		if errors.Is(err, sql.ErrNoRows) {
			return store.Extension{}, fmt.Errorf("%q: %w", id, store.ErrNotFound)
		}
		return e, err
	})
}

// Extensions implements store.Extensions.
func (db *DB) Extensions(ctx context.Context, userID string) ([]store.Extension, error) {
	return read(ctx, db, "extensions", func(ctx context.Context) ([]store.Extension, error) {
		return rows(ctx, db, selectExtensions, []any{userID}, scanExtension)
	})
}

func scanExtension(row scanner) (e store.Extension, err error) {
	var updated int64
	if err = row.Scan(&e.UserID, &e.ID, &e.State, &e.Version, &updated); err != nil {
		return store.Extension{}, err
	}
	e.UpdatedAt = millisTime(updated)
	return e, nil
}
