package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/signal"
	"syscall"

	"prepwire/store"
	"prepwire/store/mongodb"
	"prepwire/store/sqlite"
)

// exportCommand writes a contest's log. It reads the store beside a gateway
// that uses it, and changes nothing that is kept there.
type exportCommand struct {
	Contest string `required:"" placeholder:"ID" help:"Id of the contest."`
}

// Run prints the entries as they are kept: one a line, in canonical JSON.
func (e *exportCommand) Run(c *config, p process) error {
	signal.Reset(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP) // it ends at a signal, as programs do
	ctx := context.Background()
	if c.MongodbURI != "" {
		db, err := mongodb.Open(ctx, string(c.MongodbURI), mongodb.Options{})
		if err != nil {
			return fmt.Errorf("MONGODB_URI: %w", err)
		}
		return errors.Join(e.write(ctx, mongoLog{db}, p), db.Close())
	}
	reader, err := sqlite.OpenReader(ctx, c.DataDir)
	if err != nil {
		return err
	}
	return errors.Join(e.write(ctx, reader, p), reader.Close())
}

// logReader is a store as far as export needs it.
type logReader interface {
	Contest(ctx context.Context, id string) (store.Contest, error)
	Log(ctx context.Context, contestID string) iter.Seq2[store.ContestEntry, error]
}

func (e *exportCommand) write(ctx context.Context, reader logReader, p process) error {
	if _, err := reader.Contest(ctx, e.Contest); errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("--contest: there is no contest %q", e.Contest)
	} else if err != nil {
		return err
	}
	out, entries := bufio.NewWriterSize(p.stdout, 64<<10), 0
	for entry, err := range reader.Log(ctx, e.Contest) {
		if err != nil {
			return errors.Join(err, out.Flush())
		}
		entries++
		if _, err := out.Write(append(entry.Body, '\n')); err != nil {
			return fmt.Errorf("write log: %w", err)
		}
	}
	if entries == 0 {
		return fmt.Errorf("contest %q has no log: it has not begun", e.Contest)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write log: %w", err)
	}
	return nil
}
