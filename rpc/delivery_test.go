package rpc_test

import (
	"fmt"
	"sync"
	"testing"

	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store/live"
	"prepwire/store/live/memory"
)

// An event reaches every device of its user, also the one that caused it, and
// nobody else; by says which one that was.
func TestEveryDevice(t *testing.T) {
	h := openHouse(t, memory.Options{})
	var ids []schema.ID
	var devices []*rpctest.Client
	for range 3 {
		c := h.As(t, "alice")
		var r schema.Connected
		c.Must("session.resume", schema.ResumeParams{}, &r)
		ids, devices = append(ids, r.ConnectionID), append(devices, c)
	}
	bob := h.As(t, "bob")
	resume(t, bob)
	for i, c := range devices {
		c.Must("session.update", `{"version":1,"patch":{"_meta":{"a":"}"}}}`, nil)
		for j, d := range devices {
			f := readFrame(t, d)
			if f.Method != "session.updated" || f.Params.By != ids[i] || f.Params.Meta.Offset != uint64(i+1) {
				t.Fatalf("device %d heard of %d: %+v", j, i, f)
			}
		}
	}
	wantQuiet(t, bob)
}

// The position in the reply of a subscribing call is where the events go on,
// whatever happens meanwhile; after the reply to leaving nothing comes.
func TestJoinWhileEventsFlow(t *testing.T) {
	h := openHouse(t, memory.Options{})
	orders := make(chan int, 8)
	var publisher sync.WaitGroup
	publisher.Go(func() {
		last := 0
		for more := range orders {
			for range more {
				last++
				h.append(t, "contest:x", last, 10)
			}
		}
	})
	defer publisher.Wait()
	defer close(orders)
	c := h.As(t, "alice")
	resume(t, c)
	for i := range 50 {
		orders <- 20
		c.Send(`{"jsonrpc":"2.0","method":"contest.join","params":{"contestId":"x"},"id":1}`)
		f := readFrame(t, c)
		if f.ID == nil || len(f.Result.Topics) != 1 {
			t.Fatalf("round %d: before the reply came %+v", i, f)
		}
		at := f.Result.Topics[0].Offset
		orders <- 20
		wantEvents(t, c, "contest:x", at+1, at+5)
		c.Send(`{"jsonrpc":"2.0","method":"contest.leave","params":{"contestId":"x"},"id":2}`)
		for n := at + 6; ; n++ {
			if f = readFrame(t, c); f.ID != nil {
				break
			}
			if f.Params.Meta.Offset != n {
				t.Fatalf("round %d: want %d, got %+v", i, n, f)
			}
		}
		wantQuiet(t, c)
	}
}

// Whoever appends at once: every subscriber sees the same order, that of the offsets.
func TestOrderUnderConcurrentAppends(t *testing.T) {
	const writers, each, readers = 16, 25, 50
	h := openHouse(t, memory.Options{})
	var clients []*rpctest.Client
	for i := range readers {
		c := h.As(t, fmt.Sprintf("user%d", i))
		c.Must("contest.join", `{"contestId":"x"}`, nil)
		clients = append(clients, c)
	}
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range each {
				if _, err := h.bus.Append(t.Context(), "contest:x", "contest.started", fmt.Appendf(nil, `{"n":%d}`, w*each+i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	orders := make([][]uint64, readers)
	for i, c := range clients {
		all.Go(func() {
			for n := uint64(1); n <= writers*each; n++ {
				var f frame
				if err := receive(c, &f); err != nil || f.Params.Meta.Offset != n {
					t.Errorf("reader %d: want %d, got %+v, %v", i, n, f, err)
					return
				}
				orders[i] = append(orders[i], f.Params.N)
			}
		})
	}
	all.Wait()
	for i := range orders {
		if fmt.Sprint(orders[i]) != fmt.Sprint(orders[0]) {
			t.Fatalf("reader %d saw another order", i)
		}
	}
	next := make([]uint64, writers)
	for _, n := range orders[0] {
		if w := n / each; n%each != next[w] {
			t.Fatalf("writer %d: event %d out of order", w, n%each)
		}
		next[n/each]++
	}
}

// An announcement reaches every authenticated connection that has had a reply,
// on every topic or none, and nobody else.
func TestAnnouncement(t *testing.T) {
	h := openHouse(t, memory.Options{})
	stranger := h.Dial(t, nil)
	wantQuiet(t, stranger)
	silent := h.As(t, "silent")
	var clients []*rpctest.Client
	for i := range 20 {
		c := h.As(t, fmt.Sprintf("user%d", i%7))
		wantQuiet(t, c)
		clients = append(clients, c)
	}
	admin := h.As(t, "root", "admin")
	wantQuiet(t, admin)
	admin.Must("admin.broadcast", `{"message":"tea"}`, nil)
	for _, c := range append(clients, admin) {
		if f := readFrame(t, c); f.Method != "system.announcement" || f.Params.Meta.Offset != 0 {
			t.Fatalf("got %+v", f)
		}
		wantQuiet(t, c)
	}
	wantQuiet(t, stranger)
	wantQuiet(t, silent)
}

// A state is neither numbered nor replayed; an event is both.
func TestStatesAreNotReplayed(t *testing.T) {
	h := openHouse(t, memory.Options{})
	c := h.As(t, "alice")
	c.Must("contest.join", `{"contestId":"x"}`, nil)
	from := h.head(t, "contest:x")
	h.append(t, "contest:x", 1, 0)
	wantEvents(t, c, "contest:x", 1, 1) // states reach it from now on
	h.state(t, "contest:x", "k", 7, 0)
	h.append(t, "contest:x", 2, 0)
	if f := readFrame(t, c); f.Method != "contest.leaderboardUpdated" || f.Params.N != 7 || f.Params.Meta.Topic != "" {
		t.Fatalf("got %+v", f)
	}
	wantEvents(t, c, "contest:x", 2, 2)
	again := h.As(t, "alice")
	resume(t, again, from)
	wantEvents(t, again, "contest:x", 1, 2)
	wantQuiet(t, again)
}

// state publishes the n-th state of a key.
func (h *house) state(t testing.TB, topic, key string, n, filler int) {
	t.Helper()
	params := fmt.Sprintf(`{"n":%d,"key":%q,"filler":"%0*d"}`, n, key, filler, 0)
	if err := h.bus.Publish(t.Context(), topic, live.State{Name: "contest.leaderboardUpdated", Key: key, Params: []byte(params)}); err != nil {
		t.Error(err)
	}
}
