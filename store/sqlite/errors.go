package sqlite

import (
	"context"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"prepwire/store"
)

// unusable are the primary result codes that say the database as a whole
// cannot serve, rather than that a statement was wrong.
var unusable = map[int]bool{
	lib.SQLITE_BUSY:     true,
	lib.SQLITE_LOCKED:   true,
	lib.SQLITE_NOMEM:    true,
	lib.SQLITE_READONLY: true,
	lib.SQLITE_IOERR:    true,
	lib.SQLITE_CORRUPT:  true,
	lib.SQLITE_FULL:     true,
	lib.SQLITE_CANTOPEN: true,
	lib.SQLITE_PROTOCOL: true,
	lib.SQLITE_NOTADB:   true,
}

// translate gives an error of the driver the meaning the store's callers know:
// the context's own error, or store.ErrUnavailable. Everything else is passed on.
func translate(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	switch code := primaryCode(err); {
	case code == lib.SQLITE_INTERRUPT && ctx.Err() != nil:
		return ctx.Err()
	case unusable[code]:
		return unavailable(err)
	}
	return err
}

// unavailable is err as store.ErrUnavailable.
func unavailable(err error) error {
	if errors.Is(err, store.ErrUnavailable) {
		return err
	}
	return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
}

// isUnique reports whether err says that a unique key is taken.
func isUnique(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) &&
		(e.Code() == lib.SQLITE_CONSTRAINT_UNIQUE || e.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// primaryCode is SQLite's result code without its extension; 0 for other errors.
func primaryCode(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff
}
