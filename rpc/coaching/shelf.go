package coaching

import (
	"context"
	"errors"
	"sync"
	"time"

	"prepwire/rpc"
)

const (
	shelved = 2000        // matters that a shelf holds
	resting = time.Minute // before a matter that the model failed at is tried again
)

// errResting says that the model has just failed at a matter.
var errResting = errors.New("the model has just failed at this")

// shelf holds what the model wrote, by matter, so that it is written once on
// this node however many ask for it. The oldest give way. It is lost with the
// process. The zero value is ready; it may be used concurrently.
type shelf[T any] struct {
	turns rpc.Turns // one writes about a matter, others wait for it

	mu     sync.Mutex // guards what follows
	held   map[string]writing[T]
	oldest []string // the matters held, in the order of their coming
}

// writing is what was written about a matter, or that it came to nothing.
type writing[T any] struct {
	text  T
	again time.Time // when to try again what came to nothing; zero: it did not
}

// get answers what is held on a matter, or has it written. What comes to
// nothing and was the model's failure is not tried again for a while:
// errResting. What is held is shared: it must not be changed.
func (s *shelf[T]) get(ctx context.Context, matter string, write func() (text T, failed bool, err error)) (T, error) {
	if text, err, ok := s.find(matter); ok {
		return text, err
	}
	done, err := s.turns.Take(ctx, matter)
	if err != nil {
		var none T
		return none, err
	}
	defer done()
	if text, err, ok := s.find(matter); ok {
		return text, err
	}
	text, failed, err := write()
	switch {
	case err == nil:
		s.put(matter, writing[T]{text: text})
	case failed:
		s.put(matter, writing[T]{again: time.Now().Add(resting)})
	}
	return text, err
}

func (s *shelf[T]) find(matter string) (text T, err error, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, ok := s.held[matter]
	switch {
	case !ok:
		return text, nil, false
	case w.again.IsZero():
		return w.text, nil, true
	}
	return text, errResting, time.Now().Before(w.again)
}

func (s *shelf[T]) put(matter string, w writing[T]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held == nil {
		s.held = map[string]writing[T]{}
	}
	if _, ok := s.held[matter]; !ok {
		s.oldest = append(s.oldest, matter)
	}
	s.held[matter] = w
	if len(s.oldest) > shelved {
		delete(s.held, s.oldest[0])
		s.oldest = s.oldest[1:]
	}
}
