package memory

import (
	"strings"
	"time"

	"prepwire/store/live"
)

// group is the members of one group, those expired included until expire is
// called. Its shard's lock guards it.
type group struct {
	byID        map[string]*member
	first, last *member       // in order of entering
	soonest     time.Duration // no member expires before
}

type member struct {
	live.Member
	until      time.Duration // expires then
	prev, next *member
}

// enter adds or refreshes a member, and reports whether it was added.
func (g *group) enter(id, info string, until time.Duration, clock func() time.Time) bool {
	g.soonest = min(g.soonest, until)
	if m := g.byID[id]; m != nil {
		m.until = until
		if m.Info != info {
			m.Info = strings.Clone(info)
		}
		return false
	}
	m := &member{until: until, prev: g.last, Member: live.Member{
		ID: strings.Clone(id), Info: strings.Clone(info), Since: clock().UTC().Truncate(time.Millisecond),
	}}
	if g.last == nil {
		g.first = m
	} else {
		g.last.next = m
	}
	g.last = m
	g.byID[m.ID] = m
	return true
}

// leave removes a member, and reports whether it was there.
func (g *group) leave(id string) bool {
	m := g.byID[id]
	if m == nil {
		return false
	}
	delete(g.byID, id)
	if m.prev == nil {
		g.first = m.next
	} else {
		m.prev.next = m.next
	}
	if m.next == nil {
		g.last = m.prev
	} else {
		m.next.prev = m.prev
	}
	return true
}

// expire removes who was not refreshed in time. It looks at the members only
// when one may have expired: where everybody refreshes long before its time,
// about once in that time.
func (g *group) expire(now time.Duration) {
	if now < g.soonest {
		return
	}
	soonest := 2 * forever // after any
	for m := g.first; m != nil; m = m.next {
		if m.until <= now {
			g.leave(m.ID) // leaves m.next as it is
		} else {
			soonest = min(soonest, m.until)
		}
	}
	g.soonest = soonest
}

// members returns up to limit members, longest present first.
func (g *group) members(limit int) []live.Member {
	n := min(len(g.byID), limit)
	if n <= 0 {
		return nil
	}
	members := make([]live.Member, 0, n)
	for m := g.first; len(members) < n; m = m.next {
		members = append(members, m.Member)
	}
	return members
}
