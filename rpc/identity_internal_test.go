package rpc

import (
	"testing"
	"time"
)

// A connection that is over, and not yet forgotten, does not take the place of the
// one that is to go.
func TestOldestIsOneThatIsOpen(t *testing.T) {
	s := &Server{byUser: map[string][]*Conn{}}
	began := time.Now()
	for i, state := range []string{"over", "closing", "open", "open"} {
		c := &Conn{id: state, since: began.Add(time.Duration(i)), done: make(chan struct{})}
		switch state {
		case "over":
			close(c.done)
		case "closing":
			c.closing.Store(4009)
		}
		s.byUser["alice"] = append(s.byUser["alice"], c)
	}
	if oldest, open := s.oldestLocked("alice"); oldest != s.byUser["alice"][2] || open != 2 {
		t.Errorf("%+v of %d", oldest, open)
	}
	if oldest, open := s.oldestLocked("bob"); oldest != nil || open != 0 {
		t.Errorf("%+v of %d", oldest, open)
	}
}
