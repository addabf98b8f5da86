package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	lib "modernc.org/sqlite/lib"
)

// ErrInUse: another process, or another DB of this one, has the data directory.
var ErrInUse = errors.New("data directory is in use by another gateway")

// owner holds a data directory for one DB: an exclusive transaction on a small
// database of its own. The operating system ends it with the process, however
// that ends, and tools may still read the real database meanwhile.
type owner struct {
	db   *sql.DB
	conn *sql.Conn
}

func own(ctx context.Context, dir string) (*owner, error) {
	path := filepath.Join(dir, lockName)
	db, err := sql.Open("sqlite", fileURL(path, nil))
	if err != nil {
		return nil, fmt.Errorf("lock data directory: %w", err)
	}
	conn, err := db.Conn(ctx)
	if err == nil {
		_, err = conn.ExecContext(ctx, "BEGIN EXCLUSIVE")
	}
	if err == nil {
		return &owner{db, conn}, nil
	}
	db.Close()
	if primaryCode(err) == lib.SQLITE_BUSY {
		return nil, ErrInUse
	}
	return nil, fmt.Errorf("lock data directory: %w", err)
}

// release lets the directory go.
func (o *owner) release() error {
	return errors.Join(o.conn.Close(), o.db.Close())
}
