package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Names in the data directory. SQLite adds "-wal" and "-shm" to the first.
const (
	databaseName = "prepwire.db"
	lockName     = "prepwire.lock"
)

// files are the database's files as they were when it was opened.
type files struct {
	path     string // of the database; lockName stands beside it
	identity map[string]os.FileInfo
}

// Open opens the store in dir, makes it when there is none, and brings an older
// one up to date. What it makes is for this user alone: a directory of mode
// 0700, files of 0600. Files found with a wider mode are narrowed to that; a
// directory that was there stays as it is. It answers a clear error when the directory cannot be made,
// read or written, when another process has it (ErrInUse), when the file is no
// database, and when a newer program wrote it (ErrNewerSchema).
func Open(ctx context.Context, dir string, opts Options) (*DB, error) {
	db, err := open(ctx, dir, opts)
	if err != nil {
		return nil, fmt.Errorf("open store in %q: %w", dir, err)
	}
	return db, nil
}

func open(ctx context.Context, dir string, opts Options) (_ *DB, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := prepareDirectory(dir); err != nil {
		return nil, err
	}
	db := &DB{
		files: &files{path: filepath.Join(dir, databaseName)},
		gate:  newGate(),
		clock: newClock(),
		watch: opts.Observe,
		stmts: make(map[string]*sql.Stmt),
	}
	if err := db.files.keepPrivate(); err != nil {
		return nil, err
	}
	db.owner, err = own(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.release())
		}
	}()
	// Only now: closing a file gives up the locks this process holds on it.
	if err := checkFile(db.files.path); err != nil {
		return nil, err
	}
	return db, db.connect(ctx, opts)
}

// connect opens the connections, migrates, and starts the writer.
func (db *DB) connect(ctx context.Context, opts Options) (err error) {
	if db.write, err = sql.Open("sqlite", dsn(db.files.path, writerPragmas...)); err != nil {
		return err
	}
	db.write.SetMaxOpenConns(1)
	if db.conn, err = db.write.Conn(ctx); err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	steps, err := readMigrations(migrationFiles)
	if err != nil {
		return err
	}
	if err := migrate(ctx, db.conn, steps); err != nil {
		return err
	}
	if db.read, err = sql.Open("sqlite", dsn(db.files.path, "query_only(1)")); err != nil {
		return err
	}
	readers := positive(opts.Readers, 4)
	db.read.SetMaxOpenConns(readers)
	db.read.SetMaxIdleConns(readers)
	if err := db.read.PingContext(ctx); err != nil {
		return fmt.Errorf("connect for reading: %w", err)
	}
	if err := db.files.remember(); err != nil {
		return err
	}
	db.writer = newWriter(db.conn, positive(opts.Queue, 1024), db.files.present)
	return nil
}

// writerPragmas let the writer hold the pages it changes often, and move them
// from the log into the database (which takes two waits for the disk) once in
// 16 MiB instead of in 4.
var writerPragmas = []string{"cache_size(-32768)", "wal_autocheckpoint(4096)", "temp_store(memory)"}

// dsn names the database to the driver, with what every connection needs: to
// wait when somebody looks in with another tool, to fsync the log at every
// commit, and to let a log that once grew large shrink again.
func dsn(path string, pragmas ...string) string {
	query := url.Values{"_pragma": append([]string{
		"busy_timeout(5000)",
		"journal_mode(WAL)",
		"synchronous(FULL)",
		"foreign_keys(1)",
		"journal_size_limit(67108864)",
	}, pragmas...), "_txlock": {"immediate"}}
	return fileURL(path, query)
}

// fileURL is path as SQLite takes it, whatever signs are in it.
func fileURL(path string, query url.Values) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // file:///C:/data
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()
}

// prepareDirectory makes dir and tries to write in it, because SQLite would
// only say "unable to open database file".
func prepareDirectory(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make data directory: %w", err)
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return fmt.Errorf("data directory cannot be written: %w", err)
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return fmt.Errorf("data directory cannot be written: %w", err)
	}
	return nil
}

// keepPrivate narrows what an older program, another umask or a copy left open
// to others, and makes the lock with a narrow mode, which SQLite would not. It
// opens no file that is there: to close it again would give up the locks that
// this process holds on it.
func (f *files) keepPrivate() error {
	lock := filepath.Join(filepath.Dir(f.path), lockName)
	switch made, err := os.OpenFile(lock, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); {
	case err == nil:
		if err := made.Close(); err != nil {
			return fmt.Errorf("make lock: %w", err)
		}
	case !errors.Is(err, fs.ErrExist):
		return fmt.Errorf("make lock: %w", err)
	}
	for _, path := range []string{lock, f.path, f.path + "-wal", f.path + "-shm"} {
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o077 == 0 {
			continue // what is wrong with it shows when it is opened
		}
		if err := os.Chmod(path, 0o600); err != nil {
			return fmt.Errorf("others can read or write it, and it cannot be kept from them: %w", err)
		}
	}
	return nil
}

// checkFile finds out why SQLite would refuse the file at path.
func checkFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("database cannot be read and written: %w", err)
	}
	defer file.Close()
	head := make([]byte, 16)
	n, err := file.ReadAt(head, 0)
	if n > 0 && string(head[:n]) != "SQLite format 3\x00" {
		return fmt.Errorf("%s is not a database of prepwire", path)
	}
	if n == 0 || err == nil {
		return nil
	}
	return fmt.Errorf("read database: %w", err)
}

// remember keeps the identity of the files that hold what is committed.
func (f *files) remember() error {
	f.identity = make(map[string]os.FileInfo)
	for _, path := range []string{f.path, f.path + "-wal"} {
		info, err := os.Stat(path)
		if err != nil {
			return fmt.Errorf("look at database: %w", err)
		}
		f.identity[path] = info
	}
	return nil
}

// present reports a file that is no longer the one that was opened: an open
// file can be deleted or replaced, and what is written to it then is lost.
func (f *files) present() error {
	for path, opened := range f.identity {
		info, err := os.Stat(path)
		if err != nil {
			return unavailable(fmt.Errorf("database is gone: %w", err))
		}
		if !os.SameFile(opened, info) {
			return unavailable(fmt.Errorf("database was replaced: %s", path))
		}
	}
	return nil
}

func positive(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}
