package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// OpenBeside opens the store in dir for reading as a Reader does: beside a
// gateway that uses it, or after one, without owning it, and with its errors.
// Methods that write answer store.ErrUnavailable, and so do all once a gateway
// has come to a store that was at rest.
func OpenBeside(ctx context.Context, dir string) (*DB, error) {
	r, err := openReader(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("read store in %q: %w", dir, err)
	}
	return &DB{files: &files{path: r.path}, gate: newGate(), clock: newClock(), stmts: make(map[string]*sql.Stmt), read: r.db, beside: r}, nil
}
