package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"time"

	lib "modernc.org/sqlite/lib"
)

// readerPatience is how long a Reader waits for a gateway that is just starting
// or stopping; readerPause is how often it looks.
const (
	readerPatience = 2 * time.Second
	readerPause    = 20 * time.Millisecond
)

// Beside a log a gateway is at work, or has not closed its files: then the log
// is read through its index, which is not written. Without a log the file is
// all there is, and at rest.
var (
	besideQuery = url.Values{"mode": {"ro"}, "readonly_shm": {"1"}, "_pragma": {"query_only(1)", "busy_timeout(1000)"}}
	restQuery   = url.Values{"mode": {"ro"}, "immutable": {"1"}}
)

// steady runs a query on files that nobody takes away meanwhile. A gateway that
// starts, stops or recovers just then makes it try again, for a while.
func steady[T any](ctx context.Context, r *Reader, query func(*sql.DB) (T, error)) (T, error) {
	var zero T
	patience := time.NewTimer(readerPatience)
	defer patience.Stop()
	for {
		value, err := once(r, query)
		if err == nil || !passing(err) {
			return value, translate(ctx, err)
		}
		if closeErr := r.Close(); closeErr != nil {
			return zero, errors.Join(err, closeErr)
		}
		select {
		case <-time.After(readerPause):
		case <-patience.C:
			return zero, lasting(r.path, err)
		case <-ctx.Done():
			return zero, ctx.Err()
		}
	}
}

func once[T any](r *Reader, query func(*sql.DB) (T, error)) (value T, err error) {
	if err := r.connect(); err != nil {
		return value, err
	}
	value, err = query(r.db)
	if r.rest.disturbed() {
		return value, errDisturbed // whatever was read then may be torn
	}
	return value, err
}

// connect opens the database as the files beside it ask for.
func (r *Reader) connect() error {
	if r.db != nil {
		return nil
	}
	rest, err := lookAtRest(r.path)
	if err != nil {
		return err
	}
	query := besideQuery
	if rest != nil {
		query = restQuery
	}
	db, err := sql.Open("sqlite", fileURL(r.path, query))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	r.db, r.rest = db, rest
	return nil
}

// atRest is a database file without a log beside it.
type atRest struct {
	path string
	info os.FileInfo
}

// lookAtRest answers nil when there is a log. It opens no file, because closing
// one would give up what locks this process holds on it.
func lookAtRest(path string) (*atRest, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrNoStore
	case err != nil:
		return nil, err
	}
	if exists(path + "-wal") {
		return nil, nil
	}
	if info.Size() == 0 {
		return nil, ErrNoStore
	}
	return &atRest{path, info}, nil
}

var errDisturbed = errors.New("a gateway opened the database meanwhile")

// disturbed reports whether a gateway has come to the database since.
func (a *atRest) disturbed() bool {
	if a == nil {
		return false
	}
	info, err := os.Stat(a.path)
	return err != nil || exists(a.path+"-wal") ||
		!os.SameFile(info, a.info) || info.Size() != a.info.Size() || !info.ModTime().Equal(a.info.ModTime())
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// passing reports whether err may come from a gateway that starts or stops.
func passing(err error) bool {
	switch primaryCode(err) {
	case lib.SQLITE_BUSY, lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PROTOCOL:
		return true
	}
	return errors.Is(err, errDisturbed)
}

// lasting finds out what err means that did not pass.
func lasting(path string, err error) error {
	if exists(path+"-wal") && !exists(path+"-shm") {
		return fmt.Errorf("%w: start the gateway once", ErrCutOff)
	}
	if primaryCode(err) != lib.SQLITE_CANTOPEN {
		return unavailable(err)
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		file, openErr := os.Open(name)
		if openErr == nil {
			openErr = file.Close()
		}
		if openErr != nil && !errors.Is(openErr, fs.ErrNotExist) {
			return openErr
		}
	}
	return unavailable(err)
}
