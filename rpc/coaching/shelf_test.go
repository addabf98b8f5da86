package coaching

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestShelfRestsAfterFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s shelf[string]
		calls := 0
		down := errors.New("down")
		get := func(failed bool, err error) (string, error) {
			return s.get(t.Context(), "m", func() (string, bool, error) {
				calls++
				return "text", failed, err
			})
		}
		if _, err := get(false, down); !errors.Is(err, down) {
			t.Errorf("got %v", err)
		}
		if _, err := get(true, down); !errors.Is(err, down) || calls != 2 {
			t.Errorf("what was no failure of the model rests: %v after %d", err, calls)
		}
		if _, err := get(false, nil); !errors.Is(err, errResting) || calls != 2 {
			t.Errorf("got %v after %d", err, calls)
		}
		time.Sleep(resting) // of the bubble's clock
		for range 2 {
			if text, err := get(false, nil); err != nil || text != "text" || calls != 3 {
				t.Errorf("got %q, %v after %d", text, err, calls)
			}
		}
	})
}

// Of many at once one writes; who does not wait leaves.
func TestShelfIsWrittenOnce(t *testing.T) {
	var s shelf[int]
	began, finish := make(chan struct{}), make(chan struct{})
	write := func() (int, bool, error) {
		close(began) // panics when it is called twice
		<-finish
		return 7, false, nil
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if n, err := s.get(t.Context(), "m", write); n != 7 || err != nil {
				t.Errorf("got %d, %v", n, err)
			}
		})
	}
	<-began
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.get(gone, "m", write); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(finish)
	all.Wait()
}

func TestShelfIsBounded(t *testing.T) {
	var s shelf[int]
	for i := range shelved + 10 {
		_, _ = s.get(t.Context(), strconv.Itoa(i), func() (int, bool, error) { return i, false, nil })
	}
	if len(s.held) != shelved || len(s.oldest) != shelved {
		t.Errorf("holds %d, %d", len(s.held), len(s.oldest))
	}
	if _, _, ok := s.find("9"); ok {
		t.Error("the oldest is still there")
	}
	if n, _, ok := s.find("10"); !ok || n != 10 {
		t.Error("a newer one is gone")
	}
}
