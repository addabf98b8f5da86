package memory

import (
	"testing"

	"go.uber.org/goleak"

	"prepwire/store/live/livetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestLive(t *testing.T) {
	livetest.Run(t, func(t *testing.T, o livetest.Options) livetest.Fixture {
		clock := livetest.NewClock()
		options := Options{MaxEvents: o.MaxEvents, MaxAge: o.MaxAge, MaxBytes: o.MaxBytes, Clock: clock.Now}
		node, bus := open(t, options)
		return livetest.Fixture{
			Node:    node,
			Advance: clock.Advance,
			Forget:  bus.sweep,
			Restart: func(t *testing.T) livetest.Node {
				again, _ := open(t, options)
				return again
			},
		}
	})
}

// open returns one of each, closed at the end of the test.
func open(t testing.TB, o Options) (livetest.Node, *Bus) {
	bus := NewBus(o)
	t.Cleanup(bus.Close)
	return livetest.Node{Bus: bus, Presence: NewPresence(o), Limiter: NewLimiter(o), Locker: NewLocker(o)}, bus
}
