package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Compact writes the database anew, so that nothing of what was deleted or
// replaced is left in its files. It takes the time that it takes to copy the
// database, and room for a second one; who writes meanwhile waits, or fails. It
// is for a store that nobody else uses.
func (db *DB) Compact(ctx context.Context) (err error) {
	if err := db.gate.enter(); err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	defer db.gate.leave()
	conn, err := sql.Open("sqlite", dsn(db.files.path))
	if err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	conn.SetMaxOpenConns(1)
	// The log holds what the pages were before, until it is cut.
	for _, statement := range []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("compact: %w", translate(ctx, err))
		}
	}
	return nil
}
