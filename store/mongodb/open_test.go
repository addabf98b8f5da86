package mongodb

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"

	"prepwire/store"
	"prepwire/store/mongodb/mongotest"
)

// password is made here, so that no text in this repository looks like one.
func password() string { return "pw" + strings.Repeat("x", 20) }

func TestAddressesThatCannotBeRead(t *testing.T) {
	for _, uri := range []string{
		"", "127.0.0.1:27017", "http://ann:" + password() + "@127.0.0.1/", "mongodb://", "mongodb://ann:" + password() + "/@h/",
		"mongodb://ann:" + password() + "%zz@h/", "mongodb://ann:" + password() + "@h:port/", "mongodb://ann:" + password() + "@h/?w=majority&w=" + password() + "&maxPoolSize=x",
		"mongodb://" + password() + "@@h/db", "mongodb://ann:" + password() + "@h/d$b?tls=" + password(),
	} {
		db, err := Open(t.Context(), uri, Options{})
		if err == nil {
			_ = db.Close()
		}
		if !errors.Is(err, ErrAddress) || strings.Contains(err.Error(), password()) {
			t.Errorf("got %v", err)
		}
	}
}

// The store opens without its server, works when that comes, says so when it
// goes, and works again when it is back; nothing that was kept is lost.
func TestServerComesAndGoes(t *testing.T) {
	server := mongotest.Start(t)
	server.Stop()
	var logged bytes.Buffer
	uri := strings.Replace(server.URI("db"), "/db", "/db?appName="+password(), 1)
	db, err := Open(t.Context(), uri, Options{Select: 500 * time.Millisecond, Retry: 10 * time.Millisecond, Timeout: time.Minute,
		Log: slog.New(slog.NewTextHandler(&logged, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if strings.Contains(logged.String(), password()) || !strings.Contains(logged.String(), "store is there") {
			t.Errorf("log: %s", &logged)
		}
	}()
	unavailable := func(what string) {
		t.Helper()
		if _, err := db.Question(t.Context(), "q"); !errors.Is(err, store.ErrUnavailable) {
			t.Fatalf("%s: question: %v", what, err)
		}
		if err := db.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
			t.Fatalf("%s: ping: %v", what, err)
		}
	}
	unavailable("never there")
	server.Run(t)
	select {
	case <-db.Ready():
	case <-time.After(3 * time.Minute):
		t.Fatal("the store does not become ready")
	}
	revocation := store.Revocation{ID: "r1", UserID: "ann", At: time.UnixMilli(1_772_000_000_000)}
	kept, err := db.AddRevocation(t.Context(), revocation)
	for errors.Is(err, store.ErrUnavailable) { // it may have been slow, and is looked for again
		kept, err = db.AddRevocation(t.Context(), revocation)
	}
	if err != nil {
		t.Fatal(err)
	}
	server.Stop()
	unavailable("gone")
	if _, err := db.Now(t.Context()); err != nil {
		t.Fatalf("the clock stops: %v", err)
	}
	server.Run(t)
	got, err := db.Revocations(t.Context(), store.Position{}, 10)
	for errors.Is(err, store.ErrUnavailable) && t.Context().Err() == nil { // the driver looks again by itself
		got, err = db.Revocations(t.Context(), store.Position{}, 10)
	}
	if err != nil || len(got) != 1 || got[0] != kept {
		t.Fatalf("got %v, %v", got, err)
	}
}

// A server that takes connections and says nothing holds nobody up for longer
// than a call may take.
func TestSilentServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	db, err := Open(t.Context(), "mongodb://"+listener.Addr().String()+"/db", Options{Select: 50 * time.Millisecond, Timeout: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Question(t.Context(), "q"); !errors.Is(err, store.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got %v", err) // the caller had all the time
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// A server that greets, and then takes longer than a call may, as when it builds
// the indexes of a large collection, is waited for in the background.
func TestSlowSetUp(t *testing.T) {
	db, err := Open(t.Context(), "mongodb://"+mongotest.Refusing(t, mongotest.SayNothing, "")+"/db", Options{Timeout: 300 * time.Millisecond})
	noError(t, err)
	if _, err := db.Question(t.Context(), "q"); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	noError(t, db.Close())
}

// Many nodes may start on one empty database at once.
func TestNodesStartTogether(t *testing.T) {
	uri := mongotest.Start(t).URI("together")
	opened := make(chan error, 4)
	for range cap(opened) {
		go func() {
			o := patient()
			o.Retry = 10 * time.Millisecond
			db, err := Open(t.Context(), uri, o)
			if err == nil {
				<-db.Ready() // a server may refuse what another node is making
				err = errors.Join(db.Ping(t.Context()), db.Close())
			}
			opened <- err
		}()
	}
	for range cap(opened) {
		if err := <-opened; err != nil {
			t.Error(err)
		}
	}
}

// A store that was there before is opened again; an index that somebody else
// made under a name of ours is not taken for it.
func TestIndexesAreLookedAt(t *testing.T) {
	uri := mongotest.Start(t).URI("again")
	open := func() error {
		db, err := Open(t.Context(), uri, patient())
		if err == nil {
			err = errors.Join(db.Ping(t.Context()), db.Close())
		}
		return err
	}
	noError(t, open())
	noError(t, open())
	db, err := connect(uri, patient())
	noError(t, err)
	defer func() { noError(t, db.client.Disconnect(context.WithoutCancel(t.Context()))) }()
	noError(t, db.attempts.Indexes().DropOne(t.Context(), "number"))
	noError(t, open()) // made again
	noError(t, db.attempts.Indexes().DropOne(t.Context(), "number"))
	noError(t, makeIndexes(t.Context(), db.attempts, []index{{"number", up("userId", "number"), true}}))
	isError(t, open(), ErrIndex)
}

// Indexes of a large collection take longer to build than a call may take.
func TestIndexesHaveTheirTime(t *testing.T) {
	uri := mongotest.Start(t).URI("slow")
	db, err := connect(uri, patient())
	noError(t, err)
	noError(t, db.client.Disconnect(t.Context()))
	asked := 0
	address, err := connstring.ParseAndValidate(uri)
	noError(t, err)
	db.client, err = mongo.Connect(clientOptions(address, db.opts).SetMonitor(&event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) {
		limit, limited := e.Command.Lookup("maxTimeMS").AsInt64OK()
		if e.CommandName != "createIndexes" {
			return
		}
		asked++
		if limited && limit < time.Hour.Milliseconds() {
			t.Errorf("indexes are given up after %d ms", limit)
		}
	}}))
	noError(t, err)
	defer func() { noError(t, db.client.Disconnect(context.WithoutCancel(t.Context()))) }()
	for _, c := range collections {
		*c.of(db) = db.client.Database(db.name).Collection(c.name)
	}
	noError(t, db.setUp(t.Context()))
	if asked == 0 {
		t.Error("no indexes were made")
	}
}

// A cluster enforces a unique key only if it begins with the shard key.
func TestUniqueKeysBeginWithTheShardKey(t *testing.T) {
	for _, c := range collections {
		for _, x := range c.indexes {
			if x.unique && x.keys[0].Key != c.shard {
				t.Errorf("%s: unique index %s begins with %s, shard key is %s", c.name, x.name, x.keys[0].Key, c.shard)
			}
		}
	}
}
