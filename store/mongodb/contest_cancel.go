package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"prepwire/store"
)

// Nothing is added to the log of a cancelled contest, and a log with a closing
// entry is not cancelled. The log itself decides both: cancelling takes the
// next position with a barrier, which no reader sees. An entry on its way finds
// its position taken, as does a barrier behind a closing entry. Then the
// contest is marked, by whoever finds the barrier first.

// barrier is the type of what ends the log of a cancelled contest.
const barrier = "-cancelled"

// CancelContest implements store.Contests.
func (db *DB) CancelContest(ctx context.Context, id string, at time.Time) (store.Contest, error) {
	if at.IsZero() {
		return store.Contest{}, fmt.Errorf("cancel contest: no time: %w", store.ErrInvalid)
	}
	return call(ctx, db, "cancel contest", func(ctx context.Context) (store.Contest, error) {
		return retry(ctx, db.turns.at("contest", id), func() (store.Contest, bool, error) {
			c, err := db.contest(ctx, id)
			if err != nil || !c.CancelledAt.IsZero() {
				return c, true, err
			}
			last, err := db.lastEntry(ctx, id)
			switch {
			case err != nil:
				return store.Contest{}, true, err
			case !c.ClosedAt.IsZero() || last.Kept.Type == store.EntryClosed:
				return c, true, fmt.Errorf("%q has ended: %w", id, store.ErrState)
			case last.Kept.Type == barrier:
				return c, false, db.markCancelled(ctx, last)
			}
			b := barrierAt(id, last.Kept.Position+1, at)
			taken, err := insert(ctx, db.entries, b)
			if err == nil && !taken {
				err = db.markCancelled(ctx, b)
			}
			return c, false, err // and look what it is now
		})
	})
}

func barrierAt(contestID string, position int64, at time.Time) entryDocument {
	return entryDocument{Kept: entryRecord{ContestID: contestID, Position: position, Type: barrier},
		Slot: entrySlot(store.ContestEntry{Position: position}), At: store.Millis(at)}
}

func (db *DB) markCancelled(ctx context.Context, b entryDocument) error {
	_, err := update(ctx, db.contests, bson.D{is("_id", b.Kept.ContestID), is("cancelledAt", nil), is("closedAt", nil)},
		set(is("cancelledAt", b.At), is("open", false), is("locked", nil)))
	return err
}
