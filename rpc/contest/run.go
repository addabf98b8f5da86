package contest

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// run is one contest on this node, from when somebody here reads it, or a
// minute before its start, until its end is recorded. Everything about it is
// found again from the store, so a run may begin in the middle, on any node,
// beside others.
//
//	load ─► freeze ─► open ─► tick, tick, … ─► close     own (stages.go): one goroutine
//	                  submissions ─► inbox ─► appender    another one, from the freeze on
type run struct {
	service *Service
	id      string
	topic   string
	wake    chan struct{} // makes own look again; holds one
	roster  *roster

	one     chan struct{} // held by who loads, freezes or recounts
	loaded  bool          // guarded by one
	contest atomic.Pointer[store.Contest]
	game    atomic.Pointer[game] // nil until the contest is frozen
	changes atomic.Int64         // times that the contest may have changed in the store
	seen    atomic.Int64         // changes that contest has in it
	over    atomic.Bool          // nothing more will happen here

	// Used by own alone.
	readAt      time.Time // when contest was last read, by the host's clock
	tickAt      time.Time // when the next tick may be, by the host's clock
	participant int64     // version of the last participantsUpdated
	published   int64     // version of the last leaderboardUpdated
	shown       int64     // version of the board at the last tick
	shownAt     time.Time // since when, by the host's clock

	heard heard // of what all nodes publish
}

// game is what a run has once its contest is frozen.
type game struct {
	*paper
	log       *logbook
	standings *standings
	inbox     *inbox
	appender  *appender
	clock     func() time.Time
	boarding  chan struct{} // held by who brings the board up to date
	recounted atomic.Bool   // the roster is that of after the start

	// Used by own alone.
	told      told
	following *submission // reading what others have appended; nil when done
	followAt  time.Time   // when to begin the next, by the host's clock
	greeted   bool        // standings know who was present at the freeze
}

// told is which events of a game this node no longer has to see to.
type told struct {
	started  bool
	question int // those before are told
	ended    bool
}

func newRun(s *Service, id string) *run {
	r := &run{service: s, id: id, topic: rpc.ContestTopic(schema.ID(id)), wake: make(chan struct{}, 1), one: make(chan struct{}, 1)}
	r.roster = newRoster(r.stir)
	r.heard.roster = r.roster
	return r
}

// stir makes own look again.
func (r *run) stir() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// alone waits for the right to load, freeze or recount, which done gives back.
func (r *run) alone(ctx context.Context) (done func(), err error) {
	select {
	case r.one <- struct{}{}:
		return func() { <-r.one }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// load reads the contest and who is registered, once.
func (r *run) load(ctx context.Context) error {
	done, err := r.alone(ctx)
	if err != nil {
		return err
	}
	defer done()
	if r.loaded {
		return nil
	}
	if err := r.read(ctx); err != nil {
		return err
	}
	places, err := r.service.places(ctx, r.id)
	if err != nil {
		return err
	}
	r.roster.replace(places)
	r.loaded = true
	return nil
}

// read reads the contest again.
func (r *run) read(ctx context.Context) error {
	changes := r.changes.Load()
	c, err := r.service.store.Contest(ctx, r.id)
	if err != nil {
		return fmt.Errorf("read contest: %w", err)
	}
	r.contest.Store(&c)
	r.seen.Store(changes)
	return nil
}

// changed says that contest may be no longer what the store has.
func (r *run) changed() { r.changes.Add(1) }

// stale says whether contest has to be read again before it is relied on.
func (r *run) stale() bool { return r.changes.Load() != r.seen.Load() }

// places are all registrations of a contest.
func (s *Service) places(ctx context.Context, contestID string) ([]store.Registration, error) {
	var all []store.Registration
	for after := ""; ; {
		part, err := s.store.Registrations(ctx, contestID, after, store.MaxLimit)
		if err != nil {
			return nil, fmt.Errorf("read registrations: %w", err)
		}
		all = append(all, part...)
		if len(part) < store.MaxLimit {
			return all, nil
		}
		after = part[len(part)-1].Participant
	}
}

// freeze makes the game of a contest that is open, freezing it unless it is.
func (r *run) freeze(ctx context.Context) (*game, error) {
	if g := r.game.Load(); g != nil {
		return g, nil
	}
	if err := r.load(ctx); err != nil {
		return nil, err
	}
	done, err := r.alone(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	if g := r.game.Load(); g != nil {
		return g, nil
	}
	p, err := r.service.freeze(ctx, *r.contest.Load())
	if err != nil {
		return nil, err
	}
	g, err := r.service.newGame(ctx, p, r.stir)
	if err != nil {
		return nil, err
	}
	r.contest.Store(&p.contest)
	if !r.service.begin(g.appender.run) {
		return nil, rpc.Refuse(schema.Draining)
	}
	r.game.Store(g)
	r.roster.engage()
	if r.over.Load() {
		g.inbox.close() // it ended meanwhile
	}
	return g, nil
}

// newGame reads the log of a frozen contest.
func (s *Service) newGame(ctx context.Context, p *paper, stir func()) (*game, error) {
	log, err := newLogbook(p, s.recalled)
	if err != nil {
		return nil, err
	}
	g := &game{paper: p, log: log, standings: newStandings(p.contest.Feedback == afterEnd), inbox: newInbox(), boarding: make(chan struct{}, 1)}
	g.appender = &appender{store: s.store, paper: p, inbox: g.inbox, log: log, stir: stir}
	if err := g.appender.read(ctx); err != nil {
		return nil, err
	}
	g.appender.synced = true
	now, err := s.clock.Read(ctx)
	if err != nil {
		return nil, err
	}
	g.clock = s.clock.Time
	if behind := log.at().At.Sub(now); behind > 0 {
		// The store's clock was set back while no node ran. The log knows better.
		g.clock = func() time.Time { return s.clock.Time().Add(behind) }
	}
	g.appender.now = g.clock
	return g, nil
}

// finish lets go of everything. What waits is still answered.
func (r *run) finish() {
	r.service.forget(r) // who comes now gets a new run, if one is needed
	r.over.Store(true)
	if g := r.game.Load(); g != nil {
		g.inbox.close()
	}
	r.roster.end()
	r.heard.close()
}

// memberOf is the participant that a user is, nil when the user is none.
func (r *run) memberOf(ctx context.Context, userID string) (*member, error) {
	if m := r.roster.of(userID); m != nil {
		return m, nil
	}
	place, err := r.service.placeOf(ctx, r.id, userID) // maybe registered on another node
	if err != nil || place == nil {
		return nil, err
	}
	return r.roster.add(*place), nil
}

// placeNamed is the registration that the log names so, nil when it is gone:
// then the user was deleted.
func (s *Service) placeNamed(ctx context.Context, contestID, participant string) (*store.Registration, error) {
	// The first one after everything but the last letter: participants are
	// random, so no other begins like it.
	part, err := s.store.Registrations(ctx, contestID, participant[:len(participant)-1], 1)
	if err != nil {
		return nil, fmt.Errorf("find registration: %w", err)
	}
	if len(part) == 0 || part[0].Participant != participant {
		return nil, nil
	}
	return &part[0], nil
}
