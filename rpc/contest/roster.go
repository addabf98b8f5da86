package contest

import (
	"maps"
	"slices"
	"sync"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// member is a participant as this node knows it.
type member struct {
	userID, name, participant string

	// roster.mu guards what follows.
	joined    bool       // the store knows that the user has joined
	readings  []*reading // of its connections to this node
	refreshed time.Time  // when presence was last told of it
}

// reading is one connection's reading of a contest.
type reading struct {
	peer    rpc.Peer
	release func() // ends the engagement, if any
}

func (g *reading) free() {
	if g.release != nil {
		g.release()
		g.release = nil
	}
}

// movement is something that presence and the others are to be told of.
type movement struct {
	member *member
	what   schema.Movement
}

// newcomer is a connection that reads from now on, and the version of the board
// that it was shown before.
type newcomer struct {
	peer  rpc.Peer
	board int64
}

// maxMovements bounds what waits to be told: what is beyond is counted, not
// named.
const maxMovements = 100_000

// roster is who takes part in a contest, and which connections of this node
// read it.
type roster struct {
	mu            sync.RWMutex // guards what follows
	stirred       func()       // called when something is to be told; does not wait
	byUser        map[string]*member
	byParticipant map[string]*member
	present       map[*member]bool // those with readings
	arrived       map[*member]bool // those of whom the store may not know yet that they have joined; true: present or not
	spectators    int              // readings of others
	newcomers     []newcomer       // since takeNewcomers
	moves         []movement       // since takeMoves
	dirty         bool             // the counts may have changed since takeMoves
	engaging      bool             // connections of participants are to be pinged
	over          bool             // nothing changes any more
}

func newRoster(stirred func()) *roster {
	return &roster{stirred: stirred, byUser: map[string]*member{}, byParticipant: map[string]*member{}, present: map[*member]bool{}, arrived: map[*member]bool{}}
}

// add takes a registration and returns who it is, nil once the roster is over.
// One that is known stays as it is.
func (r *roster) add(place store.Registration) *member {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.addLocked(place)
}

func (r *roster) addLocked(p store.Registration) *member {
	if r.over {
		return nil
	}
	m := r.byUser[p.UserID]
	if m != nil && m.participant == p.Participant {
		m.joined = m.joined || !p.JoinedAt.IsZero()
		return m
	}
	if m != nil {
		r.removeLocked(m)
	}
	m = &member{userID: p.UserID, name: p.Name, participant: p.Participant, joined: !p.JoinedAt.IsZero()}
	r.byUser[p.UserID], r.byParticipant[p.Participant] = m, m
	return m
}

// remove takes a registration out that was given back.
func (r *roster) remove(p store.Registration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m := r.byUser[p.UserID]; m != nil && m.participant == p.Participant {
		r.removeLocked(m)
	}
}

// removeMember takes a member out who turns out to have no place.
func (r *roster) removeMember(m *member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byUser[m.userID] == m {
		r.removeLocked(m)
	}
}

func (r *roster) removeLocked(m *member) {
	delete(r.byUser, m.userID)
	delete(r.byParticipant, m.participant)
	delete(r.arrived, m)
	for _, g := range m.readings {
		g.free()
	}
	m.readings = nil
	r.departLocked(m)
	r.dirty = true
}

// departLocked notes that a member has no reading any more.
func (r *roster) departLocked(m *member) {
	if r.present[m] {
		delete(r.present, m)
		r.moveLocked(m, left)
	}
}

// replace takes all registrations of a contest: those that are no longer there
// were given back on another node.
func (r *roster) replace(places []store.Registration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return
	}
	still := make(map[string]bool, len(places))
	for _, p := range places {
		still[p.Participant] = true
		r.addLocked(p)
	}
	for _, m := range r.byUser {
		if !still[m.participant] {
			r.removeLocked(m)
		}
	}
}

// of is the member that a user is, or nil.
func (r *roster) of(userID string) *member {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.byUser[userID]
}

// named is the member that the log names so, or nil.
func (r *roster) named(participant string) *member {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.byParticipant[participant]
}

// stir makes the counts be told anew.
func (r *roster) stir() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dirty = true
	r.stirred()
}

// enter is the watch of a participant's connection. It is refused once the
// roster is over: then there is a newer run, or none is needed.
func (r *roster) enter(place store.Registration, n newcomer) (ended func(), ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return nil, false
	}
	m := r.addLocked(place)
	g := &reading{peer: n.peer}
	if r.engaging {
		g.release = n.peer.Engage()
	}
	r.greetLocked(n)
	m.readings = append(m.readings, g)
	if !r.present[m] {
		r.present[m] = true
		m.refreshed = time.Time{}
		r.arriveLocked(m)
		r.moveLocked(m, joined)
	}
	return func() { r.leave(m, g) }, true
}

