package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"prepwire/store"
)

// userErase erases a user.
type userErase struct {
	namedUser
	Yes    bool `help:"Do it. Without, it is only told."`
	Force  bool `help:"Also while the user plays in, or has created, a contest that is open."`
	Revoke bool `help:"Take the user's tokens back first, so that nothing new comes of them."`
}

const (
	// nodesHear is the time in which every node knows of a revocation in the
	// store: they look each second.
	nodesHear = 2 * time.Second

	// eraseFor bounds the time in which a user who goes on acting is erased
	// again and again.
	eraseFor = time.Minute

	// eraseAgainAfter lets a node end what it is doing for the user.
	eraseAgainAfter = 50 * time.Millisecond
)

// Run tells what erasing does, and does it with --yes. It may be repeated, also
// after it broke off.
func (u *userErase) Run(c *config, p process) error {
	asPrograms()
	ctx := context.Background() // a signal ends the program
	open := c.readKept
	if u.Yes {
		open = c.ownKept
	}
	k, err := open(ctx)
	if err != nil {
		return err
	}
	return k.use(func(k kept) error {
		h, err := k.Holdings(ctx, u.ID)
		if err != nil {
			return err
		}
		if err := showHoldings(p.stdout, u.ID, h); err != nil {
			return err
		}
		if !u.Yes {
			return u.tell(p, h)
		}
		if len(h.Engaged) > 0 && !u.Force {
			return engagedError(h.Engaged)
		}
		return u.erase(ctx, c, k, p)
	})
}

// engagedError refuses to erase who is engaged in contests.
type engagedError []string

func (e engagedError) Error() string {
	return "nothing was erased, since contests are open that the user plays in or has created: " + strings.Join(e, ", ") +
		". Wait until they are over or cancel them, or use --force: then the user's places lose id and name at once, nobody but an admin can cancel" +
		" the user's contests once the tokens are revoked, and what keeps contests fair stays until they are over and this is repeated"
}

// tell says what a run with --yes would do.
func (u *userErase) tell(p process, h store.Holdings) error {
	text := "nothing was erased; --yes does it"
	if len(h.Engaged) > 0 && !u.Force {
		text += ", once no contest is open that the user plays in or has created, or with --force"
	}
	_, err := fmt.Fprintln(p.stdout, text)
	return err
}

func (u *userErase) erase(ctx context.Context, c *config, k kept, p process) error {
	if u.Revoke {
		if err := u.revoke(ctx, c, k); err != nil {
			return err
		}
	}
	h, err := u.eraseAll(ctx, k)
	if err != nil {
		return fmt.Errorf("%w; a part may be erased, repeat it", err)
	}
	if k.compact != nil {
		if err := k.compact(ctx); err != nil {
			return fmt.Errorf("erased, but traces may be left in the database file: %w; repeat it", err)
		}
	}
	return u.report(p.stdout, p.stderr, c, h)
}

// revoke takes the user's tokens back and waits until nodes know.
func (u *userErase) revoke(ctx context.Context, c *config, k kept) error {
	now, err := k.Now(ctx)
	if err != nil {
		return err
	}
	_, err = k.AddRevocation(ctx, store.Revocation{ID: rand.Text(), UserID: u.ID, Reason: "erased", At: now})
	if err == nil && c.MongodbURI != "" {
		err = pause(ctx, nodesHear)
	}
	return err
}

// eraseAll erases until nothing is left to erase, and answers what is kept then.
// What a node was just doing for the user shows in a second look.
func (u *userErase) eraseAll(ctx context.Context, k kept) (h store.Holdings, err error) {
	for begun := time.Now(); time.Since(begun) < eraseFor; {
		if err := k.EraseUser(ctx, u.ID); err != nil {
			return h, err
		}
		if h, err = k.Holdings(ctx, u.ID); err != nil || !h.Erasable() {
			return h, err
		}
		if err = pause(ctx, eraseAgainAfter); err != nil {
			return h, err
		}
	}
	return h, errors.New("the user goes on acting; take the tokens back with --revoke")
}

// pause waits, or ends early with the error of ctx.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// report says what is left, and what the operator has to do.
func (u *userErase) report(stdout, stderr io.Writer, c *config, h store.Holdings) error {
	text := fmt.Sprintf("user %q is erased", u.ID)
	if h.Held() {
		text += "; what keeps open contests fair stays until they are over: erase again then"
	}
	if _, err := fmt.Fprintln(stdout, text); err != nil {
		return err
	}
	if !u.Revoke {
		fmt.Fprintln(stderr, "tokens of the user still count, and what is done with them is kept anew; --revoke takes them back")
	}
	notes := "elsewhere: backups, the gateway's log, and events of the last 24 hours in Redis"
	if c.MongodbURI != "" {
		notes += "; running nodes remember boards of contests and estimates of what the user can do until they restart"
	}
	_, err := fmt.Fprintln(stderr, notes)
	return err
}
