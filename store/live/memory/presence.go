package memory

import (
	"context"
	"fmt"
	"hash/maphash"
	"strings"
	"sync"
	"time"

	"prepwire/store/live"
)

const (
	presenceShards = 64
	// minGroups is how many groups a shard may hold before it is swept.
	minGroups = 64
)

// Presence is a live.Presence for members of its own process. Groups without
// members are forgotten. An expired member is never seen, and is dropped when
// its group is next used, or when its shard has twice as many groups as the
// last time.
//
// Times to live are measured with a clock that, unless Options names one, does
// not move with the time of day.
type Presence struct {
	seed    maphash.Seed
	clock   func() time.Time
	elapsed func() time.Duration
	shards  [presenceShards]groups
}

var _ live.Presence = (*Presence)(nil)

// groups is one part of the groups.
type groups struct {
	mu      sync.Mutex
	byName  map[string]*group
	sweepAt int // sweep before there are more
}

// NewPresence returns a Presence with nobody there. It needs no closing.
func NewPresence(o Options) *Presence {
	p := &Presence{seed: maphash.MakeSeed(), elapsed: o.elapsed(), clock: o.withDefaults().Clock}
	for i := range p.shards {
		p.shards[i] = groups{byName: make(map[string]*group), sweepAt: minGroups}
	}
	return p
}

// Enter implements live.Presence. A ttl that is not positive is an error.
func (p *Presence) Enter(ctx context.Context, name, id, info string, ttl time.Duration) (bool, error) {
	first := false
	err := p.enter(ctx, name, ttl, func(g *group, until time.Duration) { first = g.enter(id, info, until, p.clock) })
	return first, err
}

// EnterAll implements live.Presence, in one act.
func (p *Presence) EnterAll(ctx context.Context, name string, ids []string, ttl time.Duration) error {
	if len(ids) == 0 {
		return nil
	}
	return p.enter(ctx, name, ttl, func(g *group, until time.Duration) {
		for _, id := range ids {
			g.enter(id, "", until, p.clock)
		}
	})
}

// enter calls f with the group, made if it was not there, and without its
// expired members.
func (p *Presence) enter(ctx context.Context, name string, ttl time.Duration, f func(g *group, until time.Duration)) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("enter: %w", err)
	}
	if ttl <= 0 {
		return fmt.Errorf("enter: time to live of %v", ttl)
	}
	s := p.shard(name)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := p.elapsed()
	g := s.groupLocked(name, now)
	g.expire(now)
	f(g, now+min(ttl, forever))
	return nil
}

// Leave implements live.Presence.
func (p *Presence) Leave(ctx context.Context, name, id string) (was bool, err error) {
	err = p.visit(ctx, name, func(g *group) { was = g.leave(id) })
	if err != nil {
		return false, fmt.Errorf("leave: %w", err)
	}
	return was, nil
}

// LeaveAll implements live.Presence, in one act.
func (p *Presence) LeaveAll(ctx context.Context, name string, ids []string) error {
	err := p.visit(ctx, name, func(g *group) {
		for _, id := range ids {
			g.leave(id)
		}
	})
	if err != nil {
		return fmt.Errorf("leave: %w", err)
	}
	return nil
}

// Members implements live.Presence. Members that entered in the same
// millisecond come in the order of entering.
func (p *Presence) Members(ctx context.Context, name string, limit int) (members []live.Member, err error) {
	err = p.visit(ctx, name, func(g *group) { members = g.members(limit) })
	if err != nil {
		return nil, fmt.Errorf("members: %w", err)
	}
	return members, nil
}

// Count implements live.Presence.
func (p *Presence) Count(ctx context.Context, name string) (n int, err error) {
	err = p.visit(ctx, name, func(g *group) { n = len(g.byID) })
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return n, nil
}

// visit calls f with the group, without its expired members and under the
// lock, if there is such a group. It forgets the group when nobody is left.
func (p *Presence) visit(ctx context.Context, name string, f func(*group)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s := p.shard(name)
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.byName[name]
	if g == nil {
		return nil
	}
	g.expire(p.elapsed())
	f(g)
	if len(g.byID) == 0 {
		delete(s.byName, name)
	}
	return nil
}

func (p *Presence) shard(name string) *groups {
	return &p.shards[maphash.String(p.seed, name)%presenceShards]
}

// groupLocked returns the group of that name, made if it was not there.
func (s *groups) groupLocked(name string, now time.Duration) *group {
	if g := s.byName[name]; g != nil {
		return g
	}
	if len(s.byName) >= s.sweepAt {
		s.sweepLocked(now)
	}
	g := &group{byID: make(map[string]*member), soonest: forever}
	s.byName[strings.Clone(name)] = g
	return g
}

func (s *groups) sweepLocked(now time.Duration) {
	for name, g := range s.byName {
		g.expire(now)
		if len(g.byID) == 0 {
			delete(s.byName, name)
		}
	}
	if len(s.byName) < s.sweepAt/4 {
		s.byName = refit(s.byName)
	}
	s.sweepAt = max(minGroups, 2*len(s.byName))
}
