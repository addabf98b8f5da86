package redis_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"prepwire/store/live"
)

// patience is how long a test waits for what must happen.
const patience = 3 * time.Minute

// watcher is a subscriber that writes down what it hears, one line each:
// "event 3 {…}", "broken 5", "state key". An event that does not follow is a
// fault.
type watcher struct {
	t       testing.TB
	mu      sync.Mutex
	at      live.Position
	from    live.Position // of the last break, or where it began
	lines   []string
	seen    map[live.Position]string // params
	changed chan struct{}
}

func watch(t testing.TB, bus live.Bus, topic string) *watcher {
	t.Helper()
	w := &watcher{t: t, seen: map[live.Position]string{}, changed: make(chan struct{}, 1)}
	var cancel func()
	eventually(t, "subscribe", func(context.Context) (err error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.at, cancel, err = bus.Subscribe(t.Context(), topic, w)
		w.from = w.at
		return err
	})
	t.Cleanup(cancel)
	return w
}

func (w *watcher) note(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

func (w *watcher) Event(_, epoch string, e live.Event) {
	w.note(func() {
		if epoch != w.at.Epoch || e.Offset != w.at.Offset+1 {
			w.t.Errorf("event %d of %s came after %v", e.Offset, epoch, w.at)
		}
		w.at = live.Position{Epoch: epoch, Offset: e.Offset}
		w.seen[w.at] = string(e.Params)
		w.lines = append(w.lines, fmt.Sprintf("event %d %s", e.Offset, e.Params))
	})
}

func (w *watcher) State(_ string, s live.State) {
	w.note(func() { w.lines = append(w.lines, "state "+s.Key) })
}

func (w *watcher) Broken(_ string, at live.Position) {
	w.note(func() {
		w.at, w.from = at, at
		w.lines = append(w.lines, fmt.Sprintf("broken %d", at.Offset))
	})
}

// until waits until what was heard satisfies.
func (w *watcher) until(what string, satisfies func(lines []string) bool) {
	w.t.Helper()
	deadline := time.After(patience)
	for {
		w.mu.Lock()
		lines, ok := strings.Join(w.lines, ", "), satisfies(w.lines)
		w.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-w.changed:
		case <-deadline:
			w.t.Fatalf("waited in vain for %s; heard: %s", what, lines)
		}
	}
}

// heard waits for a line and returns all up to now.
func (w *watcher) heard(line string) {
	w.t.Helper()
	w.until(line, func(lines []string) bool {
		for _, l := range lines {
			if l == line {
				return true
			}
		}
		return false
	})
}

// brokenTo waits for Broken of another epoch than the given one.
func (w *watcher) brokenTo(other string) {
	w.t.Helper()
	w.until("a new epoch", func(lines []string) bool {
		return w.at.Epoch != other && strings.Contains(strings.Join(lines, ","), "broken")
	})
}

// reaches waits until it is in the epoch that the log is in.
func (w *watcher) reaches(bus live.Bus, topic string) {
	w.t.Helper()
	eventually(w.t, "be told of the epoch", func(ctx context.Context) error {
		head, err := bus.Head(ctx, topic)
		w.mu.Lock()
		defer w.mu.Unlock()
		if err == nil && head.Epoch != w.at.Epoch {
			err = fmt.Errorf("the log is at %v, the subscriber at %v", head, w.at)
		}
		return err
	})
}

// catchesUp waits until it is where the log is. What a line kept back may still
// come to Redis, after it was given up: an event, or another epoch. So the log
// may move on at any time.
func (w *watcher) catchesUp(bus live.Bus, topic string) {
	w.t.Helper()
	eventually(w.t, "catch up", func(ctx context.Context) error {
		head, err := bus.Head(ctx, topic)
		w.mu.Lock()
		defer w.mu.Unlock()
		if err == nil && head != w.at {
			err = fmt.Errorf("the log is at %v, the subscriber at %v", head, w.at)
		}
		return err
	})
}

// is checks everything heard.
func (w *watcher) is(want ...string) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if got := strings.Join(w.lines, ", "); got != strings.Join(want, ", ") {
		w.t.Errorf("heard %s\nwant %s", got, strings.Join(want, ", "))
	}
}

// appended appends events numbered so.
func appended(t testing.TB, bus live.Bus, topic string, numbers ...int) (at live.Position) {
	t.Helper()
	for _, n := range numbers {
		var err error
		at, err = bus.Append(t.Context(), topic, "test.event", fmt.Append(nil, n))
		must(t, err)
	}
	return at
}

// eventually tries until it succeeds.
func eventually(t testing.TB, what string, try func(ctx context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try(ctx)
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s: %v", what, err)
		}
	}
}

// appendedAtLast appends as soon as Redis takes it.
func appendedAtLast(t testing.TB, bus live.Bus, topic string, n int) (at live.Position) {
	t.Helper()
	eventually(t, "append", func(ctx context.Context) (err error) {
		at, err = bus.Append(ctx, topic, "test.event", fmt.Append(nil, n))
		return err
	})
	return at
}

// refusesAll checks that no position of an epoch up to an offset is taken for
// one of the log.
func refusesAll(t testing.TB, bus live.Bus, topic string, old live.Position) {
	t.Helper()
	for n := uint64(0); n <= old.Offset; n++ {
		var got []live.Event
		var gone error
		eventually(t, "read", func(ctx context.Context) (err error) {
			got, err = bus.Read(ctx, topic, live.Position{Epoch: old.Epoch, Offset: n}, 100)
			if isUnavailable(err) {
				return err
			}
			gone = err
			return nil
		})
		if !isEpoch(gone) {
			t.Errorf("read after %d of the old epoch: %d events, %v", n, len(got), gone)
		}
	}
}
