package redis_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/store/live"
	"prepwire/store/live/redis"
	"prepwire/store/live/redis/redistest"
)

// queued has events appended while the topic is held, numbered in the order in
// which they wait, and returns what becomes of them.
type queued struct {
	work sync.WaitGroup
	at   []live.Position
	errs []error
}

func enqueue(t *testing.T, ctx context.Context, l *redis.Live, topic string, params ...string) *queued {
	t.Helper()
	q := &queued{at: make([]live.Position, len(params)), errs: make([]error, len(params))}
	for i, p := range params {
		before := l.Bus.Waiting(topic)
		q.work.Go(func() { q.at[i], q.errs[i] = l.Bus.Append(ctx, topic, "test.event", []byte(p)) })
		eventually(t, "wait", func(context.Context) error {
			if n := l.Bus.Waiting(topic); n != before+1 {
				return fmt.Errorf("%d events wait", n)
			}
			return nil
		})
	}
	return q
}

func numbered(n int) (params []string) {
	for i := range n {
		params = append(params, fmt.Sprint(i))
	}
	return params
}

// patient is a node on which nobody who waits gives up.
func patient(t *testing.T, o redis.Options) *redis.Live {
	l := open(t, o)
	eventually(t, "ping", l.Bus.Ping)
	l.Bus.BoundWaiting(1000, patience)
	return l
}

// Events that wait for the same topic go in few scripts, in the order in which
// they came, and each caller is told the position of its own.
func TestGroupsGoTogether(t *testing.T) {
	server := redistest.New(t)
	o := options(t, server.URL())
	var scripts atomic.Int64 // the time tells which script an event was in
	o.Clock = func() time.Time { return time.UnixMilli(1760000000000 + scripts.Add(1)) }
	l := patient(t, o)
	start, err := l.Bus.Head(t.Context(), "user:ann")
	must(t, err)
	w := watch(t, l.Bus, "user:ann")
	release := l.Bus.Hold("user:ann")
	large := make([]string, 5) // two fit in a group
	for i := range large {
		large[i] = fmt.Sprintf("%0100000d", i)
	}
	q := enqueue(t, t.Context(), l, "user:ann", slices.Concat(numbered(70), large)...)
	appended(t, l.Bus, "user:bob", 1) // another topic does not wait
	release()
	q.work.Wait()
	events, err := l.Bus.Read(t.Context(), "user:ann", start, 100)
	must(t, err)
	var sizes []int
	for i, e := range events {
		must(t, q.errs[i])
		if want := (live.Position{Epoch: start.Epoch, Offset: start.Offset + uint64(i) + 1}); q.at[i] != want || e.Offset != want.Offset {
			t.Errorf("event %d is at %d and was told %v, want %v", i, e.Offset, q.at[i], want)
		}
		if want := slices.Concat(numbered(70), large)[i]; string(e.Params) != want {
			t.Errorf("event %d is %.10s, want %.10s", i, e.Params, want)
		}
		if i == 0 || e.At != events[i-1].At {
			sizes = append(sizes, 0)
		}
		sizes[len(sizes)-1]++
	}
	if want := []int{64, 8, 2, 1}; !slices.Equal(sizes, want) {
		t.Errorf("scripts had %v events, want %v", sizes, want)
	}
	w.until("all of them", func([]string) bool { return w.at == q.at[74] })
	if n := l.Bus.Waiting("user:ann"); n != 0 {
		t.Errorf("%d events still wait", n)
	}
}

// A few scripts of a topic are on their way at once before events wait.
func TestFewScriptsAtOnce(t *testing.T) {
	server := redistest.New(t)
	l := patient(t, options(t, server.URL()))
	var releases []func()
	for range 3 {
		releases = append(releases, l.Bus.Occupy("user:ann"))
	}
	appended(t, l.Bus, "user:ann", 1, 2) // there is a place
	releases = append(releases, l.Bus.Occupy("user:ann"))
	q := enqueue(t, t.Context(), l, "user:ann", numbered(2)...)
	releases[2]()
	q.work.Wait()
	must(t, errors.Join(q.errs...))
	if at := q.at[1]; at.Offset != 4 {
		t.Errorf("the last is at %v", at)
	}
	for _, release := range []func(){releases[0], releases[1], releases[3]} {
		release()
	}
	appended(t, l.Bus, "user:ann", 5)
	if n := l.Bus.Waiting("user:ann"); n != 0 {
		t.Errorf("%d events wait", n)
	}
}

