package mongodb

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"prepwire/store"
)

// clock is the server's clock, as far as it is known: what it said in the best
// of the last looks, and what has passed since on this machine, which measures
// that apart from its own clock.
type clock struct {
	mu    sync.Mutex
	known bool
	wall  time.Time     // the server's, without a monotonic reading
	local time.Time     // the same moment here, with one
	error time.Duration // how far off wall may be
	last  time.Time     // what was answered last
}

func newClock() *clock { return &clock{} }

// Two machines' clocks part by less than this share of the time that passes.
const drift = 100e-6

// learn takes what the server said between two moments here. A look that took
// longer, and so tells less, counts only when the one before has grown as old
// as to tell less still.
func (c *clock) learn(said, asked, answered time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	off := answered.Sub(asked) / 2
	aged := c.error + time.Duration(drift*float64(answered.Sub(c.local)))
	if c.known && off > aged {
		return
	}
	c.known, c.wall, c.local, c.error = true, said.Round(0), asked.Add(off), off
}

// now is the server's time. It does not go back when a later look, or another
// server, says that it is earlier: it stands still until that has passed.
func (c *clock) now() (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known {
		return time.Time{}, fmt.Errorf("the clock of the store is not known yet: %w", store.ErrUnavailable)
	}
	now := store.Millis(c.wall.Add(time.Since(c.local)))
	if now.Before(c.last) {
		now = c.last
	}
	c.last = now
	return now, nil
}

// readClock asks the server for its time a few times, because the quickest
// answer tells most.
func (db *DB) readClock(ctx context.Context) error {
	for range 3 {
		var hello struct {
			LocalTime time.Time `bson:"localTime"`
		}
		asked := time.Now()
		err := db.client.Database("admin").RunCommand(ctx, bson.D{is("hello", 1)}).Decode(&hello)
		if err != nil {
			return fmt.Errorf("read clock: %w", err)
		}
		if !hello.LocalTime.IsZero() {
			db.clock.learn(hello.LocalTime, asked, time.Now())
		}
	}
	return nil
}

// Now is the primary's clock, read when the store was set up and from then on
// four times a minute; between these looks this machine measures what passes.
// Nodes agree to within half the time of a round trip. A server that is away
// does not stop it.
func (db *DB) Now(ctx context.Context) (time.Time, error) {
	return call(ctx, db, "read clock", func(context.Context) (time.Time, error) { return db.clock.now() })
}
