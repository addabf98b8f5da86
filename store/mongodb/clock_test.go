package mongodb

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/store"
)

func TestClockNeverGoesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClock()
		if _, err := c.now(); !errors.Is(err, store.ErrUnavailable) {
			t.Fatalf("unknown clock: %v", err)
		}
		server := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC) // an age away from this machine's
		look := func(said time.Time, took time.Duration) {
			asked := time.Now()
			time.Sleep(took)
			c.learn(said, asked, time.Now())
		}
		is := func(want time.Time) {
			t.Helper()
			if got, err := c.now(); err != nil || !got.Equal(want) {
				t.Fatalf("got %v, %v, want %v", got, err, want)
			}
		}
		look(server, 10*time.Millisecond) // said in the middle of it
		is(server.Add(5 * time.Millisecond))
		time.Sleep(time.Second)
		is(server.Add(1005 * time.Millisecond))
		look(server.Add(time.Hour), 30*time.Millisecond) // tells less than what is known
		is(server.Add(1035 * time.Millisecond))
		look(server, 2*time.Millisecond) // another server, which is behind
		is(server.Add(1035 * time.Millisecond))
		time.Sleep(1034 * time.Millisecond)
		is(server.Add(1035 * time.Millisecond))
		time.Sleep(10 * time.Millisecond)
		is(server.Add(1045 * time.Millisecond))
		time.Sleep(24 * time.Hour) // what is known has aged
		look(server.Add(48*time.Hour), 30*time.Millisecond)
		is(server.Add(48*time.Hour + 15*time.Millisecond))
	})
}
