package rpc

import (
	"context"
	"strconv"
	"time"
)

const (
	sitesGroup     = "gateways"             // of the nodes that count connections
	siteWords      = 64                     // addresses that are spoken of at once
	exchangeWithin = 250 * time.Millisecond // of one round
	exchangeRest   = time.Second            // after one that failed
	metEvery       = 2 * time.Second        // how often nodes look for each other
	metFor         = 6 * time.Second        // after which one that was not met is dead
	metMany        = 1000                   // nodes
	refreshedEvery = 30                     // meetings: what was said of an address is said again
)

// siteGroup names what is said of an address. The key is an address as netip
// writes it, whatever the client's header said.
func siteGroup(key string) string { return "address:" + key }

// speakLocked begins to speak of an address, unless somebody does.
func (s *sites) speakLocked(key string, st *site) {
	if !st.running && !s.silentLocked() {
		st.running = true
		s.work.Go(func() { s.speak(key, st) })
	}
}

// speak goes on until everything is said of an address.
func (s *sites) speak(key string, st *site) {
	s.turns <- struct{}{} // those before give theirs back within exchangeWithin a round
	defer func() { <-s.turns }()
	for {
		r, n, ok := s.begin(key, st)
		if !ok {
			return
		}
		others, err := s.exchange(key, n)
		if err != nil {
			s.log.Debug("count connections of an address on all nodes", "err", err) // health says it
		}
		s.end(key, st, r, n, others, err)
	}
}

// begin returns what is to be said next, and who waits for it.
func (s *sites) begin(key string, st *site) (r *round, n int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n = s.open[key]; n <= s.fewLocked()/2 { // not at once, or it would come and go
		n = 0
	}
	r, st.next = st.next, nil
	if r == nil && n == st.told || s.silentLocked() {
		st.running = false
		if st.told == 0 && n == 0 {
			delete(s.shared, key)
		}
		if r != nil { // nobody is asked
			close(r.done)
		}
		return nil, 0, false
	}
	return r, n, true
}

// end decides about those who wait. Those refused count no longer, before the
// next round begins.
func (s *sites) end(key string, st *site, r *round, n, others int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.rests = time.Now().Add(exchangeRest)
		st.told = unsure
	} else {
		st.told = n
	}
	if r == nil {
		return
	}
	if err == nil {
		r.refused = min(max(0, n+others-s.limit), r.asking)
		s.dropLocked(key, r.refused)
	}
	close(r.done)
}

// exchange tells the others how many connections of an address this node has,
// and returns how many they have. Of two nodes that do so at once the later one
// hears of the other: together they never let in too many.
func (s *sites) exchange(key string, n int) (others int, err error) {
	ctx, cancel := context.WithTimeout(s.ctx, exchangeWithin)
	defer cancel()
	group := siteGroup(key)
	if n == 0 {
		_, err := s.presence.Leave(ctx, group, s.self)
		return 0, err
	}
	if _, err := s.presence.Enter(ctx, group, s.self, strconv.Itoa(n), countedFor); err != nil {
		return 0, err
	}
	members, err := s.presence.Members(ctx, group, metMany)
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range members {
		lives, met := s.nodes[m.ID]
		if !met { // it has just come, or it died before this node came: the next meeting shows
			s.nodes[m.ID], lives = true, true
		}
		if has, err := strconv.Atoi(m.Info); err == nil && lives && m.ID != s.self {
			others += has
		}
	}
	return others, nil
}

// keep looks for the other nodes, and says again what may be forgotten.
func (s *sites) keep() {
	tick := time.NewTicker(metEvery)
	defer tick.Stop()
	for i := 0; ; i++ {
		forgotten := s.meet()
		s.refresh(i > 0 && (forgotten || i%refreshedEvery == 0))
		select {
		case <-tick.C:
		case <-s.ctx.Done():
			leaving, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), exchangeWithin)
			defer cancel()
			_, _ = s.presence.Leave(leaving, sitesGroup, s.self) // else time does it
			return
		}
	}
}

// meet learns which nodes live. It reports whether this node was not among them:
// the presence has lost what it knew, or could not be reached for long.
func (s *sites) meet() (forgotten bool) {
	ctx, cancel := context.WithTimeout(s.ctx, metEvery)
	defer cancel()
	forgotten, err := s.presence.Enter(ctx, sitesGroup, s.self, "", metFor)
	if err != nil {
		return false
	}
	members, err := s.presence.Members(ctx, sitesGroup, metMany)
	if err != nil {
		return forgotten
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.nodes) > 2*metMany {
		clear(s.nodes)
	}
	for id := range s.nodes {
		s.nodes[id] = false
	}
	for _, m := range members {
		s.nodes[m.ID] = true
	}
	return forgotten
}

// refresh says what could not be said, or everything.
func (s *sites) refresh(everything bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if everything {
		for _, st := range s.shared {
			st.told = unsure
		}
		few := s.fewLocked()
		for key, n := range s.open {
			if n > few {
				s.siteLocked(key) // more nodes have come
			}
		}
	}
	for key, st := range s.shared {
		s.speakLocked(key, st)
	}
}

// close ends what is being said. Connections may go on to come and leave, of
// which nobody is told.
func (s *sites) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	s.work.Wait()
}
