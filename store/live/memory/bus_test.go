package memory

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/store/live"
	"prepwire/store/live/livetest"
)

// discard is a Subscriber that counts.
type discard struct{ events, states int }

func (d *discard) Event(string, string, live.Event)     { d.events++ }
func (d *discard) State(string, live.State)             { d.states++ }
func (d *discard) Broken(topic string, _ live.Position) { panic("broken: " + topic) }

// held returns how many topics the bus has.
func (b *Bus) held() (n int) {
	for i := range b.shards {
		b.shards[i].mu.Lock()
		n += len(b.shards[i].topics)
		b.shards[i].mu.Unlock()
	}
	return n
}

func TestCloseEndsEverything(t *testing.T) {
	ctx, b, d := t.Context(), NewBus(Options{}), &discard{}
	at, cancel, err := b.Subscribe(ctx, "user:ann", d)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Append(ctx, "user:ann", "test.event", nil); err != nil || d.events != 1 {
		t.Fatalf("Append: %v, %d delivered", err, d.events)
	}
	b.Close()
	b.Close()
	cancel()
	cancel()
	_, appendErr := b.Append(ctx, "user:ann", "test.event", nil)
	_, _, subscribeErr := b.Subscribe(ctx, "user:ann", d)
	_, headErr := b.Head(ctx, "user:ann")
	_, readErr := b.Read(ctx, "user:ann", at, 1)
	for method, err := range map[string]error{
		"Append": appendErr, "Subscribe": subscribeErr, "Head": headErr, "Read": readErr,
		"Publish": b.Publish(ctx, "user:ann", live.State{}), "Ping": b.Ping(ctx),
	} {
		if !isClosed(err) {
			t.Errorf("%s of a closed bus: %v", method, err)
		}
	}
	if d.events != 1 || d.states != 0 {
		t.Errorf("delivered %d events and %d states", d.events, d.states)
	}
}

// TestCloseWaitsForDelivery closes while others append: what comes, comes
// before Close has returned. The race detector sees it if not.
func TestCloseWaitsForDelivery(t *testing.T) {
	b := NewBus(Options{})
	var wg sync.WaitGroup
	subscribers := make([]discard, 4)
	began := make(chan struct{}, len(subscribers))
	for i := range subscribers {
		topic := fmt.Sprint("user:", i)
		if _, _, err := b.Subscribe(t.Context(), topic, &subscribers[i]); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			for n := 0; ; n++ {
				if _, err := b.Append(t.Context(), topic, "test.event", nil); err != nil {
					if !isClosed(err) {
						t.Errorf("Append: %v", err)
					}
					return
				}
				if n == 10 {
					began <- struct{}{}
				}
			}
		})
	}
	for range subscribers {
		<-began
	}
	b.Close()
	for i := range subscribers {
		subscribers[i].events++ // a delivery after Close would race with this
	}
	wg.Wait()
}

func TestSweeperForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBus(Options{MaxAge: time.Hour})
		defer b.Close()
		for i := range 1000 {
			if _, err := b.Append(t.Context(), fmt.Sprint("user:", i), "test.event", nil); err != nil {
				t.Fatal(err)
			}
		}
		_, cancel, err := b.Subscribe(t.Context(), "user:1", &discard{})
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			pass time.Duration
			want int
		}{{59 * time.Minute, 1000}, {2*time.Minute + time.Second, 1}, {24 * time.Hour, 1}} {
			time.Sleep(step.pass) // of the bubble
			synctest.Wait()
			if got := b.held(); got != step.want {
				t.Errorf("%v later: %d topics, want %d", step.pass, got, step.want)
			}
		}
		cancel()
		time.Sleep(62 * time.Minute)
		synctest.Wait()
		if got := b.held(); got != 0 {
			t.Errorf("%d topics that nobody uses", got)
		}
	})
}

