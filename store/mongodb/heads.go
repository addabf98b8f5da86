package mongodb

import (
	"sync"

	"prepwire/store"
)

// maxHeads bounds how many logs are remembered. Far fewer contests run on a
// node at once; when there are more, they are read about again.
const maxHeads = 4096

// heads remembers up to where this node has seen logs filled, so that it need
// not ask before it adds what comes next. It may lag behind: then the position
// is taken, and the insert says so.
type heads struct {
	mu   sync.Mutex
	last map[string]int64 // by contest; those that may go on
}

func newHeads() *heads { return &heads{last: make(map[string]int64)} }

func (h *heads) goesOnAt(contestID string, position int64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	last, known := h.last[contestID]
	return known && position == last+1
}

// learn notes the last entry of a log.
func (h *heads) learn(e store.ContestEntry) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if e.Type == store.EntryClosed {
		delete(h.last, e.ContestID)
		return
	}
	if len(h.last) >= maxHeads {
		clear(h.last)
	}
	h.last[e.ContestID] = max(h.last[e.ContestID], e.Position)
}

func (h *heads) forget(contestID string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.last, contestID)
}
