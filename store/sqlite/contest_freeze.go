package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"prepwire/store"
)

const freezeColumns = `contest_id, at, questions, key_salt, key_commitment, pack_key, pack_iv, pack_data, key_holders`

const (
	insertFreeze = `INSERT INTO contest_freezes (` + freezeColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

	selectFreeze = `SELECT ` + freezeColumns + ` FROM contest_freezes WHERE contest_id = ?`
)

// FreezeContest implements store.Contests.
func (db *DB) FreezeContest(ctx context.Context, f store.Freeze, version int) (store.Freeze, error) {
	if err := f.Check(); err != nil {
		return store.Freeze{}, fmt.Errorf("freeze contest: %w", err)
	}
	f = f.Kept()
	return write(ctx, db, "freeze contest", func(t *tx) (store.Freeze, error) {
		c, err := t.contest(f.ContestID)
		switch {
		case err != nil:
			return store.Freeze{}, err
		case !c.FrozenAt.IsZero():
			return t.freeze(c.ID)
		case !c.IsOpen():
			return store.Freeze{}, fmt.Errorf("%q is not open: %w", c.ID, store.ErrState)
		case c.Version != version:
			return store.Freeze{}, fmt.Errorf("%q is at %d, not %d: %w", c.ID, c.Version, version, store.ErrVersion)
		}
		c.FrozenAt = f.At
		return f, errors.Join(t.putContest(replaceContest, c), t.putFreeze(f))
	})
}

// ContestFreeze implements store.Contests.
func (db *DB) ContestFreeze(ctx context.Context, id string) (store.Freeze, error) {
	return read(ctx, db, "contest freeze", func(ctx context.Context) (store.Freeze, error) {
		stmt, err := db.prepared(ctx, selectFreeze)
		if err != nil {
			return store.Freeze{}, err
		}
		f, err := scanFreeze(stmt.QueryRowContext(ctx, id))
		if errors.Is(err, sql.ErrNoRows) {
			return store.Freeze{}, fmt.Errorf("%q: %w", id, store.ErrNotFound)
		}
		return f, err
	})
}

// freeze is what was fixed of a frozen contest.
func (t *tx) freeze(id string) (store.Freeze, error) {
	stmt, err := t.prepare(selectFreeze)
	if err != nil {
		return store.Freeze{}, err
	}
	return scanFreeze(stmt.QueryRow(id))
}

func (t *tx) putFreeze(f store.Freeze) error {
	questions, err := encodeCopies(f.Questions)
	if err != nil {
		return err
	}
	holders, err := encodeList(f.KeyHolders)
	if err != nil {
		return err
	}
	_, err = t.exec(insertFreeze, f.ContestID, f.At.UnixMilli(), questions, f.KeySalt, f.KeyCommitment,
		f.Pack.Key, f.Pack.IV, f.Pack.Data, holders)
	return err
}

func scanFreeze(row scanner) (f store.Freeze, err error) {
	var questions, holders []byte
	var at int64
	err = row.Scan(&f.ContestID, &at, &questions, &f.KeySalt, &f.KeyCommitment,
		&f.Pack.Key, &f.Pack.IV, &f.Pack.Data, &holders)
	if err != nil {
		return store.Freeze{}, err
	}
	f.At = millisTime(at)
	return f, errors.Join(decodeCopies(questions, &f.Questions), decodeList(holders, &f.KeyHolders))
}
