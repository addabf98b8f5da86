package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"prepwire/store"
)

// userExport writes what is kept of a user.
type userExport struct{ namedUser }

// Run writes a line for each thing: sessions, attempts, messages and so on. What
// would tell the key of a contest that has not ended is withheld.
func (u *userExport) Run(c *config, p process) error {
	asPrograms()
	ctx := context.Background()
	k, err := c.readKept(ctx)
	if err != nil {
		return err
	}
	return k.use(func(k kept) error {
		out := bufio.NewWriterSize(p.stdout, 64<<10)
		x := &exporter{store: k, user: u.ID, lines: json.NewEncoder(out)}
		x.lines.SetEscapeHTML(false)
		if err := x.everything(ctx); err != nil {
			return errors.Join(fmt.Errorf("export: %w", err), out.Flush())
		}
		if err := out.Flush(); err != nil {
			return fmt.Errorf("write export: %w", err)
		}
		if x.withheld > 0 {
			fmt.Fprintf(p.stderr, "%d lines withhold something and say what; export again when contests are over\n", x.withheld)
		}
		return nil
	})
}

// exporter writes lines about one user.
type exporter struct {
	store    store.Store
	user     string
	lines    *json.Encoder
	withheld int
}

func (x *exporter) write(l userLine) error {
	if l.Withheld != "" {
		x.withheld++
	}
	return x.lines.Encode(l)
}

func (x *exporter) everything(ctx context.Context) error {
	for _, part := range []func(context.Context) error{
		x.sessions, x.attempts, x.messages, x.extensions, x.reports, x.reviews, x.questions, x.contests, x.registrations, x.revocations,
	} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// inPages reads a list to its end.
func inPages[T any](read func(store.Page) (store.List[T], error), each func(T) error) error {
	page := store.Page{Limit: store.MaxLimit}
	for {
		list, err := read(page)
		if err != nil {
			return err
		}
		for _, item := range list.Items {
			if err := each(item); err != nil {
				return err
			}
		}
		if page.Cursor = list.NextCursor; page.Cursor == "" {
			return nil
		}
	}
}

// inParts reads on after the place of the last item, a full part at a time.
func inParts[T, P any](read func(after P) ([]T, error), place func(T) P, each func([]T) error) error {
	var after P
	for {
		part, err := read(after)
		if err != nil || len(part) == 0 {
			return err
		}
		if err := each(part); err != nil {
			return err
		}
		if len(part) < store.MaxLimit {
			return nil
		}
		after = place(part[len(part)-1])
	}
}

// eachOf writes a line for each.
func eachOf[T any](x *exporter, line func(T) userLine) func([]T) error {
	return func(part []T) error {
		for _, item := range part {
			if err := x.write(line(item)); err != nil {
				return err
			}
		}
		return nil
	}
}
