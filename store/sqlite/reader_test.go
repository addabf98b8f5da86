package sqlite

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"prepwire/store"
)

// openReaderTest opens a reader that is closed at the end of the test.
func openReaderTest(t *testing.T, dir string) *Reader {
	t.Helper()
	r, err := OpenReader(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Errorf("close reader: %v", err)
		}
	})
	return r
}

// readLog reads a log to its end.
func readLog(t *testing.T, r *Reader, contestID string) (all []store.ContestEntry) {
	t.Helper()
	for e, err := range r.Log(t.Context(), contestID) {
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, e); e.Position != int64(len(all)) {
			t.Fatalf("entry %d at place %d", e.Position, len(all))
		}
	}
	return all
}

// filesIn tells all about the files in dir that writing to one would change.
func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, entry := range list {
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = fmt.Sprint(info.Mode(), info.ModTime(), content)
	}
	return files
}

// untouched runs do and wants every file of dir as it was.
func untouched(t *testing.T, dir string, do func()) {
	t.Helper()
	before := filesIn(t, dir)
	do()
	if after := filesIn(t, dir); !maps.Equal(before, after) {
		t.Errorf("files were changed, or are others: %d before, %d after", len(before), len(after))
	}
}

// filled makes a store with a contest and a log of n entries.
func filled(t *testing.T, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	db, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	contest(t, db, "c1")
	for rest := manyEntries("c1", n); len(rest) > 0; rest = rest[min(len(rest), store.MaxLimit):] {
		if _, err := db.AppendEntries(t.Context(), rest[:min(len(rest), store.MaxLimit)]); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestReaderOfAStoreAtRest(t *testing.T) {
	dir := filled(t, 2500)
	untouched(t, dir, func() {
		r := openReaderTest(t, dir)
		c, err := r.Contest(t.Context(), "c1")
		if err != nil || c.CreatedBy != "org" || len(c.Questions) != 1 {
			t.Fatalf("contest %+v, error %v", c, err)
		}
		if _, err := r.Contest(t.Context(), "nothing"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("unknown contest: %v", err)
		}
		if got := len(readLog(t, r, "c1")); got != 2500 {
			t.Errorf("%d entries, want 2500", got)
		}
		if got := len(readLog(t, r, "nothing")); got != 0 {
			t.Errorf("%d entries of an unknown contest", got)
		}
		for range r.Log(t.Context(), "c1") {
			break // and nothing is left open
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	})
	openDir(t, dir) // its owner finds it as it was
}

func TestReaderRefusals(t *testing.T) {
	run := func(t *testing.T, dir, statement string) {
		t.Helper()
		db, err := Open(t.Context(), dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		prepare func(t *testing.T, dir string) string
		want    error
		says    string
	}{
		"no directory":    {func(t *testing.T, dir string) string { return filepath.Join(dir, "none") }, ErrNoStore, "none"},
		"empty directory": {func(t *testing.T, dir string) string { return dir }, ErrNoStore, "there is no store"},
		"a file instead": {func(t *testing.T, dir string) string {
			return writeFile(t, filepath.Join(dir, "data"), "x")
		}, nil, "not a directory"},
		"empty file": {func(t *testing.T, dir string) string {
			writeFile(t, filepath.Join(dir, databaseName), "")
			return dir
		}, ErrNoStore, ""},
		"another file": {func(t *testing.T, dir string) string {
			writeFile(t, filepath.Join(dir, databaseName), strings.Repeat("no database ", 100))
			return dir
		}, store.ErrUnavailable, "file is not a database"},
		"a newer store": {func(t *testing.T, dir string) string {
			run(t, dir, "PRAGMA user_version = 999")
			return dir
		}, ErrNewerSchema, "999"},
		"an older store": {func(t *testing.T, dir string) string {
			run(t, dir, "PRAGMA user_version = 4")
			return dir
		}, ErrOlderSchema, "start the gateway once"},
		"a copy without the index": {func(t *testing.T, dir string) string {
			killAfter(t, dir, "attempts", 1)
			if err := os.Remove(filepath.Join(dir, databaseName+"-shm")); err != nil {
				t.Fatal(err)
			}
			return dir
		}, ErrCutOff, "start the gateway once"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := c.prepare(t, t.TempDir())
			r, err := OpenReader(t.Context(), dir)
			if err == nil {
				r.Close()
			}
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("got %v, want %v with %q", err, c.want, c.says)
			}
		})
	}
}

func TestReaderTellsOfAGap(t *testing.T) {
	dir := filled(t, 30)
	db := openDir(t, dir)
	if _, err := db.conn.ExecContext(t.Context(), "DELETE FROM contest_entries WHERE position = 7"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	var failed error
	for _, err := range openReaderTest(t, dir).Log(t.Context(), "c1") {
		failed = err
	}
	if failed == nil || !strings.Contains(failed.Error(), "entry 7 is missing") {
		t.Fatalf("got %v", failed)
	}
}

func TestReaderEndsWithItsContext(t *testing.T) {
	r := openReaderTest(t, filled(t, 3000))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var failed error
	read := 0
	for _, err := range r.Log(ctx, "c1") {
		if failed = err; err == nil {
			read++
			cancel()
		}
	}
	if !errors.Is(failed, context.Canceled) || read >= 3000 {
		t.Fatalf("%d read, error %v", read, failed)
	}
}
