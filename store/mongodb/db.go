// Package mongodb is the store of many nodes: one MongoDB, a replica set or a
// sharded cluster, that all of them use.
//
//	call ─► gate (open, and set up?) ─► a pool of connections ─► the primary
//	     ◄─ records, or a sentinel of package store
//
// Writes are acknowledged by a majority and reads see what a majority has, so
// nothing that was answered is lost with a server. Every act is one insert on
// a unique key or one conditional update; where records of two collections
// belong together, one of them decides (question_batch.go, contest_freeze.go,
// contest_cancel.go, registration_leave.go). No transactions are used. Each unique
// key begins with the collection's shard key (setup.go).
package mongodb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"prepwire/store"
)

var _ store.Store = (*DB)(nil)

// DB is a store.Store in a MongoDB. Make it with Open.
type DB struct {
	client *mongo.Client
	name   string // of the database
	opts   Options
	log    *slog.Logger
	clock  *clock
	heads  *heads
	turns  *turns
	keeper *keeper
	once   int // documents that are erased, or looked at for that, at a time

	questions, batches, reviews                  *mongo.Collection
	attempts, reports, revocations               *mongo.Collection
	contests, freezes, entries                   *mongo.Collection
	messages, sessionUsers, sessions, extensions *mongo.Collection
	registrations, models, leases                *mongo.Collection

	inside    sync.RWMutex // read-locked by each call under way
	closed    bool         // guarded by inside
	closeOnce sync.Once
	closeErr  error
}

// enter lets a call in until leave: a closed store, and one that could not be
// set up yet, answer store.ErrUnavailable.
func (db *DB) enter() (leave func(), err error) {
	db.inside.RLock()
	if db.closed {
		db.inside.RUnlock()
		return nil, fmt.Errorf("closed: %w", store.ErrUnavailable)
	}
	if err := db.keeper.usable(); err != nil {
		db.inside.RUnlock()
		return nil, err
	}
	return db.inside.RUnlock, nil
}

// call runs a method inside the gate, within the time a call may take, and
// gives its error its meaning. The value goes with the error, for the methods
// that answer what is kept beside it.
func call[T any](ctx context.Context, db *DB, doing string, do func(context.Context) (T, error)) (_ T, err error) {
	if db.opts.Observe != nil {
		defer func(begun time.Time) { db.opts.Observe(ctx, doing, begun, err) }(time.Now())
	}
	var zero T
	if err := ctx.Err(); err != nil {
		return zero, fmt.Errorf("%s: %w", doing, err)
	}
	leave, err := db.enter()
	if err != nil {
		return zero, fmt.Errorf("%s: %w", doing, err)
	}
	defer leave()
	within, cancel := context.WithTimeout(ctx, db.opts.Timeout)
	defer cancel()
	value, err := do(within)
	if err != nil {
		return value, fmt.Errorf("%s: %w", doing, translate(ctx, err))
	}
	return value, nil
}

// Ping looks whether the primary answers and takes writes.
func (db *DB) Ping(ctx context.Context) error {
	_, err := call(ctx, db, "ping", func(ctx context.Context) (none struct{}, err error) {
		return none, db.client.Ping(ctx, nil)
	})
	return err
}

// Close refuses new calls, finishes those that have begun, and closes the
// connections. It waits for all of that.
func (db *DB) Close() error {
	db.closeOnce.Do(func() {
		db.keeper.stop()
		db.inside.Lock()
		db.closed = true
		db.inside.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), db.opts.Timeout)
		defer cancel()
		if err := db.client.Disconnect(ctx); err != nil && !errors.Is(err, mongo.ErrClientDisconnected) {
			db.closeErr = fmt.Errorf("close store: %w", translate(ctx, err))
		}
	})
	return db.closeErr
}