func (r *roster) leave(m *member, g *reading) {
	r.mu.Lock()
	defer r.mu.Unlock()
	g.free()
	if i := slices.Index(m.readings, g); i >= 0 {
		m.readings = slices.Delete(m.readings, i, i+1)
	}
	if len(m.readings) == 0 && !r.over {
		m.readings = nil
		r.departLocked(m)
	}
}

// spectate is the watch of any other connection, refused as enter is.
func (r *roster) spectate(n newcomer) (ended func(), ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return nil, false
	}
	r.spectators++
	r.greetLocked(n)
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.spectators--
		r.stirred()
	}, true
}

// greetLocked notes a connection that may have missed a board.
func (r *roster) greetLocked(n newcomer) {
	r.newcomers = append(r.newcomers, n)
	r.stirred()
}

// takeNewcomers returns who has come since it was last called.
func (r *roster) takeNewcomers() []newcomer {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := r.newcomers
	r.newcomers = nil
	return n
}

// close makes an idle roster over, and reports whether it is.
func (r *roster) close() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = r.over || r.idleLocked()
	return r.over
}

// idle says whether nobody of this node reads the contest.
func (r *roster) idle() bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.idleLocked()
}

func (r *roster) idleLocked() bool {
	return len(r.present) == 0 && r.spectators == 0 && len(r.moves) == 0
}

func (r *roster) moveLocked(m *member, what schema.Movement) {
	r.dirty = true
	if len(r.moves) < maxMovements {
		r.moves = append(r.moves, movement{m, what})
	}
	r.stirred()
}

// takeMoves returns what has happened since it was last called, and whether
// the counts may have changed.
func (r *roster) takeMoves() (moves []movement, dirty bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	moves, dirty = r.moves, r.dirty
	r.moves, r.dirty = nil, false
	return moves, dirty
}

// hasNews says whether something is to be told.
func (r *roster) hasNews() bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.dirty || len(r.moves) > 0 || len(r.newcomers) > 0
}

// engage has the connections of participants pinged from now on.
func (r *roster) engage() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.engaging || r.over {
		return
	}
	r.engaging = true
	for m := range r.present {
		for _, g := range m.readings {
			g.release = g.peer.Engage()
		}
	}
}

// end lets go of everybody. Connections that go on reading keep the roster, so
// it keeps nothing.
func (r *roster) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for m := range r.present {
		for _, g := range m.readings {
			g.free()
		}
	}
	r.over, r.stirred = true, func() {}
	r.byUser, r.byParticipant, r.present, r.arrived, r.newcomers, r.moves = nil, nil, nil, nil, nil, nil
}

// stale returns up to n present members of whom presence was not told since a
// time, and takes it that it is told now.
func (r *roster) stale(since, now time.Time, n int) []*member {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []*member
	for m := range r.present {
		if len(out) == n {
			break
		}
		if m.refreshed.Before(since) {
			m.refreshed = now
			out = append(out, m)
		}
	}
	return out
}

// untold takes it that presence was not told of members after all.
func (r *roster) untold(members []*member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range members {
		m.refreshed = time.Time{}
	}
}

// contradict has presence and everybody told that a user is here, if so: a node
// that the user left has said otherwise.
func (r *roster) contradict(userID string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m := r.byUser[userID]; m != nil && r.present[m] {
		m.refreshed = time.Time{}
		r.moveLocked(m, joined)
	}
}

// gone are the users among those who left who have not come back.
func (r *roster) gone(moves []movement) []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var users []string
	for _, m := range moves {
		if m.what == left && !r.present[m.member] {
			users = append(users, m.member.userID)
		}
	}
	return users
}

// everyone are the present members.
func (r *roster) everyone() []*member {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.Collect(maps.Keys(r.present))
}

// peersOf appends the connections of a participant to into.
func (r *roster) peersOf(participant string, into []rpc.Peer) []rpc.Peer {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if m := r.byParticipant[participant]; m != nil {
		for _, g := range m.readings {
			if !slices.Contains(into, g.peer) {
				into = append(into, g.peer)
			}
		}
	}
	return into
}

// What members do.
const (
	joined   schema.Movement = "joined"
	left     schema.Movement = "left"
	finished schema.Movement = "completed"
)

// retell makes the counts be told again.
func (r *roster) retell() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dirty = true
}
