package sqlite

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// newest is the number of the last migration.
func newest(t *testing.T) int {
	t.Helper()
	steps, err := readMigrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	return len(steps)
}

func TestMigrateFromEmptyAndReopen(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		db, err := Open(t.Context(), dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := schemaVersion(t.Context(), db.conn); err != nil || got != newest(t) {
			t.Fatalf("schema version %d, error %v, want %d", got, err, newest(t))
		}
		if _, err := db.RecordAttempt(t.Context(), attempt("a")); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	db := openDir(t, dir)
	if stats, err := db.QuestionStats(t.Context(), "q1"); err != nil || stats.Answered != 1 {
		t.Fatalf("after reopening: %+v, error %v", stats, err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	dir := t.TempDir()
	db := openDir(t, dir)
	if _, err := db.conn.ExecContext(t.Context(), "PRAGMA user_version = 999"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), dir, Options{})
	if !errors.Is(err, ErrNewerSchema) || !strings.Contains(err.Error(), "999") {
		t.Fatalf("got %v", err)
	}
}

// A migration that breaks leaves the ones before it, nothing of its own, and
// goes on from there once it is mended.
func TestBrokenMigrationIsUndone(t *testing.T) {
	db := openTemp(t)
	base := newest(t)
	steps := make([]migration, base, base+2)
	steps = append(steps,
		migration{base + 1, "good", "CREATE TABLE extra (a INTEGER) STRICT;"},
		migration{base + 2, "bad", "CREATE TABLE half (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1);"})
	if err := migrate(t.Context(), db.conn, steps); err == nil || !strings.Contains(err.Error(), "bad") {
		t.Fatalf("broken migration: got %v", err)
	}
	if got, err := schemaVersion(t.Context(), db.conn); err != nil || got != base+1 {
		t.Fatalf("schema version %d, error %v, want %d", got, err, base+1)
	}
	steps[base+1].script = "CREATE TABLE half (a INTEGER) STRICT;"
	if err := migrate(t.Context(), db.conn, steps); err != nil {
		t.Fatalf("mended migration: %v", err)
	}
}

func TestMigrationsAreNumbered(t *testing.T) {
	for _, name := range []string{"0002_skipped.sql", "first.sql"} {
		files := fstest.MapFS{fmt.Sprintf("migrations/%s", name): {Data: []byte("SELECT 1;")}}
		if _, err := readMigrations(files); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
