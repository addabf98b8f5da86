package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"prepwire/store"
	"prepwire/store/mongodb"
	"prepwire/store/sqlite"
)

// userCommand answers what a user may ask of who keeps data: what it is, a copy
// of it, and that it goes.
type userCommand struct {
	Show   userShow   `cmd:"" help:"Count what is kept of a user, also while the gateway runs."`
	Export userExport `cmd:"" help:"Write what is kept of a user and is the user's own, a line of JSON each, also while the gateway runs."`
	Erase  userErase  `cmd:"" help:"Erase what is kept of a user. Says what would go and what stays, and does it with --yes. In DATA_DIR the gateway has to be stopped."`
}

// namedUser is the user that a command is about.
type namedUser struct {
	ID string `arg:"" help:"Id of the user (sub)."`
}

// Validate refuses what names nobody; kong calls it.
func (u *namedUser) Validate() error {
	switch {
	case u.ID == "":
		return errors.New("the id of the user is empty")
	case store.IsErased(u.ID):
		return fmt.Errorf("%q stands for a user who was erased", u.ID)
	}
	return nil
}

// kept is the store of the settings, as these commands use it.
type kept struct {
	store.Store
	compact func(context.Context) error // nil: there is nothing to do
}

// readKept opens the store to be read, beside a gateway that has it.
func (c *config) readKept(ctx context.Context) (kept, error) {
	if c.MongodbURI != "" {
		return c.mongoKept(ctx)
	}
	db, err := sqlite.OpenBeside(ctx, c.DataDir)
	if err != nil {
		return kept{}, err
	}
	return kept{Store: db}, nil
}

// ownKept opens the store to be changed. One in DATA_DIR must be there already,
// and belongs to one process.
func (c *config) ownKept(ctx context.Context) (kept, error) {
	if c.MongodbURI != "" {
		return c.mongoKept(ctx)
	}
	if db, err := sqlite.OpenBeside(ctx, c.DataDir); err == nil {
		err = db.Close()
		if err != nil {
			return kept{}, err
		}
	} else if errors.Is(err, sqlite.ErrNoStore) {
		return kept{}, err
	}
	db, err := sqlite.Open(ctx, c.DataDir, sqlite.Options{})
	if errors.Is(err, sqlite.ErrInUse) {
		return kept{}, fmt.Errorf("a gateway uses DATA_DIR %s; stop it, erase, and start it again", c.DataDir)
	}
	if err != nil {
		return kept{}, err
	}
	return kept{Store: db, compact: db.Compact}, nil
}

// mongoKept opens MongoDB, which nodes may use meanwhile. One that is away is an
// error: nobody waits for a command.
func (c *config) mongoKept(ctx context.Context) (kept, error) {
	db, err := mongodb.Open(ctx, string(c.MongodbURI), mongodb.Options{})
	if err == nil {
		if err = db.Ping(ctx); err == nil {
			return kept{Store: db}, nil
		}
		err = errors.Join(err, db.Close())
	}
	return kept{}, fmt.Errorf("MONGODB_URI: %w", err)
}

// use does something with a store and closes it.
func (k kept) use(do func(kept) error) error { return errors.Join(do(k), k.Close()) }

// asPrograms lets signals end a command that can be broken off at any point.
func asPrograms() { signal.Reset(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP) }