// When a script fails, all whose events were in it are told, and the epoch
// changes with the next event; those of the next group are none the worse.
func TestGroupFails(t *testing.T) {
	server := redistest.New(t)
	l := patient(t, options(t, server.URL()))
	old := appended(t, l.Bus, "user:ann", 1)
	w := watch(t, l.Bus, "user:ann")
	release := l.Bus.Hold("user:ann")
	q := enqueue(t, t.Context(), l, "user:ann", numbered(5)...)
	set := func(memory string) {
		_, err := server.Do(t.Context(), "CONFIG", "SET", "maxmemory", memory)
		must(t, err)
	}
	set("1") // nothing more is taken
	release()
	q.work.Wait()
	for i, err := range q.errs {
		if !isUnavailable(err) || q.at[i] != (live.Position{}) {
			t.Errorf("event %d of a script that failed: %v, %v", i, q.at[i], err)
		}
	}
	release = l.Bus.Hold("user:ann")
	q = enqueue(t, t.Context(), l, "user:ann", numbered(3)...)
	set("0")
	release()
	q.work.Wait()
	for i, err := range q.errs {
		must(t, err)
		if at := q.at[i]; at.Epoch == old.Epoch || at.Epoch != q.at[0].Epoch || at.Offset != uint64(i)+1 {
			t.Errorf("event %d after the failure is at %v", i, at)
		}
	}
	refusesAll(t, l.Bus, "user:ann", old)
	w.brokenTo(old.Epoch)
}

// Whoever waits is served even if its context ends meanwhile: the event may be
// of something that has happened.
func TestGroupOutlivesContexts(t *testing.T) {
	server := redistest.New(t)
	l := patient(t, options(t, server.URL()))
	old := appended(t, l.Bus, "user:ann", 1)
	release := l.Bus.Hold("user:ann")
	ctx, cancel := context.WithCancel(t.Context())
	q := enqueue(t, ctx, l, "user:ann", numbered(2)...)
	cancel()
	if _, err := l.Bus.Append(ctx, "user:ann", "test.event", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("append with a context that has ended: %v", err)
	}
	release()
	q.work.Wait()
	for i, err := range q.errs {
		if want := (live.Position{Epoch: old.Epoch, Offset: uint64(i) + 2}); err != nil || q.at[i] != want {
			t.Errorf("event %d: %v, %v, want %v", i, q.at[i], err, want)
		}
	}
	if n := l.Bus.Doubtful(); n != 0 {
		t.Errorf("%d topics are in doubt", n)
	}
}

// Whoever waits too long, or finds too many who wait, is told, and the epoch
// changes: the log lacks the event. Nobody else notices.
func TestGroupsAreBounded(t *testing.T) {
	server := redistest.New(t)
	l := open(t, options(t, server.URL()))
	eventually(t, "ping", l.Bus.Ping)
	for _, c := range []struct {
		most     int
		patience time.Duration
	}{{2, patience}, {1000, time.Millisecond}} {
		old := appended(t, l.Bus, "user:ann", 1)
		l.Bus.BoundWaiting(1000, patience)
		release := l.Bus.Hold("user:ann")
		q := enqueue(t, t.Context(), l, "user:ann", numbered(2)...)
		l.Bus.BoundWaiting(c.most, c.patience)
		if at, err := l.Bus.Append(t.Context(), "user:ann", "test.event", nil); !isUnavailable(err) {
			t.Errorf("one too many, %+v: %v, %v", c, at, err)
		}
		release()
		q.work.Wait()
		must(t, errors.Join(q.errs...))
		if q.at[1].Epoch == old.Epoch || q.at[1].Offset != 2 {
			t.Errorf("those who waited are at %v, before at %v", q.at[1], old)
		}
	}
}

// Close ends waiting.
func TestCloseEndsWaiting(t *testing.T) {
	server := redistest.New(t)
	l := patient(t, options(t, server.URL()))
	release := l.Bus.Hold("user:ann")
	defer release()
	q := enqueue(t, t.Context(), l, "user:ann", numbered(3)...)
	l.Close()
	q.work.Wait()
	for _, err := range q.errs {
		if !errors.Is(err, live.ErrClosed) {
			t.Errorf("append, closed: %v", err)
		}
	}
}
