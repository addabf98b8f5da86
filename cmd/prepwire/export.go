package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"prepwire/store"
	"prepwire/store/sqlite"
)

// exportCommand writes a contest's log. It reads DATA_DIR beside a gateway that
// uses it, and changes nothing there.
type exportCommand struct {
	Contest string `required:"" placeholder:"ID" help:"Id of the contest."`
}

// Run prints the entries as they are kept: one a line, in canonical JSON.
func (e *exportCommand) Run(c *config, p process) error {
	signal.Reset(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP) // it ends at a signal, as programs do
	ctx := context.Background()
	reader, err := sqlite.OpenReader(ctx, c.DataDir)
	if err != nil {
		return err
	}
	return errors.Join(e.write(ctx, reader, p), reader.Close())
}

func (e *exportCommand) write(ctx context.Context, reader *sqlite.Reader, p process) error {
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
