package contest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/contest/board"
	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
	"prepwire/store"
)

const (
	tickEvery   = 250 * time.Millisecond
	tickShare   = 8               // a tick is followed by a pause of this many times its own length
	tickSlowest = 2 * time.Second // but no longer one
	followIdly  = 2 * time.Second // between readings of the log while nobody here reads the contest
	boardLate   = 2 * time.Second // a board that nobody has told is told by whoever has it
)

// tick brings the board up to date and tells everybody what has changed, but
// not before the last tick is long enough ago. It says when the next may be.
// g is nil until the contest is frozen.
func (r *run) tick(ctx context.Context, g *game, now time.Time) (wait time.Duration, err error) {
	began := time.Now()
	if left := r.tickAt.Sub(began); left > 0 {
		return left, nil
	}
	if err := r.heard.listen(ctx, r.service.bus, r.topic); err != nil {
		r.service.logger.Warn("hear of the contest", "contest", r.id, "err", err) // each node then tells its own
	}
	if g != nil {
		r.follow(g)
		if err := r.board(ctx, g); err != nil {
			return 0, err
		}
		r.greet(g)
		r.tellBoard(ctx, g)
		r.tellStandings(g, now)
	} else {
		r.roster.takeNewcomers() // there is no board yet
	}
	if err := r.tellParticipants(ctx, g, now); err != nil {
		r.service.logger.Warn("tell of participants", "contest", r.id, "err", err) // the next tick says it
	}
	took := time.Since(began)
	r.service.metrics.ticks.Observe(took.Seconds())
	wait = min(max(tickEvery, tickShare*took), tickSlowest)
	r.tickAt = time.Now().Add(wait)
	return wait, nil
}

// follow has the appender read what other nodes have appended. It does not
// wait for it.
func (r *run) follow(g *game) {
	now := time.Now()
	if g.following != nil {
		select {
		case v := <-g.following.done:
			if v.err != nil {
				r.service.logger.Warn("follow the log", "contest", r.id, "err", v.err)
			}
			g.following = nil
		default:
			return
		}
	}
	if now.Before(g.followAt) {
		return
	}
	g.followAt = now
	if r.roster.idle() {
		g.followAt = now.Add(followIdly)
	}
	g.following = &submission{kind: followLog, done: make(chan verdict, 1)}
	if _, over := g.inbox.put(g.following); over {
		g.following = nil
	}
}

// board takes what was answered onto the board. Any number may call it: what
// was in the log before is on the board when it returns.
func (r *run) board(ctx context.Context, g *game) error {
	select {
	case g.boarding <- struct{}{}:
		defer func() { <-g.boarding }()
	case <-ctx.Done():
		return ctx.Err()
	}
	tallies, head := g.log.takeTouched()
	entries, err := r.named(ctx, tallies)
	if err != nil {
		g.log.touch(tallies)
		return err
	}
	g.standings.set(entries, head.Position)
	return nil
}

// named finds out who the log's participants are.
func (r *run) named(ctx context.Context, tallies []scoring.Tally) ([]board.Entry, error) {
	entries := make([]board.Entry, len(tallies))
	for i, t := range tallies {
		m := r.roster.named(t.Participant)
		if m == nil {
			place, err := r.service.placeNamed(ctx, r.id, t.Participant)
			if err != nil {
				return nil, err
			}
			if place != nil {
				m = r.roster.add(*place)
			}
		}
		entries[i] = board.Entry{Tally: t}
		if m != nil {
			entries[i].UserID, entries[i].Name = m.userID, m.name
			r.roster.attend(m)
		}
	}
	return entries, nil
}

// greet makes the standings know who was there before the freeze.
func (r *run) greet(g *game) {
	if g.greeted {
		return
	}
	g.greeted = true
	for _, m := range r.roster.everyone() {
		g.standings.come(m.participant)
	}
}

// isToTell says whether this node is to tell everybody of a board of that
// version: it has added what nobody has told of, and nobody has told a board
// just now, or whoever added it seems to have died before telling.
func (r *run) isToTell(g *game, version int64) bool {
	now := time.Now()
	if version != r.shown {
		r.shown, r.shownAt = version, now
	}
	told, toldAt := r.heard.last()
	told = max(told, r.published)
	if g.log.wrote() > told {
		return now.Sub(toldAt) >= tickEvery*3/4
	}
	return version > told && now.Sub(r.shownAt) >= boardLate && !r.roster.idle()
}

// tellBoard tells everybody of the board, if it is this node's to tell, and
// else those who came after it was last told.
func (r *run) tellBoard(ctx context.Context, g *game) {
	newcomers := r.roster.takeNewcomers()
	top := g.standings.top(boardTop)
	params := schema.LeaderboardUpdatedParams{ContestID: schema.ID(r.id), Version: top.Version, Total: top.Total, Top: top.Top}
	if !r.isToTell(g, top.Version) {
		for _, n := range newcomers {
			if n.board < top.Version {
				n.peer.Notify(schema.ContestLeaderboardUpdated.Notice, r.id, params)
			}
		}
		return
	}
	err := rpc.Publish(ctx, r.service.bus, r.topic, schema.ContestLeaderboardUpdated.Notice, r.id, params)
	if err != nil {
		r.service.logger.Warn("tell of the board", "contest", r.id, "err", err)
		return
	}
	r.published = top.Version
}

