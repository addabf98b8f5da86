package rpc

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"prepwire/store/live"
)

// sites holds connections to LIMIT_CONNS_PER_ADDRESS, by addressKey. Where nodes
// share a Presence it holds for all of them together: of each address a node
// tells the others how many connections it has, and hears how many they have,
// before one more is let in. What is said of one address is said in rounds, one
// after the other, so that a thousand who come from it at once are one round.
//
// Addresses of few connections, which most are, are not spoken of: together the
// nodes so let in up to a fiftieth more than the limit. A node that cannot reach
// the presence counts its own. It is safe for concurrent use.
type sites struct {
	limit    int           // 0: nothing is counted
	presence live.Presence // nil: only this node counts
	self     string
	log      *slog.Logger
	ctx      context.Context // ends with close
	stop     context.CancelFunc
	turns    chan struct{}  // taken while one speaks
	work     sync.WaitGroup // those who speak, and keep

	mu     sync.Mutex       // guards what follows
	open   map[string]int   // connections of this node by address
	shared map[string]*site // addresses that are spoken of
	nodes  map[string]bool  // that were met: whether they live
	rests  time.Time        // until then nobody is asked
	closed bool
}

// site is an address that is spoken of.
type site struct {
	told    int    // connections that the others know of; unsure: they may know anything
	running bool   // a round
	next    *round // of those who wait for the round after; nil when nobody does
}

const unsure = -1

// round decides about connections that wait to be let in.
type round struct {
	asking  int           // how many they are
	refused int           // how many of them have still to hear that they are too many; guarded by sites.mu
	done    chan struct{} // closed once it is known
}

// full refuses a connection from an address that has too many.
var full = denial{http.StatusTooManyRequests, "LIMIT_CONNS_PER_ADDRESS", time.Second}

// newSites counts until close. A presence of nil, or a limit that is not
// positive, leaves the other nodes out.
func newSites(limit int, presence live.Presence, log *slog.Logger) *sites {
	s := &sites{limit: limit, self: newID(), log: log, turns: make(chan struct{}, siteWords),
		open: map[string]int{}, shared: map[string]*site{}, nodes: map[string]bool{}}
	s.ctx, s.stop = context.WithCancel(context.Background())
	if presence != nil && limit > 0 {
		s.presence = presence
		s.work.Go(s.keep)
	}
	return s
}

// enter counts a connection, or says why there is no place for it. It waits
// while the other nodes are asked, exchangeWithin twice at most.
func (s *sites) enter(addr netip.Addr) denial {
	if s.limit <= 0 {
		return denial{}
	}
	key := addressKey(addr)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[key] >= s.limit {
		return full
	}
	s.open[key]++
	r := s.askLocked(key)
	if r == nil {
		return denial{}
	}
	s.mu.Unlock()
	<-r.done
	s.mu.Lock()
	if r.refused == 0 {
		return denial{}
	}
	r.refused--
	return full
}

// leave counts a connection no longer. It does not wait.
func (s *sites) leave(addr netip.Addr) {
	if s.limit <= 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := addressKey(addr)
	s.dropLocked(key, 1)
	if st := s.shared[key]; st != nil {
		s.speakLocked(key, st)
	}
}

func (s *sites) dropLocked(key string, n int) {
	if s.open[key] -= n; s.open[key] <= 0 {
		delete(s.open, key)
	}
}

// askLocked has the other nodes asked about an address. It returns nil when that
// is not worth it, or cannot be.
func (s *sites) askLocked(key string) *round {
	if s.presence == nil || s.open[key] <= s.fewLocked() || s.silentLocked() {
		return nil
	}
	st := s.siteLocked(key)
	if st.next == nil {
		st.next = &round{done: make(chan struct{})}
	}
	st.next.asking++
	r := st.next
	s.speakLocked(key, st)
	return r
}

func (s *sites) siteLocked(key string) *site {
	st := s.shared[key]
	if st == nil {
		st = &site{}
		s.shared[key] = st
	}
	return st
}

// fewLocked is how many connections of an address a node keeps to itself: those
// of all nodes together are a fiftieth of the limit.
func (s *sites) fewLocked() int {
	living := 0
	for _, lives := range s.nodes {
		if lives {
			living++
		}
	}
	return s.limit / 50 / max(1, living)
}

func (s *sites) silentLocked() bool { return s.closed || time.Now().Before(s.rests) }
