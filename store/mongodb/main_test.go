package mongodb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
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

// patient are options for a busy machine.
func patient() Options { return Options{Timeout: 3 * time.Minute, Select: 2 * time.Minute} }

// openEmpty opens a store of its own for a test, and drops it at the end.
func openEmpty(t testing.TB, uri func(string) string) *DB {
	t.Helper()
	name := fmt.Sprintf("prepwire_test_%d_%d", os.Getpid(), databases.Add(1))
	db, err := Open(t.Context(), uri(name), patient())
	if err != nil {
		t.Fatal(err)
	}
	db.once = 7 // so that a few documents are many
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
	db, err := connect(uri, patient())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	if err := db.client.Database(name).Drop(ctx); err != nil {
		return err
	}
	return db.client.Disconnect(ctx)
}

// TestStore runs the whole suite where operations on a document are atomic, and
// says which tests it leaves out where they are not.
func TestStore(t *testing.T) {
	uri := address(t)
	lost, err := lostUpdates(t, uri)
	noError(t, err)
	storetest.RunBut(t, func(t *testing.T) store.Store { return openEmpty(t, uri) }, func(test string) string {
		if lost > 0 && storetest.Racing(test) {
			return fmt.Sprintf("this server lost %d of 800 updates of one document: run it on a MongoDB, named by %s", lost, realMongoDB)
		}
		return ""
	})
}

// lostUpdates counts what a server loses of updates of one document that come
// at the same time, and that it has acknowledged: nothing, if it is MongoDB. The
// error is of those that it did not take.
func lostUpdates(t *testing.T, uri func(string) string) (int, error) {
	t.Helper()
	const callers, each = 16, 50
	db := openEmpty(t, uri)
	_, err := insert(t.Context(), db.batches, bson.D{is("_id", "probe"), is("n", 0)})
	noError(t, err)
	var calling sync.WaitGroup
	var acknowledged atomic.Int64
	refusals := make([]error, callers)
	for i := range callers {
		calling.Go(func() {
			for range each {
				if _, err := update(t.Context(), db.batches, bson.D{is("_id", "probe")}, bson.D{is("$inc", bson.D{is("n", 1)})}); err != nil {
					refusals[i] = err
					continue
				}
				acknowledged.Add(1)
			}
		})
	}
	calling.Wait()
	got, err := one[struct{ N int }](t.Context(), db.batches, bson.D{is("_id", "probe")})
	noError(t, err)
	return int(acknowledged.Load()) - got.N, errors.Join(refusals...)
}

// The server as it is without its one message at a time loses updates, so the
// look for them can tell.
func TestLostUpdatesAreFound(t *testing.T) {
	if os.Getenv(realMongoDB) != "" {
		t.Skip("a server of the caller's choice")
	}
	server := mongotest.StartParallel(t)
	for range 100 { // it need not lose any at once
		if lost, _ := lostUpdates(t, server.URI); lost > 0 { // nor take all of them
			return
		}
	}
	t.Error("none was lost")
}
