package redis_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"prepwire/store/live"
	"prepwire/store/live/redis"
	"prepwire/store/live/redis/redistest"
)

func isUnavailable(err error) bool { return errors.Is(err, live.ErrUnavailable) }
func isEpoch(err error) bool       { return errors.Is(err, live.ErrEpoch) }

// However Redis loses events, no position before the loss is taken for one
// after it, and subscribers hear that events may be missing.
func TestLostEventsChangeTheEpoch(t *testing.T) {
	for _, c := range []struct {
		name string
		lose func(t *testing.T, s *redistest.Server, snapshot []byte)
	}{
		{"OlderSnapshot", func(t *testing.T, s *redistest.Server, snapshot []byte) {
			must(t, s.RestartFrom(t.Context(), snapshot))
		}},
		{"Empty", func(t *testing.T, s *redistest.Server, _ []byte) { s.Kill(); must(t, s.RestartFrom(t.Context(), nil)) }},
		{"Flush", func(t *testing.T, s *redistest.Server, _ []byte) { must(t, s.Flush(t.Context())) }},
		{"Reload", func(t *testing.T, s *redistest.Server, snapshot []byte) {
			replica, err := s.Replica(t.Context())
			must(t, err)
			defer func() { must(t, replica.Close()) }()
			must(t, replica.Detach(t.Context()))
			must(t, replica.RestartFrom(t.Context(), snapshot))
			must(t, replica.Promote(t.Context()))
			must(t, s.Follow(t.Context(), replica))
			must(t, s.Promote(t.Context()))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := redistest.New(t)
			o := options(t, server.URL())
			o.Patrol = 100 * time.Millisecond
			a, b := open(t, o), open(t, o)
			w := watch(t, b.Bus, "user:ann")
			appended(t, a.Bus, "user:ann", 1, 2)
			snapshot, err := server.Snapshot(t.Context())
			must(t, err)
			old := appended(t, a.Bus, "user:ann", 3, 4)
			w.heard("event 4 4")
			c.lose(t, server, snapshot)
			refusesAll(t, a.Bus, "user:ann", old)
			w.brokenTo(old.Epoch)
			w.reaches(a.Bus, "user:ann") // another break may be to come
			at := appendedAtLast(t, a.Bus, "user:ann", 5)
			w.heard(fmt.Sprintf("event %d 5", at.Offset))
			refusesAll(t, b.Bus, "user:ann", old)
			// A server that gets its first replica begins anew, too; whether anybody
			// hears of it before the loss depends on when the patrol comes by.
			w.until("all in order", func(lines []string) bool {
				got := slices.CompactFunc(slices.Clone(lines), func(a, b string) bool { return c.name == "Reload" && a == b && a == "broken 0" })
				return slices.Equal(got, []string{"event 1 1", "event 2 2", "event 3 3", "event 4 4", "broken 0", "event 1 5"})
			})
		})
	}
}

// A replica that lags takes over, and later the old master again: no log of
// before goes on.
func TestFailoverThereAndBack(t *testing.T) {
	master := redistest.New(t)
	replica, err := master.Replica(t.Context())
	must(t, err)
	defer func() { must(t, replica.Close()) }()
	proxy := newProxy(t, master.Addr())
	l := open(t, options(t, "redis://"+proxy.Addr()))
	first := appended(t, l.Bus, "user:ann", 1, 2)
	w := watch(t, l.Bus, "user:ann")
	eventually(t, "replicate", func(ctx context.Context) error {
		replicas, err := master.Do(ctx, "WAIT", "1", "1000")
		if err == nil && replicas != "1" {
			err = fmt.Errorf("%s replicas have it", replicas)
		}
		return err
	})
	must(t, replica.Detach(t.Context()))
	lost := appended(t, l.Bus, "user:ann", 3, 4)
	if lost.Epoch != first.Epoch {
		t.Fatalf("epoch %s, then %s", first.Epoch, lost.Epoch)
	}
	w.heard("event 4 4")
	must(t, replica.Promote(t.Context()))
	proxy.Turn(replica.Addr())
	refusesAll(t, l.Bus, "user:ann", lost)
	w.brokenTo(lost.Epoch)
	there := appendedAtLast(t, l.Bus, "user:ann", 5)

	must(t, master.Follow(t.Context(), replica))
	must(t, replica.Detach(t.Context()))
	must(t, master.Promote(t.Context()))
	proxy.Turn(master.Addr())
	refusesAll(t, l.Bus, "user:ann", there)
	refusesAll(t, l.Bus, "user:ann", lost)
	w.brokenTo(there.Epoch)
}

