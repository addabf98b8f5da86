package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"prepwire/store"
)

const modelColumns = `number, params, answers, upto_at, upto_id, at`

const (
	// A number follows the newest, or nothing is inserted.
	insertModel = `INSERT INTO models (` + modelColumns + `)
		SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ?1 = (SELECT coalesce(max(number), 0) + 1 FROM models)`

	selectModel = `SELECT ` + modelColumns + ` FROM models WHERE number = ?`

	selectNewestModel = `SELECT ` + modelColumns + ` FROM models ORDER BY number DESC LIMIT 1`
)

// AddModel implements store.Models.
func (db *DB) AddModel(ctx context.Context, m store.Model) (store.Model, error) {
	if err := m.Check(); err != nil {
		return store.Model{}, fmt.Errorf("add model: %w", err)
	}
	return write(ctx, db, "add model", func(t *tx) (store.Model, error) {
		if _, err := t.exec(insertModel, m.Number, m.Params, m.Answers, positionMillis(m.UpTo), m.UpTo.ID, m.At.UnixMilli()); err != nil {
			return store.Model{}, err
		}
		stmt, err := t.prepare(selectModel)
		if err != nil {
			return store.Model{}, err
		}
		kept, err := scanModel(stmt.QueryRow(m.Number))
		if errors.Is(err, sql.ErrNoRows) {
			return store.Model{}, fmt.Errorf("number %d does not follow: %w", m.Number, store.ErrState)
		}
		return kept, err
	})
}

// NewestModel implements store.Models.
func (db *DB) NewestModel(ctx context.Context) (store.Model, error) {
	return read(ctx, db, "newest model", func(ctx context.Context) (store.Model, error) {
		found, err := rows(ctx, db, selectNewestModel, nil, scanModel)
		if err == nil && len(found) == 0 {
			err = store.ErrNotFound
		}
		if err != nil {
			return store.Model{}, err
		}
		return found[0], nil
	})
}

func scanModel(row scanner) (m store.Model, err error) {
	var upTo, at int64
	err = row.Scan(&m.Number, &m.Params, &m.Answers, &upTo, &m.UpTo.ID, &at)
	m.UpTo.At, m.At = millisTime(upTo), millisTime(at)
	return m, err
}
