package sqlite

import (
	"context"
	"time"

	"prepwire/store"
)

// clock is this machine's clock as it stood once, and the time that has passed
// since, which the machine measures apart from it.
type clock struct {
	wall  time.Time // what the clock said, without a monotonic reading
	start time.Time // the same moment, with one
}

func newClock() clock {
	now := time.Now()
	return clock{wall: now.Round(0), start: now}
}

// Now is this machine's clock as it stood when the store was opened, and the
// time that has passed since. Whoever sets the machine's clock does not move
// it: a contest that runs ends when it should. It follows the clock again when
// the store is opened anew.
func (db *DB) Now(ctx context.Context) (time.Time, error) {
	return read(ctx, db, "read clock", func(context.Context) (time.Time, error) {
		return store.Millis(db.clock.wall.Add(time.Since(db.clock.start))), nil
	})
}
