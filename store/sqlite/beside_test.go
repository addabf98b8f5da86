package sqlite

import (
	"errors"
	"maps"
	"testing"

	"prepwire/store"
	"prepwire/store/storetest"
)

// Beside its owner a store is read as it is now, and changed by nobody else.
func TestOpenBeside(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenBeside(t.Context(), dir); !errors.Is(err, ErrNoStore) {
		t.Fatalf("without a store: %v", err)
	}
	owner := openDir(t, dir)
	storetest.FillUser(t, owner, "ann", "f")
	db := openBesideTest(t, dir)
	want, err := owner.Holdings(t.Context(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	holds(t, db, want)
	if err := owner.EraseUser(t.Context(), "ann"); err != nil {
		t.Fatal(err)
	}
	holds(t, db, store.Holdings{Revocations: 2})
	if err := db.EraseUser(t.Context(), "ann"); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("erased beside the owner: %v", err)
	}
	if err := owner.Close(); err != nil {
		t.Fatal(err)
	}
	holds(t, db, store.Holdings{Revocations: 2})
}

// At rest it is read without a file being made or changed, until an owner comes.
func TestOpenBesideAtRest(t *testing.T) {
	dir := t.TempDir()
	owner := openDir(t, dir)
	storetest.FillUser(t, owner, "ann", "f")
	if err := owner.Close(); err != nil {
		t.Fatal(err)
	}
	before := filesIn(t, dir)
	db := openBesideTest(t, dir)
	if h, err := db.Holdings(t.Context(), "ann"); err != nil || h.Attempts != 3 {
		t.Fatalf("%+v, %v", h, err)
	}
	if !maps.Equal(before, filesIn(t, dir)) {
		t.Error("files were changed")
	}
	openDir(t, dir)
	if _, err := db.Holdings(t.Context(), "ann"); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("read while an owner came: %v", err)
	}
}

func openBesideTest(t *testing.T, dir string) *DB {
	t.Helper()
	db, err := OpenBeside(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

func holds(t *testing.T, db *DB, want store.Holdings) {
	t.Helper()
	h, err := db.Holdings(t.Context(), "ann")
	if err != nil || h.Attempts != want.Attempts || h.Erasable() != want.Erasable() {
		t.Fatalf("%+v, want %+v, %v", h, want, err)
	}
}
