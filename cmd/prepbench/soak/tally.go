package soak

import (
	"maps"
	"sync"

	"prepwire/schema"
)

// Tally is what students called, and what was refused.
type Tally struct {
	Answered map[string]int        // by method
	Refused  map[schema.Reason]int // by reason
}

// tally counts. Its methods may be called concurrently.
type tally struct {
	mu    sync.Mutex // guards count
	count Tally
}

func newTally() *tally {
	return &tally{count: Tally{Answered: map[string]int{}, Refused: map[schema.Reason]int{}}}
}

// note counts a reply: reason is that of a refusal, or empty.
func (t *tally) note(method string, reason schema.Reason) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if reason == "" {
		t.count.Answered[method]++
		return
	}
	t.count.Refused[reason]++
}

func (t *tally) sum() Tally {
	t.mu.Lock()
	defer t.mu.Unlock()
	return Tally{Answered: maps.Clone(t.count.Answered), Refused: maps.Clone(t.count.Refused)}
}
