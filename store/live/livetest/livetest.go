// Package livetest holds the promises of package live as one suite for every
// implementation. An implementation's own test makes it run:
//
//	func TestLive(t *testing.T) {
//		livetest.Run(t, func(t *testing.T, o livetest.Options) livetest.Fixture { … })
//	}
//
// What an implementation cannot be asked, because it has no clock to move or
// no second node, is left out, and a line says so.
package livetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"prepwire/store/live"
)

// patience is how long a test waits for what must happen.
const patience = 3 * time.Minute

// Options say what a test wants of the bus.
type Options struct {
	MaxEvents int           // the bound of each log
	MaxAge    time.Duration // of an event
	MaxBytes  int           // of names and params in each log; 0 means live.LogBytes
}

// Node is what one node of a cluster offers.
type Node struct {
	Bus      live.Bus
	Presence live.Presence
	Limiter  live.Limiter
	Locker   live.Locker
}

// Fixture is an implementation under test. Functions that are nil say that
// the implementation cannot do that.
type Fixture struct {
	Node
	// Another returns one more node on the same state.
	Another func(t *testing.T) Node
	// Restart returns the node as it is after a restart that lost the logs.
	Restart func(t *testing.T) Node
	// Advance moves the clock of every node on. Time must not move otherwise.
	Advance func(time.Duration)
	// Forget drops at once all that the bus may drop in time.
	Forget func()
}

// Factory returns a Fixture in which nothing has happened, and has it closed
// at the end of the test.
type Factory func(t *testing.T, o Options) Fixture

// Run runs the suite.
func Run(t *testing.T, open Factory) {
	t.Run("Bus", func(t *testing.T) { runAll(t, open, busTests) })
	t.Run("Join", func(t *testing.T) { runAll(t, open, joinTests) })
	t.Run("Presence", func(t *testing.T) { runAll(t, open, presenceTests) })
	t.Run("Limiter", func(t *testing.T) { runAll(t, open, limiterTests) })
	t.Run("Locker", func(t *testing.T) { runAll(t, open, lockerTests) })
}

// test is one promise.
type test struct {
	name    string
	options Options // zero: 1000 events, 24 hours
	needs   need
	run     func(t *testing.T, f Fixture)
}

// need is what a test cannot do without.
type need int

const (
	clock   need = 1 << iota // Fixture.Advance
	restart                  // Fixture.Restart
	forget                   // Fixture.Forget
	second                   // Fixture.Another
)

func runAll(t *testing.T, open Factory, tests []test) {
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.options == (Options{}) {
				tt.options = Options{MaxEvents: 1000, MaxAge: 24 * time.Hour}
			}
			f := open(t, tt.options)
			if why := f.lacks(tt.needs); why != "" {
				fmt.Printf("livetest: left out %s: %s\n", t.Name(), why)
				return
			}
			tt.run(t, f)
		})
	}
}

// lacks says why a test with those needs cannot run, or nothing.
func (f Fixture) lacks(n need) string {
	switch {
	case n&clock != 0 && f.Advance == nil:
		return "the implementation has no clock to move"
	case n&restart != 0 && f.Restart == nil:
		return "the implementation cannot be restarted here"
	case n&forget != 0 && f.Forget == nil:
		return "the implementation cannot be made to forget"
	case n&second != 0 && f.Another == nil:
		return "the implementation has one node only"
	}
	return ""
}

// nodes returns two nodes on the same state, or the same one twice.
func (f Fixture) nodes(t *testing.T) []Node {
	if f.Another == nil {
		return []Node{f.Node, f.Node}
	}
	return []Node{f.Node, f.Another(t)}
}

// together runs f with 0 to n-1 at once and reports every error.
func together(t *testing.T, n int, f func(i int) error) {
	t.Helper()
	var (
		wg   sync.WaitGroup
		errs = make([]error, n)
	)
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("%d of %d at once: %v", i, n, err)
		}
	}
}

// eventually tries until it succeeds.
func eventually(t *testing.T, what string, try func() error) {
	t.Helper()
	tick, late := time.NewTicker(20*time.Millisecond), time.After(patience)
	defer tick.Stop()
	for {
		err := try()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("%s: %v", what, err)
		}
	}
}

// wantErr checks that an error is the one wanted.
func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error %v, want %v", what, err, want)
	}
}

// cancelled returns a context that has ended.
func cancelled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