// TestSweepWhileUsed has topics removed as fast as they are used: no event may
// end in a topic that is no longer in the table.
func TestSweepWhileUsed(t *testing.T) {
	clock := livetest.NewClock()
	b := NewBus(Options{MaxAge: time.Millisecond, Clock: clock.Now})
	defer b.Close()
	var wg sync.WaitGroup
	stop := make(chan struct{})
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				clock.Advance(time.Second)
				b.sweep()
			}
		}
	})
	var users sync.WaitGroup
	for i := range 4 {
		users.Go(func() {
			topic, last := fmt.Sprint("user:", i), uint64(0)
			for range 2000 {
				d := &discard{}
				at, cancel, err := b.Subscribe(t.Context(), topic, d)
				if err != nil {
					t.Error(err)
					return
				}
				got, err := b.Append(t.Context(), topic, "test.event", nil)
				cancel()
				if err != nil || d.events != 1 || got.Offset != at.Offset+1 || at.Offset < last {
					t.Errorf("subscribed at %v, appended %v, %v, %d delivered, before at %d", at, got, err, d.events, last)
					return
				}
				last = got.Offset
			}
		})
	}
	users.Wait()
	close(stop)
	wg.Wait()
}

// TestReadersCannotReachEachOther has a reader append to the params it was
// given, which must not change what the next one is given.
func TestReadersCannotReachEachOther(t *testing.T) {
	b := NewBus(Options{})
	defer b.Close()
	room := make([]byte, 2, 64)
	copy(room, `{}`)
	start, err := b.Head(t.Context(), "user:ann")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Append(t.Context(), "user:ann", "test.event", room); err != nil {
		t.Fatal(err)
	}
	events, err := b.Read(t.Context(), "user:ann", start, 1)
	if err != nil || len(events) != 1 {
		t.Fatalf("Read = %d events, %v", len(events), err)
	}
	_ = append(events[0].Params, "spoilt"...)
	if got := string(room[:8]); got != "{}\x00\x00\x00\x00\x00\x00" {
		t.Errorf("the spare room holds %q", got)
	}
	if &events[0].Params[0] != &room[0] {
		t.Error("the params were copied")
	}
}

func TestLogGivesBackRoom(t *testing.T) {
	clock := livetest.NewClock()
	b := NewBus(Options{MaxAge: time.Hour, Clock: clock.Now})
	defer b.Close()
	room := func() int {
		topic := b.shard("user:ann").topics["user:ann"]
		if topic == nil || topic.log == nil {
			return 0
		}
		return len(topic.log.buf)
	}
	var rooms []int
	step := func(n int, pass time.Duration) {
		for range n {
			if _, err := b.Append(t.Context(), "user:ann", "test.event", nil); err != nil {
				t.Fatal(err)
			}
		}
		clock.Advance(pass)
		b.sweep()
		rooms = append(rooms, room())
	}
	step(1, 0)
	step(999, 50*time.Minute)
	step(5, 20*time.Minute) // the thousand are gone
	step(0, time.Hour)
	step(1001, 0)
	if want := []int{4, 1000, 10, 0, 1000}; !slices.Equal(rooms, want) {
		t.Errorf("room for %v events, want %v", rooms, want)
	}
}

// topicBytes returns how much memory each of n topics with one subscriber and
// no events takes, the topic's name included.
func topicBytes(tb testing.TB, n int) float64 {
	b := NewBus(Options{})
	defer b.Close()
	d := &discard{}
	cancels := make([]func(), n)
	before := heap()
	for i := range cancels {
		var err error
		if _, cancels[i], err = b.Subscribe(tb.Context(), fmt.Sprintf("user:%020d", i), d); err != nil {
			tb.Fatal(err)
		}
	}
	bytes := float64(heap()-before) / float64(n)
	runtime.KeepAlive(b)
	return bytes
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestQuietTopicIsSmall(t *testing.T) {
	for _, n := range []int{20_000, 60_000, 100_000} {
		if got := topicBytes(t, n); got > 300 {
			t.Errorf("%.0f bytes for each of %d topics, want at most 300", got, n)
		} else {
			t.Logf("%.0f bytes for each of %d topics", got, n)
		}
	}
}
