package livetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/store/live"
)

var joinTests = []test{
	{name: "ExactlyOnce", options: Options{MaxEvents: 10_000, MaxAge: time.Hour}, run: testExactlyOnce},
	{name: "CancelWhileBusy", run: testCancelWhileBusy},
}

const (
	writers       = 4
	writes        = 250 // of each writer
	joiners       = 8
	joins         = 6 // of each joiner
	joinTopic     = "contest:busy"
	liveAfterJoin = 20 // events that a joiner waits for
)

// testExactlyOnce has writers append while others join at random positions:
// what they read up to where they subscribed, and what is delivered from
// there, must be the log without gap or repeat.
func testExactlyOnce(t *testing.T, f Fixture) {
	nodes := f.nodes(t)
	start := head(t, f.Bus, joinTopic)
	end := after(start, writers*writes)
	var (
		mu     sync.Mutex
		wrote  = make(map[uint64]string) // offset, as Append told it
		joined [][]live.Event
	)
	together(t, writers+joiners, func(i int) error {
		bus := nodes[i%len(nodes)].Bus
		if i < writers {
			return write(t.Context(), bus, i, func(at live.Position, params string) {
				mu.Lock()
				defer mu.Unlock()
				wrote[at.Offset] = params
			})
		}
		random := rand.New(rand.NewPCG(20260314, uint64(i)))
		for range joins {
			events, err := join(t.Context(), bus, random, start, end)
			if err != nil {
				return err
			}
			mu.Lock()
			joined = append(joined, events)
			mu.Unlock()
		}
		return nil
	})
	log := read(t, f.Bus, joinTopic, start, writers*writes+1)
	if len(log) != writers*writes || len(wrote) != writers*writes {
		t.Fatalf("%d events in the log, %d positions told, want %d", len(log), len(wrote), writers*writes)
	}
	wantOrder(t, log)
	for i, e := range log {
		if e.Offset != start.Offset+uint64(i)+1 || string(e.Params) != wrote[e.Offset] {
			t.Errorf("log[%d] = %d %s, Append told of %s", i, e.Offset, e.Params, wrote[e.Offset])
		}
	}
	for _, events := range joined {
		for _, e := range events {
			if want := log[e.Offset-start.Offset-1]; string(e.Params) != string(want.Params) || !e.At.Equal(want.At) {
				t.Fatalf("a joiner has %d %s %v, the log %s %v", e.Offset, e.Params, e.At, want.Params, want.At)
			}
		}
	}
}

// write appends what one writer has to say.
func write(ctx context.Context, bus live.Bus, writer int, told func(live.Position, string)) error {
	for n := range writes {
		params := fmt.Sprintf(`{"writer":%d,"n":%d}`, writer, n)
		at, err := bus.Append(ctx, joinTopic, "test.event", []byte(params))
		if err != nil {
			return err
		}
		told(at, params)
	}
	return nil
}

// wantOrder checks that the events of each writer are in its order.
func wantOrder(t *testing.T, log []live.Event) {
	var next [writers]int
	for _, e := range log {
		var writer, n int
		if _, err := fmt.Sscanf(string(e.Params), `{"writer":%d,"n":%d}`, &writer, &n); err != nil {
			t.Fatalf("event %d: %s: %v", e.Offset, e.Params, err)
		}
		if n != next[writer] {
			t.Fatalf("event %d is number %d of writer %d, want %d", e.Offset, n, writer, next[writer])
		}
		next[writer]++
	}
}

// join joins at a random position, takes part for a while, and returns what it
// had: without gap or repeat, or an error.
func join(ctx context.Context, bus live.Bus, random *rand.Rand, start, end live.Position) ([]live.Event, error) {
	from, err := bus.Head(ctx, joinTopic)
	if err != nil {
		return nil, err
	}
	from.Offset -= random.Uint64N(from.Offset - start.Offset + 1)

	r := record(joinTopic)
	at, cancel, err := bus.Subscribe(ctx, joinTopic, r)
	if err != nil {
		return nil, err
	}
	defer cancel()
	events, err := readUpTo(ctx, bus, from, at, 1+random.IntN(50))
	if err != nil {
		return nil, err
	}
	if err := r.wait(min(liveAfterJoin, int(end.Offset-at.Offset)), 0); err != nil {
		return nil, fmt.Errorf("joined at %v: %w", at, err)
	}
	cancel()
	r.end()
	delivered, _ := r.got()
	events = append(events, delivered...)
	for i, e := range events {
		if e.Offset != from.Offset+uint64(i)+1 {
			return nil, fmt.Errorf("from %v, subscribed at %v: event %d has offset %d", from, at, i, e.Offset)
		}
	}
	return events, r.fault()
}

// readUpTo reads the log from one position to another, by pages.
func readUpTo(ctx context.Context, bus live.Bus, from, to live.Position, limit int) ([]live.Event, error) {
	var events []live.Event
	for from.Offset < to.Offset {
		page, err := bus.Read(ctx, joinTopic, from, min(limit, int(to.Offset-from.Offset)))
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			return nil, fmt.Errorf("nothing after %v, but subscribed at %v", from, to)
		}
		events = append(events, page...)
		from.Offset = page[len(page)-1].Offset
	}
	return events, nil
}

// testCancelWhileBusy has subscribers come and go while events and states
// pour in: nothing may come after cancel has returned.
func testCancelWhileBusy(t *testing.T, f Fixture) {
	var (
		nodes   = f.nodes(t)
		leaving atomic.Int32
	)
	const leavers, leaves = 4, 25
	leaving.Store(leavers)
	together(t, leavers+1, func(i int) error {
		if i == leavers {
			return pour(t.Context(), nodes[0].Bus, func() bool { return leaving.Load() > 0 })
		}
		defer leaving.Add(-1)
		var gone []*recorder
		for range leaves {
			r := record(joinTopic)
			_, cancel, err := nodes[i%len(nodes)].Bus.Subscribe(t.Context(), joinTopic, r)
			if err != nil {
				return err
			}
			err = r.wait(1, 1)
			cancel()
			r.end()
			if err != nil {
				return err
			}
			gone = append(gone, r)
		}
		for _, r := range gone {
			if err := r.fault(); err != nil {
				return err
			}
		}
		return nil
	})
}

// pour appends and publishes for as long as somebody wants it.
func pour(ctx context.Context, bus live.Bus, wanted func() bool) error {
	for wanted() {
		if _, err := bus.Append(ctx, joinTopic, "test.event", []byte(`{}`)); err != nil {
			return err
		}
		if err := bus.Publish(ctx, joinTopic, live.State{Name: "test.state", Key: "k"}); err != nil {
			return err
		}
	}
	return nil
}
