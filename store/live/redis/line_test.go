package redis_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"prepwire/store/live"
	"prepwire/store/live/redis"
	"prepwire/store/live/redis/redistest"
)

// A node that is cut off from Redis misses nothing that others append
// meanwhile: it finds it in the log.
func TestCutOffAndBack(t *testing.T) {
	server := redistest.New(t)
	proxy := newProxy(t, server.Addr())
	o := options(t, "redis://"+proxy.Addr())
	o.Hasty()
	there := open(t, o)
	o.Patient()
	o.Addrs = []string{server.Addr()}
	here := open(t, o)
	w := watch(t, there.Bus, "user:ann")
	appended(t, here.Bus, "user:ann", 1)
	w.heard("event 1 1")
	for i, fault := range []func(){proxy.Cut, proxy.Freeze, proxy.Break} {
		fault()
		var at live.Position
		for n := range 300 { // more than is read at once
			at = appended(t, here.Bus, "user:ann", n)
		}
		proxy.Heal()
		w.until(fmt.Sprint("everything after fault ", i), func([]string) bool { return w.at == at })
	}
	w.until("no break", func(lines []string) bool {
		for _, l := range lines {
			if strings.HasPrefix(l, "broken") {
				t.Error("events were in the log, but subscribers heard Broken")
			}
		}
		return len(lines) == 901
	})
}

// A node that could not append does not know whether it did: it changes the
// epoch before anybody can read on.
func TestUnknownOutcomeChangesTheEpoch(t *testing.T) {
	for _, name := range []string{"Healed", "NextAppend"} {
		t.Run(name, func(t *testing.T) {
			server := redistest.New(t)
			proxy := newProxy(t, server.Addr())
			o := options(t, "redis://"+proxy.Addr())
			o.Hasty() // else it waits for the line
			there := open(t, o)
			o.Patient()
			o.Addrs = []string{server.Addr()}
			here := open(t, o)
			w := watch(t, here.Bus, "user:ann")
			old := appended(t, here.Bus, "user:ann", 1, 2)
			kept := appended(t, here.Bus, "user:bob", 1)
			proxy.Cut()
			if _, err := there.Bus.Append(t.Context(), "user:ann", "test.event", []byte("3")); !isUnavailable(err) {
				t.Fatalf("append without a line: %v", err)
			}
			proxy.Heal()
			if name == "NextAppend" {
				if at := appendedAtLast(t, there.Bus, "user:ann", 4); at.Epoch == old.Epoch {
					t.Errorf("the epoch is still %s", at.Epoch)
				}
			}
			w.brokenTo(old.Epoch)
			refusesAll(t, here.Bus, "user:ann", old)
			eventually(t, "settle", func(context.Context) error {
				if n := there.Bus.Doubtful(); n > 0 {
					return fmt.Errorf("%d topics in doubt", n)
				}
				return nil
			})
			if at, err := here.Bus.Head(t.Context(), "user:bob"); err != nil || at != kept {
				t.Errorf("a topic without doubt is at %v, %v, want %v", at, err, kept)
			}
		})
	}
}

// Messages of a channel that come twice, or not at all, change nothing.
func TestDuplicatedAndDropped(t *testing.T) {
	server := redistest.New(t)
	o := options(t, server.URL())
	l := open(t, o)
	w := watch(t, l.Bus, "user:ann")
	at := appended(t, l.Bus, "user:ann", 1, 2)
	for range 3 { // what the script sent, again
		for n := 1; n <= 2; n++ {
			_, err := server.Do(t.Context(), "SPUBLISH", l.Bus.Channel("user:ann"), redis.Entry(at.Epoch, uint64(n), "test.event", fmt.Append(nil, n)))
			must(t, err)
		}
	}
	whole := redis.Entry(at.Epoch, 7, "n", nil)
	for _, odd := range []string{"", "x", "e", whole[:74], whole[:75], whole[:76], redis.Entry("old", 7, "n", nil), redis.Entry(at.Epoch, 1<<48-1, "n", nil),
		"s9 9\n", "s-1 2\nx", "b" + at.Epoch} {
		_, err := server.Do(t.Context(), "SPUBLISH", l.Bus.Channel("user:ann"), odd)
		must(t, err)
	}
	must(t, l.Bus.AppendUnheard(t.Context(), "user:ann", "test.event", []byte("3")))
	must(t, l.Bus.AppendUnheard(t.Context(), "user:ann", "test.event", []byte("4")))
	appended(t, l.Bus, "user:ann", 5)
	w.heard("event 5 5")
	w.is("event 1 1", "event 2 2", "event 3 3", "event 4 4", "event 5 5")
}

// A message that was dropped, and is the last for a while, is found by the
// patrol.
func TestPatrolFindsWhatNobodyTold(t *testing.T) {
	server := redistest.New(t)
	o := options(t, server.URL())
	o.Patrol = 100 * time.Millisecond
	l := open(t, o)
	w := watch(t, l.Bus, "user:ann")
	must(t, l.Bus.AppendUnheard(t.Context(), "user:ann", "test.event", []byte("1")))
	w.heard("event 1 1")
	w.is("event 1 1")
}

