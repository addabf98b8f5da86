package sqlite

import (
	"context"
	"fmt"

	"prepwire/store"
)

const revocationColumns = `id, user_id, jti, reason, by, at`

const (
	insertRevocation = `INSERT INTO revocations (` + revocationColumns + `) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO NOTHING`

	selectRevocation = `SELECT ` + revocationColumns + ` FROM revocations WHERE id = ?`

	selectRevocations = `SELECT ` + revocationColumns + ` FROM revocations
		WHERE (at, id) > (?, ?) ORDER BY at, id LIMIT ?`
)

// AddRevocation implements store.Revocations.
func (db *DB) AddRevocation(ctx context.Context, r store.Revocation) (store.Revocation, error) {
	if err := r.Check(); err != nil {
		return store.Revocation{}, fmt.Errorf("add revocation: %w", err)
	}
	return write(ctx, db, "add revocation", func(t *tx) (store.Revocation, error) {
		if _, err := t.exec(insertRevocation, r.ID, r.UserID, r.JTI, r.Reason, r.By, r.At.UnixMilli()); err != nil {
			return store.Revocation{}, err
		}
		stmt, err := t.prepare(selectRevocation)
		if err != nil {
			return store.Revocation{}, err
		}
		kept, err := scanRevocation(stmt.QueryRow(r.ID))
		if err == nil && (kept.UserID != r.UserID || kept.JTI != r.JTI) {
			return store.Revocation{}, fmt.Errorf("id %q: %w", r.ID, store.ErrExists)
		}
		return kept, err
	})
}

// Revocations implements store.Revocations.
func (db *DB) Revocations(ctx context.Context, after store.Position, limit int) ([]store.Revocation, error) {
	return read(ctx, db, "revocations", func(ctx context.Context) ([]store.Revocation, error) {
		args := []any{positionMillis(after), after.ID, store.ClampLimit(limit)}
		return rows(ctx, db, selectRevocations, args, scanRevocation)
	})
}

func scanRevocation(row scanner) (r store.Revocation, err error) {
	var at int64
	err = row.Scan(&r.ID, &r.UserID, &r.JTI, &r.Reason, &r.By, &at)
	r.At = millisTime(at)
	return r, err
}
