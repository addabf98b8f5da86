package rpc

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/store/live"
	"prepwire/store/live/memory"
)

// farPresence takes a while for each word, and no words while it is away.
type farPresence struct {
	live.Presence
	away, hangs atomic.Bool
	words       atomic.Int64
}

func (p *farPresence) word(ctx context.Context) error {
	p.words.Add(1)
	select {
	case <-time.After(time.Millisecond):
	case <-ctx.Done():
	}
	if p.hangs.Load() {
		<-ctx.Done()
	}
	if p.away.Load() {
		return fmt.Errorf("away: %w", live.ErrUnavailable)
	}
	return ctx.Err()
}

func (p *farPresence) Enter(ctx context.Context, group, id, info string, ttl time.Duration) (bool, error) {
	if err := p.word(ctx); err != nil {
		return false, err
	}
	return p.Presence.Enter(ctx, group, id, info, ttl)
}

func (p *farPresence) Members(ctx context.Context, group string, limit int) ([]live.Member, error) {
	if err := p.word(ctx); err != nil {
		return nil, err
	}
	return p.Presence.Members(ctx, group, limit)
}

func (p *farPresence) Leave(ctx context.Context, group, id string) (bool, error) {
	if err := p.word(ctx); err != nil {
		return false, err
	}
	return p.Presence.Leave(ctx, group, id)
}

// siteNodes are nodes that share a presence and have met.
type siteNodes struct {
	far   *farPresence
	nodes []*sites
}

func withSites(t *testing.T, nodes, limit int, test func(t *testing.T, h *siteNodes)) {
	synctest.Test(t, func(t *testing.T) {
		h := &siteNodes{far: &farPresence{Presence: memory.NewPresence(memory.Options{})}}
		for range nodes {
			h.nodes = append(h.nodes, newSites(limit, h.far, slog.New(slog.DiscardHandler)))
		}
		defer func() {
			for _, s := range h.nodes {
				s.close()
			}
		}()
		time.Sleep(metEvery + time.Second) // of the test's clock, as all below
		test(t, h)
	})
}

// come has n connections come from an address to each node at once, and returns
// how many each let in.
func (h *siteNodes) come(addr netip.Addr, n ...int) (let []int) {
	in := make([]atomic.Int64, len(n))
	var all sync.WaitGroup
	for node, many := range n {
		for range many {
			all.Go(func() {
				if h.nodes[node].enter(addr).status == 0 {
					in[node].Add(1)
				}
			})
		}
	}
	all.Wait()
	for i := range in {
		let = append(let, int(in[i].Load()))
	}
	return let
}

func (h *siteNodes) leave(node int, addr netip.Addr, n int) {
	for range n {
		h.nodes[node].leave(addr)
	}
	synctest.Wait()
	time.Sleep(100 * time.Millisecond) // the words
}

var school = netip.MustParseAddr("192.0.2.1")

