package rpc

import (
	"bytes"
	"math/rand/v2"
	"sync"
	"testing"
)

// Whatever is pushed in whatever order: live traffic stays within the limit or
// is a single message, replays within theirs, and the queue says so in bytes.
func TestQueueKeepsItsBounds(t *testing.T) {
	const limit = 1000
	r := rand.New(rand.NewPCG(1, 2))
	closed := 0
	for range 300 {
		q := &queue{}
		for range 300 {
			size := 1 + r.IntN(300)
			if r.IntN(100) == 0 {
				size = limit + r.IntN(limit)
			}
			data := make([]byte, size)
			ok := true
			switch r.IntN(5) {
			case 0:
				_, ok = q.addEvent(data, 1, limit)
			case 1:
				_, ok = q.addState(data, string(rune('a'+r.IntN(3))), 10*limit)
			case 2:
				q.add(outFrame{data: data})
			case 3:
				if q.bytes <= limit/2 {
					q.addWhenRoom(nil, data, limit/2)
				}
			default:
				q.next(nil)
			}
			sum, live, events := 0, 0, 0
			for _, f := range q.frames[q.head:] {
				sum += len(f.data)
				if f.live {
					live += len(f.data)
				}
				if f.live && f.key == "" {
					events++
				}
			}
			if sum != q.bytes || live != q.live {
				t.Fatalf("counts %d and %d, holds %d and %d", q.bytes, q.live, sum, live)
			}
			if !ok {
				closed++
				if q.bytes != 0 || !q.closed {
					t.Fatal("what does not fit must end the queue, or a gap gets out")
				}
				if _, ok := q.addEvent(data[:1], 1, limit); !ok || len(q.frames) != 0 {
					t.Fatal("a closed queue takes nothing")
				}
				break
			}
		}
	}
	if closed == 0 {
		t.Error("no queue was ever full")
	}
}

// Replies and replayed events, however large, are no reason to give up a reader.
func TestQueueBlamesOnlyLiveTraffic(t *testing.T) {
	q := &queue{}
	q.add(outFrame{data: make([]byte, 5000)})
	q.addWhenRoom(nil, make([]byte, 5000), 6000)
	if _, ok := q.addEvent(make([]byte, 2000), 1, 1000); !ok {
		t.Error("a single event was refused")
	}
	if _, ok := q.addEvent(make([]byte, 10), 1, 1000); ok {
		t.Error("a second event was admitted beside a large one")
	}
}

// Many replays that wait for the same room do not all go at once.
func TestQueueLetsReplaysInOneByOne(t *testing.T) {
	q := &queue{}
	q.add(outFrame{data: make([]byte, 1000)})
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() { q.addWhenRoom(nil, make([]byte, 400), 500) })
	}
	taken := 0
	for taken < 100*400+1000 {
		q.mu.Lock()
		if q.bytes > 1000 {
			t.Errorf("%d bytes wait", q.bytes)
		}
		q.mu.Unlock()
		batch, _ := q.next(nil)
		for _, data := range batch {
			taken += len(data)
		}
	}
	all.Wait()
}

// A queue that never runs dry does not grow.
func TestQueueNeverDry(t *testing.T) {
	q := &queue{}
	data := bytes.Repeat([]byte("x"), corkBytes) // one a batch
	q.add(outFrame{data: data})
	for range 10_000 {
		q.add(outFrame{data: data})
		q.next(nil)
	}
	if cap(q.frames) > 16 {
		t.Errorf("room for %d frames, one waits", cap(q.frames))
	}
}
