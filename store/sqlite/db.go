// Package sqlite is the embedded store: one file on this machine, in WAL mode
// with synchronous=FULL, so that what was answered survives the loss of power.
//
//	reads  ─► a pool of connections, each seeing the last commit
//	writes ─► a bounded queue ─► one goroutine, many acts a commit (writer.go)
//
// A data directory belongs to one process at a time; a second is refused. Others
// may read beside it (reader.go).
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"prepwire/store"
)

var _ store.Store = (*DB)(nil)

// DB is a store.Store in a data directory. Make it with Open.
type DB struct {
	files  *files
	owner  *owner
	write  *sql.DB   // holds conn and nothing else
	conn   *sql.Conn // the writer's
	read   *sql.DB
	writer *writer
	gate   *gate
	watch  func(ctx context.Context, op string, begun time.Time, err error) // nil: nobody does
	clock  clock
	leases leases
	beside *Reader // instead of owner and writer, of a DB that OpenBeside made

	closeOnce sync.Once
	closeErr  error

	mu    sync.Mutex
	stmts map[string]*sql.Stmt // on read; guarded by mu
}

// Options are the sizes of a DB, and who watches it. Zero fields take the
// defaults.
type Options struct {
	Readers int // connections for reading; default 4
	Queue   int // writes that may wait for the writer; default 1024

	// Observe, if set, is told how long each call took its caller, waiting
	// for the writer and the disk included, whatever came of it. op is one of
	// a few constant names, such as "record attempt"; ctx and err are the
	// call's. It is called concurrently and should be quick.
	Observe func(ctx context.Context, op string, begun time.Time, err error)
}

// observe tells whoever watches of a call that ends.
func (db *DB) observe(ctx context.Context, op string, begun time.Time, err *error) {
	if db.watch != nil {
		db.watch(ctx, op, begun, *err)
	}
}

// WriteStats tells how much the writer has done since Open.
type WriteStats struct {
	Acts   int64 // writes carried out, failed ones included
	Groups int64 // transactions that held them
}

// WriteStats answers the writer's figures. Acts over Groups is how many
// callers shared a wait for the disk.
func (db *DB) WriteStats() WriteStats {
	return WriteStats{Acts: db.writer.acts.Load(), Groups: db.writer.groups.Load()}
}

// Ping looks whether the database's files are in place and can be read.
func (db *DB) Ping(ctx context.Context) error {
	_, err := read(ctx, db, "ping", func(ctx context.Context) (int, error) {
		if err := db.files.present(); err != nil {
			return 0, err
		}
		var version int
		return version, db.read.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	})
	return err
}

// Close refuses new calls, finishes those that have begun, queued writes
// included, and closes the files. It waits for all of that.
func (db *DB) Close() error {
	db.closeOnce.Do(func() {
		db.gate.close()
		if db.writer != nil {
			db.writer.close()
		}
		db.closeErr = db.release()
	})
	return db.closeErr
}

// release closes the connections, readers first, so that the writer's last
// close moves the log into the database, and then lets the directory go.
func (db *DB) release() error {
	var errs []error
	if db.read != nil {
		errs = append(errs, db.read.Close())
	}
	if db.conn != nil {
		errs = append(errs, db.conn.Close())
	}
	if db.write != nil {
		errs = append(errs, db.write.Close())
	}
	if db.owner != nil {
		errs = append(errs, db.owner.release())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}

// read runs a reading method inside the gate and gives its error its meaning.
func read[T any](ctx context.Context, db *DB, doing string, query func(context.Context) (T, error)) (_ T, err error) {
	defer db.observe(ctx, doing, time.Now(), &err)
	var zero T
	if err := ctx.Err(); err != nil {
		return zero, fmt.Errorf("%s: %w", doing, err)
	}
	if err := db.gate.enter(); err != nil {
		return zero, fmt.Errorf("%s: %w", doing, err)
	}
	defer db.gate.leave()
	value, err := query(ctx)
	if err == nil && db.beside != nil && db.beside.rest.disturbed() {
		err = unavailable(errDisturbed) // whatever was read then may be torn
	}
	if err != nil {
		return zero, fmt.Errorf("%s: %w", doing, translate(ctx, err))
	}
	return value, nil
}

// prepared is a kept statement for reading. Use it for constant queries only.
func (db *DB) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if stmt := db.stmts[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := db.read.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	db.stmts[query] = stmt
	return stmt, nil
}

// row runs a constant query that answers at most one row into dest;
// sql.ErrNoRows when there is none.
func (db *DB) row(ctx context.Context, query string, args []any, dest ...any) error {
	stmt, err := db.prepared(ctx, query)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(ctx, args...).Scan(dest...)
}

// rows runs a constant query and collects what scan makes of each row.
func rows[T any](ctx context.Context, db *DB, query string, args []any, scan func(scanner) (T, error)) ([]T, error) {
	stmt, err := db.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	found, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	return collect(found, scan)
}

// scanner is a row: *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

func collect[T any](found *sql.Rows, scan func(scanner) (T, error)) ([]T, error) {
	defer found.Close()
	var items []T
	for found.Next() {
		item, err := scan(found)
		if err != nil {
			return nil, fmt.Errorf("scan: %w", err)
		}
		items = append(items, item)
	}
	return items, found.Err()
}

// page cuts items, of which one more than limit was asked for, to a list.
func page[T interface{ Position() store.Position }](items []T, limit int, name string) store.List[T] {
	if len(items) <= limit {
		return store.List[T]{Items: items}
	}
	items = items[:limit]
	return store.List[T]{Items: items, NextCursor: items[limit-1].Position().Cursor(name)}
}
