package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"prepwire/store"
)

// userShow counts what is kept of a user.
type userShow struct{ namedUser }

// Run prints a table.
func (u *userShow) Run(c *config, p process) error {
	asPrograms()
	ctx := context.Background()
	k, err := c.readKept(ctx)
	if err != nil {
		return err
	}
	return k.use(func(k kept) error {
		h, err := k.Holdings(ctx, u.ID)
		if err != nil {
			return err
		}
		return showHoldings(p.stdout, u.ID, h)
	})
}

// What becomes of something when its user is erased.
const (
	goes     = "goes"
	nameless = "stays, without the user"
	waits    = "goes or loses the user once the contest is over: erase again then"
	stays    = "stays"
)

// holdingLines are the lines of the table.
func holdingLines(h store.Holdings) []struct {
	what, fate string
	n          int64
} {
	return []struct {
		what, fate string
		n          int64
	}{
		{"sessions", goes, h.Sessions},
		{"attempts at questions", goes, h.Attempts},
		{"messages with the coach", goes, h.Messages},
		{"extensions", goes, h.Extensions},
		{"reports on questions", goes, h.Reports},
		{"reviews of questions", goes, h.Reviews},
		{"private and deleted questions", goes, h.Questions},
		{"drafts of contests", goes, h.Drafts},
		{"places in contests that have not begun", goes, h.Places},
		{"shared questions", nameless, h.SharedQuestions},
		{"contests created", nameless, h.Contests},
		{"places in contests that have begun", nameless, h.Registrations},
		{"frozen questions of contests over, made or known", nameless, h.Copies},
		{"questions in open contests", waits, h.HeldQuestions},
		{"reviews of questions in open contests", waits, h.HeldReviews},
		{"open contests created", waits, h.HeldContests},
		{"frozen questions of open contests, made or known", waits, h.HeldCopies},
		{"answers in logs of contests, under random ids", stays, h.Answers},
		{"revocations of tokens", stays, h.Revocations},
	}
}

// showHoldings prints what there is.
func showHoldings(w io.Writer, user string, h store.Holdings) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	any := false
	for _, line := range holdingLines(h) {
		if line.n == 0 {
			continue
		}
		if !any {
			fmt.Fprintf(w, "user %q\n", user)
		}
		any = true
		fmt.Fprintf(table, "%d\t  %s: %s\n", line.n, line.what, line.fate)
	}
	if !any {
		_, err := fmt.Fprintf(w, "nothing is kept of user %q\n", user)
		return err
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if len(h.Engaged) == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "open contests that the user plays in or has created: %s\n", strings.Join(h.Engaged, ", "))
	return err
}
