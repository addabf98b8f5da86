package memory

import (
	"fmt"
	"math"
	"testing"
	"time"

	"prepwire/store/live/livetest"
)

// held returns how many groups the presence has.
func (p *Presence) held() (n int) {
	for i := range p.shards {
		n += len(p.shards[i].byName)
	}
	return n
}

func TestGroupsAreForgotten(t *testing.T) {
	clock := livetest.NewClock()
	p := NewPresence(Options{Clock: clock.Now})
	for i := range 50_000 { // nobody leaves, and nobody asks for them again
		if first, err := p.Enter(t.Context(), fmt.Sprint("user:", i), "tab", "", time.Second); !first || err != nil {
			t.Fatalf("Enter = %v, %v", first, err)
		}
		clock.Advance(time.Millisecond)
	}
	if got, most := p.held(), presenceShards*minGroups; got > most {
		t.Errorf("%d groups after 50,000 of a second each, want at most %d", got, most)
	}
}

func TestEmptyGroupsAreForgotten(t *testing.T) {
	clock := livetest.NewClock()
	p := NewPresence(Options{Clock: clock.Now})
	for i := range 10 {
		group := fmt.Sprint("user:", i)
		if _, err := p.Enter(t.Context(), group, "tab", "", time.Minute); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			if was, err := p.Leave(t.Context(), group, "tab"); !was || err != nil {
				t.Fatalf("Leave = %v, %v", was, err)
			}
		}
	}
	if got := p.held(); got != 5 {
		t.Errorf("%d groups, want 5", got)
	}
	clock.Advance(time.Minute)
	for i := range 10 {
		if n, err := p.Count(t.Context(), fmt.Sprint("user:", i)); n != 0 || err != nil {
			t.Errorf("Count = %d, %v", n, err)
		}
	}
	if got := p.held(); got != 0 {
		t.Errorf("%d groups, want none", got)
	}
}

func TestStaysForEver(t *testing.T) {
	clock := livetest.NewClock()
	p := NewPresence(Options{Clock: clock.Now})
	for range 2 {
		if _, err := p.Enter(t.Context(), "user:ann", "tab", "", math.MaxInt64); err != nil {
			t.Fatal(err)
		}
		clock.Advance(10 * 365 * 24 * time.Hour)
		if n, err := p.Count(t.Context(), "user:ann"); n != 1 || err != nil {
			t.Errorf("Count = %d, %v, want 1", n, err)
		}
	}
}

func TestPresenceWhenClockGoesBack(t *testing.T) {
	clock := livetest.NewClock()
	p := NewPresence(Options{Clock: clock.Now})
	enter := func(wantFirst bool) {
		t.Helper()
		if first, err := p.Enter(t.Context(), "user:ann", "tab", "", time.Minute); first != wantFirst || err != nil {
			t.Errorf("Enter = %v, %v, want %v", first, err, wantFirst)
		}
	}
	enter(true)
	clock.Advance(-time.Hour)
	enter(false) // and now counts from here
	clock.Advance(59 * time.Second)
	enter(false)
	clock.Advance(time.Minute)
	enter(true)
}