func sum(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// However many come at once to whichever nodes, together they let in the limit,
// and to ask for thousands takes few words.
func TestSitesHoldTogether(t *testing.T) {
	withSites(t, 3, 2000, func(t *testing.T, h *siteNodes) {
		before := h.far.words.Load()
		first := h.come(school, 500, 500, 500)
		if sum(first) != 1500 {
			t.Errorf("%v of 1500 were let in", first)
		}
		total := sum(first) + sum(h.come(school, 4000, 4000, 500))
		for range 5 { // two that ask at once may both be refused
			total += sum(h.come(school, 50)) + sum(h.come(school, 0, 50))
		}
		if total != 2000 {
			t.Errorf("%d were let in", total)
		}
		if words := h.far.words.Load() - before; words > 500 {
			t.Errorf("%d words for 10,500 connections", words)
		}
		if got := h.come(netip.MustParseAddr("192.0.2.2"), 1, 1, 1); sum(got) != 3 {
			t.Errorf("of another address %v were let in", got)
		}
	})
}

// A place that one node gives up is another's.
func TestSitesGiveBack(t *testing.T) {
	withSites(t, 2, 10, func(t *testing.T, h *siteNodes) {
		if got := h.come(school, 10); sum(got) != 10 {
			t.Fatalf("%v were let in", got)
		}
		if d := h.nodes[1].enter(school); d != full {
			t.Fatalf("an eleventh: %+v", d)
		}
		h.leave(0, school, 4)
		if got := h.come(school, 0, 5); got[1] != 4 {
			t.Errorf("%v were let in to 4 places", got)
		}
		h.leave(0, school, 6)
		h.leave(1, school, 4)
		if n, err := h.far.Count(t.Context(), siteGroup(school.String())); err != nil || n != 0 {
			t.Errorf("%d nodes are still spoken of, %v", n, err)
		}
		for i, s := range h.nodes {
			s.mu.Lock()
			if len(s.open) != 0 || len(s.shared) != 0 {
				t.Errorf("node %d remembers %v and %v", i, s.open, s.shared)
			}
			s.mu.Unlock()
		}
	})
}

// The connections of a node that dies do not count for long, so that those who
// come back find a place.
func TestSitesForgetTheDead(t *testing.T) {
	withSites(t, 2, 100, func(t *testing.T, h *siteNodes) {
		h.come(school, 80)
		dead := h.nodes[0]
		dead.mu.Lock()
		dead.closed = true // it says no more
		dead.mu.Unlock()
		dead.presence = &farPresence{Presence: memory.NewPresence(memory.Options{})}
		if got := h.come(school, 0, 80); got[1] != 20 {
			t.Errorf("%v were let in beside 80", got)
		}
		time.Sleep(metFor + 2*metEvery)
		if got := h.come(school, 0, 60); got[1] != 60 {
			t.Errorf("%v were let in after the other node's death", got)
		}
		late := newSites(100, h.far, slog.New(slog.DiscardHandler)) // never met the dead, whose word is still there
		h.nodes = append(h.nodes, late)
		time.Sleep(2 * metEvery)
		got := h.come(school, 0, 0, 3)
		time.Sleep(2 * metEvery)
		if more := h.come(school, 0, 0, 37); got[2]+more[2] != 20 {
			t.Errorf("a new node let %v and %v in beside 80", got, more)
		}
	})
}

// The connections of a node that has just come count from the first.
func TestSitesOfANewNode(t *testing.T) {
	withSites(t, 1, 10, func(t *testing.T, h *siteNodes) {
		h.nodes = append(h.nodes, newSites(10, h.far, slog.New(slog.DiscardHandler)))
		if got := h.come(school, 0, 8); got[1] != 8 {
			t.Fatalf("%v were let in", got)
		}
		if got := h.come(school, 8); got[0] != 2 {
			t.Errorf("%v were let in beside 8", got)
		}
	})
}

// While the presence is away each node counts its own, and waits only once a
// second; afterwards the limit holds for all again, also if all was forgotten.
func TestSitesWithoutThePresence(t *testing.T) {
	for _, how := range []string{"away", "hangs"} {
		t.Run(how, func(t *testing.T) {
			withSites(t, 2, 10, func(t *testing.T, h *siteNodes) {
				h.come(school, 6)
				fault := &h.far.away
				if how == "hangs" {
					fault = &h.far.hangs
				}
				fault.Store(true)
				began := time.Now()
				if got := h.come(school, 10, 10); got[0] != 4 || got[1] != 10 {
					t.Errorf("%v were let in while each counted its own", got)
				}
				for range 5 {
					h.come(school, 1, 1)
				}
				other := netip.MustParseAddr("192.0.2.2")
				if got := h.come(other, 1, 1); sum(got) != 2 {
					t.Errorf("%v were let in from another address", got)
				}
				if d := time.Since(began); d > 2*exchangeWithin {
					t.Errorf("it took %v", d)
				}
				h.leave(1, school, 10)
				h.leave(0, school, 2)
				h.far.Presence = memory.NewPresence(memory.Options{})
				fault.Store(false)
				time.Sleep(exchangeRest + 2*metEvery)
				if got := h.come(school, 0, 10); got[1] != 2 {
					t.Errorf("%v were let in beside 8", got)
				}
			})
		})
	}
}

// What a presence forgot is said again within two meetings.
func TestSitesForgotten(t *testing.T) {
	withSites(t, 2, 10, func(t *testing.T, h *siteNodes) {
		h.come(school, 9)
		for _, group := range []string{siteGroup(school.String()), sitesGroup} {
			members, err := h.far.Presence.Members(t.Context(), group, 10)
			if err != nil || len(members) == 0 {
				t.Fatal(members, err)
			}
			for _, m := range members {
				if _, err := h.far.Presence.Leave(t.Context(), group, m.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		time.Sleep(2 * metEvery)
		if got := h.come(school, 0, 5); got[1] != 1 {
			t.Errorf("%v were let in beside 9", got)
		}
	})
}

// Nothing is said of the few connections that most addresses have, and together
// they exceed the limit by no more than a fiftieth.
func TestSitesOfFewAreNotSpokenOf(t *testing.T) {
	withSites(t, 4, 2000, func(t *testing.T, h *siteNodes) {
		before := h.far.words.Load()
		if got := h.come(school, 10, 10, 10, 10); sum(got) != 40 {
			t.Errorf("%v were let in", got)
		}
		if words := h.far.words.Load() - before; words != 0 {
			t.Errorf("%d words", words)
		}
		total := 40
		for range 3 {
			total += sum(h.come(school, 5000))
		}
		if total < 2000 || total > 2040 {
			t.Errorf("%d were let in", total)
		}
		h.leave(0, school, total-40+6)
		if n, err := h.far.Count(t.Context(), siteGroup(school.String())); err != nil || n != 0 {
			t.Errorf("%d nodes are still spoken of, %v", n, err)
		}
	})
}

// A count of 0 is no limit, and nothing is kept.
func TestSitesWithoutALimit(t *testing.T) {
	withSites(t, 2, 0, func(t *testing.T, h *siteNodes) {
		if got := h.come(school, 100, 100); sum(got) != 200 {
			t.Errorf("%v were let in", got)
		}
		h.leave(0, school, 100)
		if words, open := h.far.words.Load(), len(h.nodes[0].open); words != 0 || open != 0 {
			t.Errorf("%d words, %d addresses", words, open)
		}
	})
}
