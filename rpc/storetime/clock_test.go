package storetime

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// dial is a clock that says what it is told to, after some time.
type dial struct {
	now  time.Time
	way  time.Duration
	fail error
}

func (d *dial) Now(context.Context) (time.Time, error) {
	time.Sleep(d.way)
	return d.now, d.fail
}

// The clock is the store's, runs evenly in between, and does not follow what
// may only be the way to the store and back.
func TestClockIsTheStores(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		noon := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
		d := &dial{now: noon, fail: errors.New("down")}
		c := New(d)
		if _, err := c.Read(t.Context()); err == nil || !c.Time().IsZero() {
			t.Errorf("%v before the first answer, %v", c.Time(), err)
		}
		d.fail = nil
		if now, err := c.Read(t.Context()); err != nil || !now.Equal(noon) {
			t.Errorf("%v, %v", now, err)
		}
		time.Sleep(time.Minute)
		if got := c.Time().Sub(noon); got != time.Minute {
			t.Errorf("%v have passed", got)
		}
		for _, tt := range []struct {
			name      string
			off, way  time.Duration // of the store's clock to ours when it answers; there and back
			want, tol time.Duration
		}{
			{"slow way, no offset", -40 * time.Millisecond, 80 * time.Millisecond, 0, 0},
			{"within the way", -10 * time.Millisecond, 80 * time.Millisecond, 0, 0},
			{"cut to milliseconds", -time.Millisecond / 2, 0, 0, 0},
			{"a second ahead", time.Second, 0, time.Second, 0},
			{"an hour back", -time.Hour, 10 * time.Millisecond, -time.Hour, 10 * time.Millisecond},
		} {
			d.way, d.now = tt.way, c.Time().Add(tt.way+tt.off)
			before, began := c.Time(), time.Now()
			if err := c.Sync(t.Context()); err != nil {
				t.Fatal(err)
			}
			moved := c.Time().Sub(before.Add(time.Since(began)))
			if (moved - tt.want).Abs() > tt.tol {
				t.Errorf("%s: moved by %v, want %v", tt.name, moved, tt.want)
			}
		}
	})
}
