package redis_test

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"testing"

	"go.uber.org/goleak"

	"prepwire/store/live/livetest"
	"prepwire/store/live/redis"
	"prepwire/store/live/redis/redistest"
)

// rueidis closes connections that a cluster no longer needs five seconds later,
// and asks its servers for their slots for up to two, in goroutines that nobody
// waits for.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/redis/rueidis.(*clusterClient)._refresh.func2"),
		goleak.IgnoreAnyFunction("github.com/redis/rueidis.(*clusterClient).refreshConns.func1"),
		goleak.IgnoreAnyFunction("github.com/redis/rueidis.(*call).DelayDo.func1"))
}

// TestLive runs the suite on one server and on a cluster of three masters. A
// fixture has a prefix of its own, so that nothing has happened in it.
func TestLive(t *testing.T) {
	t.Run("Single", func(t *testing.T) {
		server := redistest.New(t, redistest.Durable())
		suite(t, server.URL(), func(t *testing.T) {
			server.Kill()
			must(t, server.Restart(t.Context()))
		})
	})
	t.Run("Cluster", func(t *testing.T) {
		cluster := redistest.NewCluster(t, 3, redistest.Durable())
		suite(t, cluster.URL(), func(t *testing.T) { must(t, cluster.Restart(t.Context())) })
	})
}

func suite(t *testing.T, url string, restart func(t *testing.T)) {
	livetest.Run(t, func(t *testing.T, o livetest.Options) livetest.Fixture {
		clock := livetest.NewClock()
		options := options(t, url)
		options.MaxEvents, options.MaxAge, options.MaxBytes, options.Clock = o.MaxEvents, o.MaxAge, o.MaxBytes, clock.Now
		another := func(t *testing.T) livetest.Node { return node(open(t, options)) }
		first := open(t, options)
		return livetest.Fixture{
			Node: node(first), Another: another, Advance: clock.Advance,
			Forget: func() { must(t, first.Bus.Forget(t.Context())) },
			Restart: func(t *testing.T) livetest.Node {
				restart(t)
				return another(t)
			},
		}
	})
}

func node(l *redis.Live) livetest.Node {
	return livetest.Node{Bus: l.Bus, Presence: l.Presence, Limiter: l.Limiter, Locker: l.Locker}
}

// options are for a server or cluster, with a prefix that nobody else uses.
func options(t testing.TB, url string) redis.Options {
	t.Helper()
	o, err := redis.ParseURL(url)
	must(t, err)
	o.Prefix = rand.Text() + ":"
	o.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	o.Patient() // a busy machine may be slower than clients are to wait
	return o
}

// open returns a node that has reached Redis, closed at the end of the test.
func open(t testing.TB, o redis.Options) *redis.Live {
	t.Helper()
	l := begin(t, o)
	eventually(t, "reach Redis", l.Echo)
	return l
}

// begin returns a node that may not have reached Redis yet.
func begin(t testing.TB, o redis.Options) *redis.Live {
	t.Helper()
	l, err := redis.Open(o)
	must(t, err)
	t.Cleanup(l.Close)
	return l
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", t.Name(), err))
	}
}