// In a cluster a replica takes over from a master that was killed.
func TestClusterFailover(t *testing.T) {
	cluster := redistest.NewCluster(t, 3)
	must(t, cluster.AddReplicas(t.Context()))
	l, other := open(t, options(t, cluster.URL())), open(t, options(t, cluster.URL()))
	_ = other
	type followed struct {
		*watcher
		topic string
		at    live.Position
	}
	var all []followed
	for i := range 12 { // some on each master
		topic := fmt.Sprint("user:", i)
		w := watch(t, l.Bus, topic)
		all = append(all, followed{w, topic, appended(t, l.Bus, topic, 1, 2)})
		w.heard("event 2 2")
	}
	must(t, cluster.Failover(t.Context(), 1))
	moved := 0
	for _, f := range all {
		if s := redis.Slot(l.Bus.Channel(f.topic)); s < 16384/3 || s >= 2*16384/3 {
			at := appendedAtLast(t, l.Bus, f.topic, 3)
			f.heard(fmt.Sprintf("event %d 3", at.Offset))
			continue
		}
		moved++
		f.brokenTo(f.at.Epoch)
		refusesAll(t, l.Bus, f.topic, f.at)
		at := appendedAtLast(t, l.Bus, f.topic, 3)
		f.until("an event of the new epoch", func([]string) bool { return f.watcher.at == at })
	}
	if moved == 0 || moved == len(all) {
		t.Errorf("%d of %d topics were on the master that was killed", moved, len(all))
	}
}

// A node that has to find out anew where the slots are goes on with the
// connections it has.
func TestFeedsOutliveSlots(t *testing.T) {
	cluster := redistest.NewCluster(t, 3)
	l := open(t, options(t, cluster.URL()))
	for round := range 10 {
		for i := range 12 { // some on each master
			topic := fmt.Sprintf("user:%d.%d", round, i)
			w := watch(t, l.Bus, topic)
			appended(t, l.Bus, topic, 1)
			w.heard("event 1 1")
		}
		l.Bus.ForgetSlots()
	}
	if n, err := l.Bus.Subscribing(t.Context()); err != nil || n != 3 {
		t.Errorf("%d connections carry the channels of 3 masters, %v", n, err)
	}
}

// A slot that moves to another master takes its topics along: they are used
// while it moves, and go on there under another epoch.
func TestSlotMoves(t *testing.T) {
	cluster := redistest.NewCluster(t, 3)
	l := open(t, options(t, cluster.URL()))
	topic := "user:ann"
	for n := 0; redis.Slot(l.Bus.Channel(topic)) >= 16384/3; n++ { // one of the first master's
		topic = fmt.Sprint("user:", n)
	}
	channel := l.Bus.Channel(topic)
	w := watch(t, l.Bus, topic)
	before := appended(t, l.Bus, topic, 1, 2)
	w.heard("event 2 2")
	from, to := cluster.Masters[0], cluster.Masters[1]
	must(t, cluster.BeginMove(t.Context(), redis.Slot(channel), from, to))
	during := appended(t, l.Bus, topic, 3)
	if during.Epoch != before.Epoch || during.Offset != 3 {
		t.Errorf("while the slot moves the log is at %v, before at %v", during, before)
	}
	w.heard("event 3 3")
	must(t, cluster.FinishMove(t.Context(), redis.Slot(channel), from, to, channel))
	refusesAll(t, l.Bus, topic, during)
	w.brokenTo(before.Epoch)
	at := appendedAtLast(t, l.Bus, topic, 4)
	w.heard(fmt.Sprintf("event %d 4", at.Offset))
}

func newProxy(t testing.TB, target string) *redistest.Proxy {
	t.Helper()
	p, err := redistest.NewProxy(target)
	must(t, err)
	t.Cleanup(func() { _ = p.Close() })
	return p
}
