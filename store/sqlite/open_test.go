package sqlite

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"prepwire/store"
)

func TestOpenRefusals(t *testing.T) {
	cases := map[string]struct {
		prepare func(t *testing.T, dir string) string // answers the directory to open
		want    string
	}{
		"a file in the way": {func(t *testing.T, dir string) string {
			return writeFile(t, filepath.Join(dir, "data"), "x")
		}, "make data directory"},
		"a file in the path": {func(t *testing.T, dir string) string {
			return filepath.Join(writeFile(t, filepath.Join(dir, "file"), "x"), "data")
		}, "make data directory"},
		"a directory instead of the database": {func(t *testing.T, dir string) string {
			if err := os.Mkdir(filepath.Join(dir, databaseName), 0o700); err != nil {
				t.Fatal(err)
			}
			return dir
		}, "database cannot be read and written"},
		"another file instead of the database": {func(t *testing.T, dir string) string {
			writeFile(t, filepath.Join(dir, databaseName), strings.Repeat("no database ", 100))
			return dir
		}, "is not a database"},
		"a short file instead of the database": {func(t *testing.T, dir string) string {
			writeFile(t, filepath.Join(dir, databaseName), "x")
			return dir
		}, "is not a database"},
		"a damaged database": {func(t *testing.T, dir string) string {
			writeFile(t, filepath.Join(dir, databaseName), "SQLite format 3\x00"+strings.Repeat("\xff", 4096))
			return dir
		}, "file is not a database"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			db, err := Open(t.Context(), c.prepare(t, t.TempDir()), Options{})
			if err == nil {
				db.Close()
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q in it", err, c.want)
			}
		})
	}
}

func writeFile(t *testing.T, path, content string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenTakesOddPaths(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "what? 100%25 #1", "ü & b=c")
	db := openDir(t, dir)
	if _, err := db.RecordAttempt(t.Context(), attempt("a")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, databaseName)); err != nil {
		t.Fatal(err)
	}
}

func TestConnectionsAreSafe(t *testing.T) {
	db := openTemp(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		var got string
		if err := db.conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s: got %q, error %v, want %q", pragma, got, err, want)
		}
	}
	if _, err := db.read.ExecContext(t.Context(), "DELETE FROM attempts"); err == nil {
		t.Error("a reader wrote")
	}
}

func TestSecondOwnerIsRefused(t *testing.T) {
	dir := t.TempDir()
	first, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir, Options{}); !errors.Is(err, ErrInUse) {
		t.Fatalf("same process: got %v, want ErrInUse", err)
	}
	out, err := stormChild(t, dir, "attempts").Output()
	if err != nil || !bytes.Contains(out, []byte(ErrInUse.Error())) {
		t.Fatalf("another process: %v, printed %q", err, out)
	}
	if _, err := first.RecordAttempt(t.Context(), attempt("a")); err != nil {
		t.Fatalf("the owner after the attempts: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	openDir(t, dir)
}

func TestDatabaseTakenAway(t *testing.T) {
	for _, name := range []string{databaseName, databaseName + "-wal"} {
		for _, how := range []string{"deleted", "replaced"} {
			t.Run(name+" "+how, func(t *testing.T) {
				dir := t.TempDir()
				db, err := Open(t.Context(), dir, Options{})
				if err != nil {
					t.Fatal(err)
				}
				defer db.Close() // what SQLite says of its lost files is no matter here
				path := filepath.Join(dir, name)
				if err := os.Rename(path, path+".moved"); err != nil {
					t.Fatal(err)
				}
				if how == "replaced" {
					writeFile(t, path, "")
				}
				if err := db.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
					t.Errorf("ping: got %v", err)
				}
				if _, err := db.RecordAttempt(t.Context(), attempt("a")); !errors.Is(err, store.ErrUnavailable) {
					t.Errorf("write: got %v", err)
				}
				if err := os.Rename(path+".moved", path); err != nil {
					t.Fatal(err)
				}
				if _, err := db.RecordAttempt(t.Context(), attempt("a")); err != nil {
					t.Errorf("write after it came back: %v", err)
				}
			})
		}
	}
}
