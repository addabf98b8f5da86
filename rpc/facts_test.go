package rpc_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/rpc"
)

// Those of one user come in order, whatever others do, and a listener that
// panics takes nothing from the next.
func TestFactsOfAUserComeInOrder(t *testing.T) {
	const users, each = 9, 200
	f := rpc.NewFacts(nil)
	var mu sync.Mutex
	heard := map[string][]string{}
	var all sync.WaitGroup
	all.Add(users * each)
	f.Listen(func(context.Context, rpc.Answered) { panic("a listener that fails") })
	f.Listen(func(_ context.Context, a rpc.Answered) {
		mu.Lock()
		heard[a.UserID] = append(heard[a.UserID], a.AttemptID)
		mu.Unlock()
		all.Done()
	})
	f.Start()
	defer f.Close()
	var tellers sync.WaitGroup
	var want []string
	for i := range each {
		want = append(want, fmt.Sprint(i))
	}
	for u := range users {
		tellers.Go(func() {
			for _, id := range want {
				f.Tell(t.Context(), rpc.Answered{UserID: fmt.Sprint("user", u), AttemptID: id})
			}
		})
	}
	tellers.Wait()
	all.Wait()
	for user, ids := range heard {
		if !slices.Equal(ids, want) {
			t.Errorf("%s: heard %v", user, ids)
		}
	}
}

// Whoever tells does not hang on a listener that does: neither when its own
// time is over nor when the node stops.
func TestFactsDoNotHoldUpWhoTells(t *testing.T) {
	f := rpc.NewFacts(nil)
	stuck := make(chan struct{})
	var once sync.Once
	f.Listen(func(ctx context.Context, _ rpc.Answered) {
		once.Do(func() { close(stuck) })
		<-ctx.Done()
	})
	f.Start()
	f.Tell(t.Context(), rpc.Answered{UserID: "ann"})
	<-stuck
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for range 3000 { // more than wait in all lanes
		f.Tell(over, rpc.Answered{UserID: "ann"})
	}
	f.Close()
	f.Tell(t.Context(), rpc.Answered{UserID: "ann"})
	f.Close()
}

// Thousands of answers of a contest do not hold up an answer in practice, neither
// who tells of it nor who hears of it.
func TestAnswersOfContestsLetOthersGoFirst(t *testing.T) {
	f := rpc.NewFacts(nil)
	defer f.Close()
	next, heard := make(chan struct{}), make(chan rpc.Answered)
	f.Listen(func(ctx context.Context, a rpc.Answered) {
		select {
		case <-next:
			heard <- a
		case <-ctx.Done():
		}
	})
	for range 1024 { // as many as wait in a lane
		f.Tell(t.Context(), rpc.Answered{UserID: "ann", Contest: true})
	}
	f.Tell(t.Context(), rpc.Answered{UserID: "ann", AttemptID: "practice"})
	f.Start()
	next <- struct{}{}
	if a := <-heard; a.AttemptID != "practice" {
		t.Errorf("heard of %+v first", a)
	}
}

// An answer in practice is replied to although nobody is told any more.
func TestAFullLaneDoesNotHoldUpAReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := rpc.NewFacts(nil)
		for range 1024 {
			f.Tell(t.Context(), rpc.Answered{UserID: "ann"})
		}
		began := time.Now()
		f.Tell(t.Context(), rpc.Answered{UserID: "ann"})
		if took := time.Since(began); took > time.Second {
			t.Errorf("waited for %v", took)
		}
		f.Close()
	})
}
