package sqlite

import (
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"prepwire/store"
	"prepwire/store/storetest"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(stormDir); dir != "" {
		storm(dir) // until it is killed
		return
	}
	goleak.VerifyTestMain(m)
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return openTemp(t) })
}

// openTemp opens an empty store that is closed at the end of the test.
func openTemp(t testing.TB) *DB { return openDir(t, t.TempDir()) }

func openDir(t testing.TB, dir string) *DB {
	t.Helper()
	db, err := Open(t.Context(), dir, Options{})
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

// attempt is a first attempt of a user of its own.
func attempt(id string) store.Attempt {
	return store.Attempt{ID: id, UserID: "user-" + id, QuestionID: "q1", Answer: "A", Skill: "ALG1", DifficultyLevel: 2,
		At: time.UnixMilli(1_772_000_000_000)}
}
