package sqlite

import (
	"strings"
	"testing"
	"time"
)

// A machine's clock that is set while the store is open does not move the
// store's. To the store it then looks as if the clock had been wrong before.
func TestClockIsNotMoved(t *testing.T) {
	db := openTemp(t)
	if !strings.Contains(db.clock.start.String(), " m=") || strings.Contains(db.clock.wall.String(), " m=") {
		t.Fatalf("clock %+v: only the start has a monotonic reading", db.clock)
	}
	const set = 5 * time.Hour
	db.clock.wall = db.clock.wall.Add(-set)
	before := time.Now()
	now, err := db.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if away := now.Sub(before.Add(-set)).Abs(); away > time.Minute {
		t.Fatalf("the store's clock followed the machine's: it is %v, %v from where it was", now, away)
	}
}
