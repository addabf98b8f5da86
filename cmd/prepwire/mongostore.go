package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"sync"
	"time"

	"prepwire/store"
	"prepwire/store/mongodb"
)

// openMongoDB opens the store that MONGODB_URI names. One that is away is no
// reason not to start: the node says in its health that it waits for it.
func (g *gateway) openMongoDB(ctx context.Context) error {
	if err := os.MkdirAll(g.config.DataDir, 0o700); err != nil { // for what a node keeps of its own
		return fmt.Errorf("DATA_DIR: %w; set DATA_DIR to a directory that this user can read and write", err)
	}
	db, err := mongodb.Open(ctx, string(g.config.MongodbURI), mongodb.Options{Observe: g.watchStore("mongodb"), Log: g.log})
	if err != nil {
		return fmt.Errorf("MONGODB_URI: %w", err)
	}
	g.store = db
	g.onClose(func() {
		if err := db.Close(); err != nil {
			g.log.Error("close store", "err", err)
		}
	})
	return g.waitFor(ctx, db)
}

// waitFor does what needs the store before the node works as a whole: now if
// it is there, else in a goroutine of the gateway's, as soon as it is.
func (g *gateway) waitFor(ctx context.Context, db *mongodb.DB) error {
	t := newTenancy(db, g.config.nodeID(), g.config.RedisURL != "", g.log)
	select {
	case <-db.Ready():
		if err := t.claim(ctx); err != nil && !errors.Is(err, store.ErrUnavailable) {
			return err
		}
	default:
	}
	g.tenancy = t
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var work sync.WaitGroup
	work.Go(func() {
		select {
		case <-background.Done():
			return
		case <-db.Ready():
		}
		if err := t.hold(background); err != nil && background.Err() == nil {
			g.log.Error("the node stops", "err", err)
			g.lost <- err
		}
	})
	g.onClose(func() {
		cancel()
		work.Wait()
		t.release()
	})
	return nil
}

// laterRevocations reads what was ever revoked once the store is there. Until
// then tokens that were taken back pass, but nothing that needs the store does.
func (g *gateway) laterRevocations(ctx context.Context, read func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var work sync.WaitGroup
	work.Go(func() {
		for {
			err := read(ctx)
			if err == nil || ctx.Err() != nil {
				return
			}
			if !errors.Is(err, store.ErrUnavailable) {
				g.log.ErrorContext(ctx, "revocations", "err", err)
			}
			select {
			case <-ctx.Done():
			case <-time.After(200 * time.Millisecond):
			}
		}
	})
	g.onClose(func() {
		cancel()
		work.Wait()
	})
}

// mongoLog reads a contest's log, and the contest, for export.
type mongoLog struct{ *mongodb.DB }

// Log answers the entries of a contest's log, as sqlite.Reader does.
func (m mongoLog) Log(ctx context.Context, contestID string) iter.Seq2[store.ContestEntry, error] {
	return func(yield func(store.ContestEntry, error) bool) {
		for after := int64(0); ; {
			part, err := m.Entries(ctx, contestID, after, store.MaxLimit)
			if err != nil {
				yield(store.ContestEntry{}, err)
				return
			}
			if len(part) == 0 {
				return
			}
			for _, e := range part {
				if after = e.Position; !yield(e, nil) {
					return
				}
			}
		}
	}
}
