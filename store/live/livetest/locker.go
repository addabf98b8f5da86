package livetest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

var lockerTests = []test{
	{name: "AcquireAndRelease", run: testAcquireAndRelease},
	{name: "NamesApart", run: testNamesApart},
	{name: "Refused", run: testLockerRefused},
	{name: "AtOnce", run: testLockerAtOnce},
	{name: "Ends", needs: clock, run: testLeaseEnds},
}

// wantLease asks for a lease and checks whether it is given.
func wantLease(t *testing.T, n Node, name, holder string, ttl time.Duration, want bool) uint64 {
	t.Helper()
	number, ok, err := n.Locker.Acquire(t.Context(), name, holder, ttl)
	if err != nil || ok != want || ok != (number != 0) {
		t.Errorf("Acquire %s for %s = %d, %v, %v, want %v", name, holder, number, ok, err, want)
	}
	return number
}

func wantRelease(t *testing.T, n Node, name, holder string, want bool) {
	t.Helper()
	if was, err := n.Locker.Release(t.Context(), name, holder); err != nil || was != want {
		t.Errorf("Release %s by %s = %v, %v, want %v", name, holder, was, err, want)
	}
}

func testAcquireAndRelease(t *testing.T, f Fixture) {
	nodes := f.nodes(t)
	a, b := nodes[0], nodes[1]
	wantRelease(t, a, "contest:c", "a", false)
	first := wantLease(t, a, "contest:c", "a", time.Minute, true)
	wantLease(t, b, "contest:c", "b b\n", time.Minute, false)
	if again := wantLease(t, a, "contest:c", "a", time.Minute, true); again != first {
		t.Errorf("number %d after a repeat, was %d", again, first)
	}
	wantRelease(t, b, "contest:c", "b b\n", false)
	wantRelease(t, a, "contest:c", "a", true)
	wantRelease(t, a, "contest:c", "a", false)
	second := wantLease(t, b, "contest:c", "b b\n", time.Minute, true)
	wantLease(t, a, "contest:c", "a", time.Minute, false)
	wantRelease(t, b, "contest:c", "b b\n", true)
	third := wantLease(t, b, "contest:c", "b b\n", time.Minute, true)
	if second <= first || third <= second {
		t.Errorf("numbers %d, %d, %d do not rise", first, second, third)
	}
}

func testNamesApart(t *testing.T, f Fixture) {
	for i := range 20 {
		wantLease(t, f.Node, fmt.Sprint("contest:", i), fmt.Sprint("node", i), time.Minute, true)
	}
	for i := range 20 {
		wantLease(t, f.Node, fmt.Sprint("contest:", i), "another", time.Minute, false)
	}
}

func testLockerRefused(t *testing.T, f Fixture) {
	_, ok, err := f.Locker.Acquire(cancelled(t), "contest:c", "a", time.Minute)
	if wantErr(t, "Acquire", err, context.Canceled); ok {
		t.Error("acquired in an ended context")
	}
	_, err = f.Locker.Release(cancelled(t), "contest:c", "a")
	wantErr(t, "Release", err, context.Canceled)
	for _, bad := range []struct {
		holder string
		ttl    time.Duration
	}{{"", time.Minute}, {"a", 0}, {"a", -time.Second}} {
		if _, ok, err := f.Locker.Acquire(t.Context(), "contest:c", bad.holder, bad.ttl); ok || err == nil {
			t.Errorf("Acquire by %q for %v = %v, %v, want an error", bad.holder, bad.ttl, ok, err)
		}
	}
	wantLease(t, f.Node, "contest:c", "b", time.Minute, true)
}

func testLockerAtOnce(t *testing.T, f Fixture) {
	const callers, names = 8, 20
	nodes := f.nodes(t)
	var given atomic.Int32
	together(t, callers, func(i int) error {
		for n := range names {
			_, ok, err := nodes[i%len(nodes)].Locker.Acquire(t.Context(), fmt.Sprint("contest:", n), fmt.Sprint("caller", i), time.Hour)
			if err != nil {
				return err
			}
			if ok {
				given.Add(1)
			}
		}
		return nil
	})
	if given.Load() != names {
		t.Errorf("%d leases of %d names", given.Load(), names)
	}
}

func testLeaseEnds(t *testing.T, f Fixture) {
	first := wantLease(t, f.Node, "contest:c", "a", 10*time.Second, true)
	f.Advance(9 * time.Second)
	wantLease(t, f.Node, "contest:c", "b", 10*time.Second, false)
	wantLease(t, f.Node, "contest:c", "a", 10*time.Second, true)
	f.Advance(9 * time.Second)
	wantLease(t, f.Node, "contest:c", "b", 10*time.Second, false)
	f.Advance(2 * time.Second)
	second := wantLease(t, f.Node, "contest:c", "b", 10*time.Second, true)
	wantRelease(t, f.Node, "contest:c", "a", false)
	f.Advance(11 * time.Second)
	wantRelease(t, f.Node, "contest:c", "b", false)
	third := wantLease(t, f.Node, "contest:c", "b", time.Second, true)
	if second <= first || third <= second {
		t.Errorf("numbers %d, %d, %d do not rise", first, second, third)
	}
}
