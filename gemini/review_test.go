package gemini

import (
	"testing"
	"time"

	"prepwire/gemini/geminitest"
)

// When a model's breaker opens, whoever waits is told anew how long it will take,
// in the order of the line and at once by the clock, but not under one hold of the
// pool: others get in between.
func TestManyAreToldInSlices(t *testing.T) {
	const projects, waiting = 8, 1000
	clock := geminitest.NewClock(time.Unix(1_800_000_000, 0))
	p := testPool(t, clock, projects, Limits{RPM: 1})
	var leases []*lease
	for range projects {
		leases = append(leases, p.enter(t.Context(), turnOf(0)).lease)
	}
	var line []*waiter
	for range waiting {
		w := p.enter(t.Context(), turnOf(100*time.Hour))
		if w.line == nil {
			t.Fatalf("does not wait: %+v", w.err)
		}
		line = append(line, w)
	}
	for _, l := range leases[:breakerFaults] {
		p.settle(l, verdict{err: &Error{Class: ClassOverloaded}})
	}
	if !p.model("m").breaker.open {
		t.Fatal("the breaker is closed")
	}
	if n := len(p.unreviewed); n != waiting {
		t.Fatalf("%d of %d are still to be told when the pool is free again", n, waiting)
	}
	line[1].leave() // has gone meanwhile
	opened, told, slices := clock.Now(), 0, 0
	for left := waiting; left > 0; left = len(p.unreviewed) {
		newcomer := p.enter(t.Context(), turnOf(100*time.Hour))
		if newcomer.line == nil {
			t.Fatalf("nobody gets in between: %+v", newcomer.err)
		}
		p.abandon(newcomer)
		if !clock.Step() || len(p.unreviewed) >= left {
			t.Fatalf("%d are left of %d", len(p.unreviewed), left)
		}
		for slices++; told < waiting && !line[told].unreviewed; told++ {
			if roused := len(line[told].wake) == 1; roused != (told != 1) {
				t.Fatalf("waiter %d was told: %v", told, roused)
			}
		}
		if told != waiting-len(p.unreviewed) {
			t.Fatalf("the first %d were told, %d are left: not in the order of the line", told, len(p.unreviewed))
		}
	}
	if told != waiting || !clock.Now().Equal(opened) {
		t.Errorf("%d of %d were told, within %v", told, waiting, clock.Now().Sub(opened))
	}
	t.Logf("%d slices", slices)
}

// A second grave event before all were told of the first tells nobody twice.
func TestToldOnceOfTwoEvents(t *testing.T) {
	clock := geminitest.NewClock(time.Unix(1_800_000_000, 0))
	p := testPool(t, clock, 1, Limits{RPM: 1})
	p.enter(t.Context(), turnOf(0))
	for range 100 {
		p.enter(t.Context(), turnOf(100*time.Hour))
	}
	p.mu.Lock()
	p.reviewAll(p.model("m"), clock.Now())
	p.reviewAll(p.model("m"), clock.Now())
	n := len(p.unreviewed)
	p.mu.Unlock()
	if n != 100 {
		t.Errorf("%d are to be told of 100 who wait", n)
	}
	for len(p.unreviewed) > 0 {
		clock.Step()
	}
}

// Who waits in vain is told at once, before anybody is given a slot.
func TestWhoWaitsInVainIsToldAtOnce(t *testing.T) {
	clock := geminitest.NewClock(time.Unix(1_800_000_000, 0))
	p := testPool(t, clock, 1, Limits{RPM: 1})
	l := p.enter(t.Context(), turnOf(0)).lease
	var line []*waiter
	for range 100 {
		line = append(line, p.enter(t.Context(), turnOf(100*time.Hour)))
	}
	p.settle(l, verdict{err: &Error{Class: ClassModelMissing}})
	for i, w := range line {
		if w.line != nil || w.lease != nil || w.err == nil || w.err.Class != ClassModelMissing || i > 0 && w.err == line[i-1].err {
			t.Fatalf("waiter %d: %+v", i, w.err)
		}
	}
	if len(p.unreviewed) != 0 {
		t.Errorf("%d are to be told", len(p.unreviewed))
	}
}
