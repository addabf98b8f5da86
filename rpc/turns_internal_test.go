package rpc

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// TestTurns: one at a time for a key, nobody waits for another key, and
// nothing is kept of those who have left.
func TestTurns(t *testing.T) {
	var all Turns
	inside := map[string]int{}
	var wg sync.WaitGroup
	for i := range 200 {
		key := string(rune('a' + i%2))
		wg.Go(func() {
			done, err := all.Take(t.Context(), key)
			if err != nil {
				t.Error(err)
				return
			}
			defer done()
			all.mu.Lock()
			inside[key]++
			if inside[key] != 1 {
				t.Errorf("%d have the turn of %s", inside[key], key)
			}
			all.mu.Unlock()
			all.mu.Lock()
			inside[key]--
			all.mu.Unlock()
		})
	}
	wg.Wait()
	if len(all.queue) != 0 {
		t.Errorf("%d keys are kept", len(all.queue))
	}
}

func TestTurnsWaitNoLongerThanTheCall(t *testing.T) {
	var all Turns
	done, err := all.Take(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := all.Take(ended, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	done()
	again, err := all.Take(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	again()
	if len(all.queue) != 0 {
		t.Errorf("%d keys are kept", len(all.queue))
	}
}