// However many topics there are, each has its turn once in the time of a patrol.
func TestPatrolTakesTurns(t *testing.T) {
	for _, topics := range []int{1, 2, 31, 33, 1000, 20_000} {
		const rounds = 4
		turns := redis.PatrolTurns(redis.Options{}, topics, rounds*redis.DefaultPatrol)
		for i, n := range turns {
			if n < rounds-1 || n > rounds+1 {
				t.Errorf("topic %d of %d had %d turns in the time of %d", i, topics, n, rounds)
				break
			}
		}
	}
}

// A log that no longer reaches back breaks the subscription, once.
func TestTooFarBehind(t *testing.T) {
	server := redistest.New(t)
	o := options(t, server.URL())
	o.MaxEvents = 5
	l := open(t, o)
	w := watch(t, l.Bus, "user:ann")
	for n := range 9 {
		must(t, l.Bus.AppendUnheard(t.Context(), "user:ann", "test.event", fmt.Append(nil, n)))
	}
	appended(t, l.Bus, "user:ann", 10)
	w.heard("broken 10")
	appended(t, l.Bus, "user:ann", 11)
	w.heard("event 11 11")
	w.is("broken 10", "event 11 11")
}

func TestScriptFlush(t *testing.T) {
	server := redistest.New(t)
	l := open(t, options(t, server.URL()))
	w := watch(t, l.Bus, "user:ann")
	for n := 1; n <= 5; n++ {
		_, err := server.Do(t.Context(), "SCRIPT", "FLUSH")
		must(t, err)
		appended(t, l.Bus, "user:ann", n)
	}
	w.heard("event 5 5")
	w.is("event 1 1", "event 2 2", "event 3 3", "event 4 4", "event 5 5")
}

// Whoever is there before Redis is served as soon as it comes.
func TestRedisComesLater(t *testing.T) {
	server := redistest.New(t)
	server.Kill()
	l := begin(t, options(t, server.URL()))
	if _, err := l.Bus.Head(t.Context(), "user:ann"); !isUnavailable(err) {
		t.Errorf("Head: %v", err)
	}
	if err := l.Bus.Ping(t.Context()); !isUnavailable(err) {
		t.Errorf("Ping: %v", err)
	}
	if _, _, err := l.Limiter.Allow(t.Context(), "ann", live.Rate{Events: 1, Per: time.Second}, 1); !isUnavailable(err) {
		t.Errorf("Allow: %v", err)
	}
	must(t, server.Restart(t.Context()))
	eventually(t, "ping", l.Bus.Ping)
	w := watch(t, l.Bus, "user:ann")
	appended(t, l.Bus, "user:ann", 1)
	w.heard("event 1 1")
}

// The health tells of a Redis that answers, but takes nothing.
func TestHealthTellsTheTruth(t *testing.T) {
	server := redistest.New(t)
	l := open(t, options(t, server.URL()))
	eventually(t, "ping", l.Bus.Ping)
	sick := func(ctx context.Context) error {
		if err := l.Bus.Ping(ctx); !isUnavailable(err) {
			return fmt.Errorf("ping says %v", err)
		}
		return nil
	}
	for _, c := range [][2][]string{
		{{"CONFIG", "SET", "min-replicas-to-write", "1"}, {"CONFIG", "SET", "min-replicas-to-write", "0"}},
		{{"REPLICAOF", "127.0.0.1", "1"}, {"REPLICAOF", "NO", "ONE"}},
	} {
		_, err := server.Do(t.Context(), c[0]...)
		must(t, err)
		eventually(t, fmt.Sprint(c[0]), sick)
		if _, err := l.Bus.Append(t.Context(), "user:ann", "test.event", []byte("1")); !isUnavailable(err) {
			t.Errorf("append after %v: %v", c[0], err)
		}
		_, err = server.Do(t.Context(), c[1]...)
		must(t, err)
		eventually(t, fmt.Sprint(c[1]), l.Bus.Ping)
	}
	must(t, server.Pause())
	eventually(t, "stopped process", sick)
	must(t, server.Continue())
	eventually(t, "process goes on", l.Bus.Ping)
}

// The topic of nobody is left and forgotten.
func TestTopicsAreLeft(t *testing.T) {
	server := redistest.New(t)
	l := open(t, options(t, server.URL()))
	eventually(t, "ping", l.Bus.Ping)
	before := l.Bus.Following()
	for n := range 50 {
		_, cancel, err := l.Bus.Subscribe(t.Context(), fmt.Sprint("user:", n), &watcher{t: t, changed: make(chan struct{}, 1)})
		must(t, err)
		cancel()
	}
	eventually(t, "leave", func(ctx context.Context) error {
		channels, err := server.Do(ctx, "PUBSUB", "SHARDNUMSUB", l.Bus.Channel("user:7"))
		must(t, err)
		if n := l.Bus.Following(); n != before {
			return fmt.Errorf("%d topics are followed, %s", n, channels)
		}
		return nil
	})
}
