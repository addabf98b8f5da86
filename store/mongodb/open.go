package mongodb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"

	"prepwire/store"
)

// DefaultDatabase is used when the address names no database.
const DefaultDatabase = "prepwire"

// ErrAddress: the address cannot be read. The text says what it should look
// like and nothing of the address, which may hold a password.
var ErrAddress = errors.New("not an address of MongoDB; it looks like mongodb://HOST:27017/DATABASE?replicaSet=NAME, with USER:PASSWORD@ before the host where needed (signs such as / : @ in them as %2F %3A %40)")

// Options are the bounds of a DB, and who watches it. Zero fields take the
// defaults. What the address says about the pool and times goes before these.
type Options struct {
	MaxConns int           // connections to a server at most; default 100
	Timeout  time.Duration // how long a call may take in all; default 10 s
	Select   time.Duration // how long a call waits for a primary; default 5 s
	Retry    time.Duration // between tries to reach a server that is away; default 1 s

	// Observe, if set, is told how long each call took its caller, whatever
	// came of it. op is one of a few constant names, such as "record attempt";
	// ctx and err are the call's. It is called concurrently and should be quick.
	Observe func(ctx context.Context, op string, begun time.Time, err error)

	Log *slog.Logger // told when the store comes and goes; default: nobody
}

// Open opens the store at a MongoDB address and makes its collections and
// indexes where they are missing.
//
// A server that cannot be reached is no error: the store opens, answers
// store.ErrUnavailable to every call, and goes on trying; Ready tells when it
// can be used. It also returns while large collections are still given their
// indexes. What trying again does not mend is an error at once: an address
// that cannot be read (ErrAddress), a user who is not let in or may not make
// collections and indexes (ErrPermission), and an index that contradicts what
// is kept. No error and no log line holds the address or a password.
func Open(ctx context.Context, uri string, opts Options) (*DB, error) {
	db, err := connect(uri, opts)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	err = db.setUpSoon(ctx)
	if err != nil && (!errors.Is(err, store.ErrUnavailable) || errors.Is(err, ErrPermission)) {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), db.client.Disconnect(context.WithoutCancel(ctx)))
	}
	db.keeper = newKeeper(db, err)
	return db, nil
}

// setUpSoon is setUp within the time of a call. What takes longer, such as the
// indexes of a large collection, is the keeper's to go on with.
func (db *DB) setUpSoon(ctx context.Context) error {
	soon, cancel := context.WithTimeout(ctx, db.opts.Timeout)
	defer cancel()
	err := db.setUp(soon)
	if err != nil && soon.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("not set up within %v: %w", db.opts.Timeout, store.ErrUnavailable)
	}
	return err
}

// connect prepares the client. It reaches for no server yet.
func connect(uri string, opts Options) (*DB, error) {
	opts.MaxConns = positive(opts.MaxConns, 100)
	opts.Timeout = positive(opts.Timeout, 10*time.Second)
	opts.Select = positive(opts.Select, 5*time.Second)
	opts.Retry = positive(opts.Retry, time.Second)
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	address, err := connstring.ParseAndValidate(strings.TrimSpace(uri))
	if err != nil {
		return nil, ErrAddress // err may quote the address
	}
	client, err := mongo.Connect(clientOptions(address, opts))
	if err != nil {
		return nil, ErrAddress
	}
	name := address.Database
	if name == "" {
		name = DefaultDatabase
	}
	db := &DB{client: client, name: name, opts: opts, log: opts.Log, clock: newClock(), heads: newHeads(), turns: newTurns(), once: eraseOnce}
	database := client.Database(name)
	for _, c := range collections {
		*c.of(db) = database.Collection(c.name)
	}
	return db, nil
}

// clientOptions are the promises of the store: majority writes, tried once
// more when a server steps down in the midst, and reads of the primary that see
// what a majority has, hence also whatever was acknowledged before.
func clientOptions(address *connstring.ConnString, opts Options) *options.ClientOptions {
	o := options.Client().
		SetAppName("prepwire").
		SetMaxPoolSize(uint64(opts.MaxConns)).
		SetMaxConnecting(4).
		SetMaxConnIdleTime(5 * time.Minute).
		SetConnectTimeout(opts.Select).
		SetServerSelectionTimeout(opts.Select).
		ApplyURI(address.Original)
	return o.
		SetTimeout(opts.Timeout).
		SetWriteConcern(writeconcern.Majority()).
		SetReadConcern(readconcern.Majority()).
		SetReadPreference(readpref.Primary()).
		SetRetryWrites(true).
		SetRetryReads(true).
		SetRegistry(registry()).
		SetBSONOptions(&options.BSONOptions{UseJSONStructTags: true})
}

func positive[N int | time.Duration](n, otherwise N) N {
	if n > 0 {
		return n
	}
	return otherwise
}
