package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"path/filepath"

	"prepwire/store"
)

// Reasons why a data directory cannot be read beside its owner, besides
// ErrNewerSchema.
var (
	// ErrNoStore: the directory holds no store.
	ErrNoStore = errors.New("there is no store")

	// ErrOlderSchema: the store was written by an older prepwire than this one.
	ErrOlderSchema = errors.New("database is older than this program")

	// ErrCutOff: the store was in use when its files were copied, or a crash
	// left it incomplete, so that only its owner can bring it in order.
	ErrCutOff = errors.New("database was not closed, and its -shm file is missing")
)

// Reader reads the store of a data directory without owning it: beside a
// gateway that uses it, or after one. It changes no file and makes none, and
// holds nobody up. Each read sees what is committed then.
type Reader struct {
	path string
	db   *sql.DB
	rest *atRest // nil: a gateway has the files, or left them without closing
}

// OpenReader opens the store in dir for reading. It answers ErrNoStore,
// ErrNewerSchema, ErrOlderSchema or ErrCutOff when it cannot be read.
func OpenReader(ctx context.Context, dir string) (*Reader, error) {
	r, err := openReader(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("read store in %q: %w", dir, err)
	}
	return r, nil
}

func openReader(ctx context.Context, dir string) (*Reader, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	r := &Reader{path: filepath.Join(dir, databaseName)}
	steps, err := readMigrations(migrationFiles)
	if err != nil {
		return nil, err
	}
	version, err := steady(ctx, r, func(db *sql.DB) (version int, err error) {
		return version, db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	})
	switch {
	case err != nil:
	case version > len(steps):
		err = fmt.Errorf("%w: it has schema %d, this program knows %d: use a newer prepwire", ErrNewerSchema, version, len(steps))
	case version < len(steps):
		err = fmt.Errorf("%w: it has schema %d, this program wants %d: start the gateway once", ErrOlderSchema, version, len(steps))
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// Close releases the files.
func (r *Reader) Close() error {
	if r.db == nil {
		return nil
	}
	err := r.db.Close()
	r.db, r.rest = nil, nil
	if err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}

// Contest answers one contest; store.ErrNotFound when unknown.
func (r *Reader) Contest(ctx context.Context, id string) (store.Contest, error) {
	c, err := steady(ctx, r, func(db *sql.DB) (store.Contest, error) {
		return oneContest(id, db.QueryRowContext(ctx, selectContest, id))
	})
	if err != nil {
		return c, fmt.Errorf("contest: %w", err)
	}
	return c, nil
}

// Log answers a contest's log as it is when the first entry is asked for, from
// position 1 on. Entries are read as they are asked for, and never change, so
// that a slow caller makes nobody wait. An error ends it.
func (r *Reader) Log(ctx context.Context, contestID string) iter.Seq2[store.ContestEntry, error] {
	return func(yield func(store.ContestEntry, error) bool) {
		last, err := steady(ctx, r, func(db *sql.DB) (last int64, err error) {
			return last, db.QueryRowContext(ctx, selectLastPosition, contestID).Scan(&last)
		})
		for position := int64(0); err == nil && position < last; {
			var part []store.ContestEntry
			part, err = r.entries(ctx, contestID, position, min(last-position, store.MaxLimit))
			for _, e := range part {
				if !yield(e, nil) {
					return
				}
				position = e.Position
			}
		}
		if err != nil {
			yield(store.ContestEntry{}, fmt.Errorf("read log: %w", err))
		}
	}
}

// entries are the n entries after a position, which must be there.
func (r *Reader) entries(ctx context.Context, contestID string, after, n int64) ([]store.ContestEntry, error) {
	part, err := steady(ctx, r, func(db *sql.DB) ([]store.ContestEntry, error) {
		found, err := db.QueryContext(ctx, selectEntries, contestID, after, n)
		if err != nil {
			return nil, err
		}
		return collect(found, scanEntry)
	})
	for i, e := range part {
		if e.Position != after+int64(i)+1 {
			return nil, fmt.Errorf("entry %d is missing", after+int64(i)+1)
		}
	}
	if err == nil && int64(len(part)) < n {
		return nil, fmt.Errorf("entry %d is missing", after+int64(len(part))+1)
	}
	return part, err
}
