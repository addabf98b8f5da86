package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// ErrNewerSchema: the database was written by a newer prepwire than this one.
var ErrNewerSchema = errors.New("database is newer than this program")

// migration is one numbered step of the schema.
type migration struct {
	number int
	name   string
	script string
}

// readMigrations reads the steps in files, which must be called
// NNNN_name.sql and numbered 1, 2, 3 and so on.
func readMigrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted by name
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	steps := make([]migration, 0, len(names))
	for i, name := range names {
		var number int
		if _, err := fmt.Sscanf(name, "migrations/%04d_", &number); err != nil || number != i+1 {
			return nil, fmt.Errorf("migration %q should have number %d", name, i+1)
		}
		script, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		steps = append(steps, migration{number, name, string(script)})
	}
	return steps, nil
}

// migrate brings the database up to the last of steps. Each step and its
// number are one transaction, so an interrupted migration goes on where it
// stopped. A database beyond the last step is ErrNewerSchema.
func migrate(ctx context.Context, conn *sql.Conn, steps []migration) error {
	version, err := schemaVersion(ctx, conn)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return fmt.Errorf("%w: it has schema %d, this program knows %d: start a newer prepwire",
			ErrNewerSchema, version, len(steps))
	}
	for _, step := range steps[version:] {
		if err := applyMigration(ctx, conn, step); err != nil {
			return fmt.Errorf("migration %s: %w", step.name, err)
		}
	}
	return nil
}

func applyMigration(ctx context.Context, conn *sql.Conn, step migration) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() // after a commit this does nothing
	if _, err := tx.ExecContext(ctx, step.script); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", step.number)); err != nil {
		return fmt.Errorf("set schema version: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func schemaVersion(ctx context.Context, conn *sql.Conn) (int, error) {
	var version int
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	return version, nil
}