// tellStandings tells participants of their own line.
func (r *run) tellStandings(g *game, now time.Time) {
	version := g.standings.version()
	var peers []rpc.Peer
	for _, line := range g.standings.due(now, nil) {
		peers = r.roster.peersOf(line.Participant, peers[:0])
		if len(peers) == 0 {
			continue
		}
		p := schema.StandingUpdatedParams{ContestID: schema.ID(r.id), Version: version, Entry: entryOf(line, g.standings.veiled)}
		for _, peer := range peers {
			peer.Notify(schema.ContestStandingUpdated.Notice, r.id, p)
		}
	}
}

// maxRecent is how many movements one notification names: the newest.
const maxRecent = 20

// tellParticipants tells presence who came and went, and everybody how many
// there are.
func (r *run) tellParticipants(ctx context.Context, g *game, now time.Time) error {
	moves, dirty := r.roster.takeMoves()
	done := 0
	if g != nil {
		r.seat(g, moves)
		var finishers []string
		finishers, done = g.log.takeFinishers()
		for _, participant := range finishers {
			if m := r.roster.named(participant); m != nil {
				moves = append(moves, movement{m, finished})
			}
		}
	}
	refreshed, err := r.keepPresence(ctx, moves, now)
	if err == nil && refreshed && !dirty && len(moves) == 0 {
		dirty, err = r.miscounted(ctx)
	}
	if !dirty && len(moves) == 0 {
		return err
	}
	if err == nil {
		err = r.publishParticipants(ctx, moves, int64(done), now)
	}
	if err != nil {
		r.roster.retell()
	}
	return err
}

// seat makes the standings follow who is present.
func (r *run) seat(g *game, moves []movement) {
	for _, m := range moves {
		switch m.what {
		case joined:
			g.standings.come(m.member.participant)
		case left:
			g.standings.depart(m.member.participant)
		}
	}
}

func (r *run) publishParticipants(ctx context.Context, moves []movement, done int64, now time.Time) error {
	registered, err := r.service.taken(ctx, r.id)
	if err != nil {
		return err
	}
	present, err := r.service.presence.Count(ctx, r.topic)
	if err != nil {
		return fmt.Errorf("count who is present: %w", err)
	}
	r.participant = max(r.participant+1, now.UnixMilli())
	p := schema.ParticipantsUpdatedParams{ContestID: schema.ID(r.id), Version: r.participant,
		Registered: int64(registered), Present: int64(present), Completed: done, Recent: []schema.RecentParticipant{}}
	for _, m := range moves[max(0, len(moves)-maxRecent):] {
		p.Recent = append(p.Recent, schema.RecentParticipant{UserID: m.member.userID, Name: m.member.name, What: m.what})
	}
	return rpc.Publish(ctx, r.service.bus, r.topic, schema.ContestParticipantsUpdated.Notice, r.id, p)
}

const (
	presentFor   = time.Minute      // after presence was last told
	presentAgain = 20 * time.Second // between times
	presentOnce  = 5000             // members of whom presence is told in one tick
)

// keepPresence tells presence, which all nodes share, who is here. Who came
// without its hearing of it is told with the next tick; who went without is gone
// after presentFor. refreshed reports whether it was told of somebody.
func (r *run) keepPresence(ctx context.Context, moves []movement, now time.Time) (refreshed bool, err error) {
	if gone := r.roster.gone(moves); len(gone) > 0 {
		if err := r.service.presence.LeaveAll(ctx, r.topic, gone); err != nil {
			return false, fmt.Errorf("tell presence: %w", err)
		}
	}
	here := r.roster.stale(now.Add(-presentAgain), now, presentOnce)
	if len(here) == 0 {
		return false, nil
	}
	ids := make([]string, len(here))
	for i, m := range here {
		ids[i] = m.userID
	}
	if err := r.service.presence.EnterAll(ctx, r.topic, ids, presentFor); err != nil {
		r.roster.untold(here)
		return false, fmt.Errorf("tell presence: %w", err)
	}
	if len(here) == presentOnce {
		r.roster.retell() // there may be more, who are to be counted
	}
	return true, nil
}

// miscounted reports whether not as many are present as everybody was told: a
// node died with some, or others were thought to be gone.
func (r *run) miscounted(ctx context.Context) (bool, error) {
	present, err := r.service.presence.Count(ctx, r.topic)
	if err != nil {
		return false, fmt.Errorf("count who is present: %w", err)
	}
	return int64(present) != r.heard.crowd(), nil
}

// tellJoined has the store know who was present when the contest froze, or has
// answered without having joined: they are in it from then on.
func (r *run) tellJoined(ctx context.Context, g *game) error {
	members := r.roster.unjoined()
	return inParallel(members, func(m *member) error {
		if g.holders[m.userID] {
			return nil
		}
		_, err := r.service.store.MarkJoined(ctx, r.id, m.userID, g.clock())
		switch {
		case errors.Is(err, store.ErrNotFound): // given back on another node, or erased with the user
			r.roster.removeMember(m)
			return nil
		case err != nil:
			r.roster.forgetJoined(m)
			return fmt.Errorf("mark as joined: %w", err)
		}
		return nil
	})
}
