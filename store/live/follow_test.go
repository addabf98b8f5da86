package live_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/store/live"
	"prepwire/store/live/memory"
)

// awayBus cannot be reached until it is back.
type awayBus struct {
	*memory.Bus
	back atomic.Bool
}

func (b *awayBus) Subscribe(ctx context.Context, topic string, sub live.Subscriber) (live.Position, func(), error) {
	if !b.back.Load() {
		return live.Position{}, nil, live.ErrUnavailable
	}
	return b.Bus.Subscribe(ctx, topic, sub)
}

type counter struct{ events atomic.Int32 }

func (c *counter) Event(string, string, live.Event) { c.events.Add(1) }
func (*counter) State(string, live.State)           {}
func (*counter) Broken(string, live.Position)       {}
func (c *counter) emit(t *testing.T, bus live.Bus) {
	t.Helper()
	if _, err := bus.Append(t.Context(), "system:test", "test.event", []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
}

func TestFollow(t *testing.T) {
	for _, there := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			bus := &awayBus{Bus: memory.NewBus(memory.Options{})}
			defer bus.Close()
			bus.back.Store(there)
			var heard counter
			var late atomic.Int32
			stop, err := live.Follow(t.Context(), bus, "system:test", &heard, func() { late.Add(1) })
			if err != nil {
				t.Fatal(err)
			}
			heard.emit(t, bus)
			time.Sleep(time.Minute) // of the bubble's time
			bus.back.Store(true)
			time.Sleep(time.Minute)
			heard.emit(t, bus)
			stop()
			stop()
			heard.emit(t, bus)
			events, lates := int32(2), int32(0)
			if !there {
				events, lates = 1, 1
			}
			if heard.events.Load() != events || late.Load() != lates {
				t.Errorf("there %v: %d events, late %d times, want %d and %d", there, heard.events.Load(), late.Load(), events, lates)
			}
		})
	}
}

func TestFollowEnds(t *testing.T) {
	bus := &awayBus{Bus: memory.NewBus(memory.Options{})}
	stop, err := live.Follow(t.Context(), bus, "system:test", &counter{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	stop() // while it still tries
	bus.back.Store(true)
	bus.Close()
	if _, err := live.Follow(t.Context(), bus, "system:test", &counter{}, nil); !errors.Is(err, live.ErrClosed) {
		t.Errorf("a closed bus: %v", err)
	}
}
