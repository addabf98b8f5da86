package mongodb

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"prepwire/store"
	"prepwire/store/mongodb/mongotest"
	"prepwire/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// realMongoDB names a server that is used instead of the one that the tests
// start, such as mongodb://127.0.0.1:27017/?replicaSet=rs0.
const realMongoDB = "PREPWIRE_TEST_MONGODB_URI"

var databases atomic.Int64

// address answers where databases can be made, by name.
func address(t testing.TB) (uri func(database string) string) {
	if real := os.Getenv(realMongoDB); real != "" {
		return func(database string) string { return withDatabase(t, real, database) }
	}
	return mongotest.Start(t).URI
}

// openEmpty opens a store of its own for a test, and drops it at the end.
func openEmpty(t testing.TB, uri func(string) string) *DB {
	t.Helper()
	name := fmt.Sprintf("prepwire_test_%d_%d", os.Getpid(), databases.Add(1))
	db, err := Open(t.Context(), uri(name), Options{Timeout: 2 * time.Minute, Select: time.Minute}) // busy machines
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(uri(name), name); err != nil {
			t.Errorf("drop: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// drop uses a connection of its own: the test may have closed the store.
func drop(uri, name string) error {
	db, err := connect(uri, Options{})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := db.client.Database(name).Drop(ctx); err != nil {
		return err
	}
	return db.client.Disconnect(ctx)
}

func TestStore(t *testing.T) {
	uri := address(t)
	storetest.Run(t, func(t *testing.T) store.Store { return openEmpty(t, uri) })
}
