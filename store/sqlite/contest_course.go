package sqlite

import (
	"context"
	"fmt"
	"time"

	"prepwire/store"
)

// CancelContest implements store.Contests.
func (db *DB) CancelContest(ctx context.Context, id string, at time.Time) (store.Contest, error) {
	if at.IsZero() {
		return store.Contest{}, fmt.Errorf("cancel contest: no time: %w", store.ErrInvalid)
	}
	return write(ctx, db, "cancel contest", func(t *tx) (store.Contest, error) {
		c, err := t.contest(id)
		if err != nil || !c.CancelledAt.IsZero() {
			return c, err
		}
		log, err := t.logState(id)
		switch {
		case err != nil:
			return store.Contest{}, err
		case log.ended || !c.ClosedAt.IsZero():
			return c, fmt.Errorf("%q has ended: %w", id, store.ErrState)
		}
		c.CancelledAt = store.Millis(at)
		return c, t.putContest(replaceContest, c)
	})
}

// CloseContest implements store.Contests.
func (db *DB) CloseContest(ctx context.Context, id string, at time.Time, head string, length int64) (store.Contest, error) {
	if at.IsZero() || head == "" || length < 1 {
		return store.Contest{}, fmt.Errorf("close contest: no time, head or length: %w", store.ErrInvalid)
	}
	return write(ctx, db, "close contest", func(t *tx) (store.Contest, error) {
		c, err := t.contest(id)
		switch {
		case err != nil || !c.ClosedAt.IsZero():
			return c, err
		case !c.IsOpen():
			return c, fmt.Errorf("%q is a draft or cancelled: %w", id, store.ErrState)
		}
		c.ClosedAt, c.LogHead, c.LogLength = store.Millis(at), head, length
		return c, t.putContest(replaceContest, c)
	})
}
