package livetest

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/store/live"
)

var presenceTests = []test{
	{name: "EnterAndLeave", run: testEnterAndLeave},
	{name: "Members", run: testMembers},
	{name: "Many", run: testMany},
	{name: "ExpireAll", needs: clock, run: testExpireAll},
	{name: "GroupsApart", run: testGroupsApart},
	{name: "Refused", run: testPresenceRefused},
	{name: "AtOnce", run: testPresenceAtOnce},
	{name: "Expire", needs: clock, run: testExpire},
	{name: "ExpireMany", needs: clock, run: testExpireMany},
	{name: "LongestFirst", needs: clock, run: testLongestFirst},
}

func enter(t *testing.T, p live.Presence, group, id, info string, ttl time.Duration, wantFirst bool) {
	t.Helper()
	first, err := p.Enter(t.Context(), group, id, info, ttl)
	if err != nil || first != wantFirst {
		t.Errorf("Enter %s %s = first %v, %v, want %v", group, id, first, err, wantFirst)
	}
}

func leave(t *testing.T, p live.Presence, group, id string, wantWas bool) {
	t.Helper()
	was, err := p.Leave(t.Context(), group, id)
	if err != nil || was != wantWas {
		t.Errorf("Leave %s %s = was %v, %v, want %v", group, id, was, err, wantWas)
	}
}

// wantPresent checks who is in a group, in that order.
func wantPresent(t *testing.T, p live.Presence, group string, ids ...string) []live.Member {
	t.Helper()
	members, err := p.Members(t.Context(), group, 1000)
	if err != nil {
		t.Fatal("Members:", err)
	}
	var got []string
	for _, m := range members {
		got = append(got, m.ID)
	}
	if !slices.Equal(got, ids) {
		t.Errorf("%s: present %q, want %q", group, got, ids)
	}
	if n, err := p.Count(t.Context(), group); err != nil || n != len(ids) {
		t.Errorf("Count %s = %d, %v, want %d", group, n, err, len(ids))
	}
	return members
}

func testEnterAndLeave(t *testing.T, f Fixture) {
	p := f.Presence
	wantPresent(t, p, "user:ann")
	leave(t, p, "user:ann", "tab", false)
	enter(t, p, "user:ann", "tab", "chrome", time.Minute, true)
	before := wantPresent(t, p, "user:ann", "tab")
	if f.Advance != nil {
		f.Advance(time.Second)
	}
	enter(t, p, "user:ann", "tab", "firefox", time.Minute, false)
	now := wantPresent(t, p, "user:ann", "tab")
	if len(before) != 1 || len(now) != 1 {
		t.FailNow()
	}
	since := before[0].Since
	if since.IsZero() || since.Location() != time.UTC || !since.Equal(since.Truncate(time.Millisecond)) {
		t.Errorf("present since %v, want UTC to the millisecond", since)
	}
	if before[0].Info != "chrome" || now[0].Info != "firefox" || !now[0].Since.Equal(since) {
		t.Errorf("was %+v, is %+v, want the newer info and the older time", before[0], now[0])
	}
	leave(t, p, "user:ann", "tab", true)
	leave(t, p, "user:ann", "tab", false)
	wantPresent(t, p, "user:ann")
	enter(t, p, "user:ann", "tab", "", time.Minute, true)
	wantPresent(t, p, "user:ann", "tab")
}

func testMembers(t *testing.T, f Fixture) {
	const n = 30
	for i := range n {
		enter(t, f.Presence, "contest:c", fmt.Sprint("conn", i), fmt.Sprint("info", i), time.Minute, true)
	}
	for _, limit := range []int{-1, 0, 1, 7, n, n + 1} {
		members, err := f.Presence.Members(t.Context(), "contest:c", limit)
		if err != nil || len(members) != max(0, min(limit, n)) {
			t.Errorf("Members with limit %d: %d, %v", limit, len(members), err)
		}
		if !slices.IsSortedFunc(members, func(a, b live.Member) int { return a.Since.Compare(b.Since) }) {
			t.Errorf("Members with limit %d: not longest present first", limit)
		}
		for _, m := range members {
			if m.Info != "info"+m.ID[len("conn"):] {
				t.Errorf("member %+v has the info of another", m)
			}
		}
	}
	for i := 0; i < n; i += 2 {
		leave(t, f.Presence, "contest:c", fmt.Sprint("conn", i), true)
	}
	if got, err := f.Presence.Count(t.Context(), "contest:c"); err != nil || got != n/2 {
		t.Errorf("Count = %d, %v, want %d", got, err, n/2)
	}
}

// More members at once than one script takes.
func testMany(t *testing.T, f Fixture) {
	p, ctx := f.Presence, t.Context()
	const n = 1234
	var ids []string
	for i := range n {
		ids = append(ids, fmt.Sprint("user", i))
	}
	count := func(want int) {
		t.Helper()
		if got, err := p.Count(ctx, "contest:c"); err != nil || got != want {
			t.Errorf("Count = %d, %v, want %d", got, err, want)
		}
	}
	noErr := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	noErr(p.EnterAll(ctx, "contest:c", nil, time.Minute))
	noErr(p.LeaveAll(ctx, "contest:c", nil))
	noErr(p.LeaveAll(ctx, "contest:c", ids))
	count(0)
	enter(t, p, "contest:c", "user7", "info", time.Minute, true)
	for range 2 { // a repeat is harmless
		noErr(p.EnterAll(ctx, "contest:c", ids, time.Minute))
		count(n)
	}
	enter(t, p, "contest:c", "user8", "", time.Minute, false)
	members, err := p.Members(ctx, "contest:c", n+1)
	if err != nil || len(members) != n {
		t.Fatalf("Members: %d, %v", len(members), err)
	}
	for _, m := range members {
		if m.Info != "" {
			t.Errorf("member %+v has an info", m)
		}
	}
	noErr(p.LeaveAll(ctx, "contest:c", ids[1:]))
	wantPresent(t, p, "contest:c", "user0")
	noErr(p.LeaveAll(ctx, "contest:c", ids))
	wantPresent(t, p, "contest:c")
	wantErr(t, "EnterAll", p.EnterAll(cancelled(t), "contest:c", ids, time.Minute), context.Canceled)
	if err := p.EnterAll(ctx, "contest:c", ids, 0); err == nil {
		t.Error("EnterAll for no time was taken")
	}
	count(0)
}

func testExpireAll(t *testing.T, f Fixture) {
	for range 2 {
		if err := f.Presence.EnterAll(t.Context(), "contest:c", []string{"a", "b"}, 30*time.Second); err != nil {
			t.Fatal(err)
		}
		f.Advance(29 * time.Second)
	}
	wantPresent(t, f.Presence, "contest:c", "a", "b")
	f.Advance(2 * time.Second)
	wantPresent(t, f.Presence, "contest:c")
}

func testGroupsApart(t *testing.T, f Fixture) {
	enter(t, f.Presence, "user:ann", "tab", "a", time.Minute, true)
	enter(t, f.Presence, "user:bob", "tab", "b", time.Minute, true)
	leave(t, f.Presence, "user:ann", "tab", true)
	wantPresent(t, f.Presence, "user:ann")
	members := wantPresent(t, f.Presence, "user:bob", "tab")
	if len(members) == 1 && members[0].Info != "b" {
		t.Errorf("member %+v, want the info of its own group", members[0])
	}
}

func testPresenceRefused(t *testing.T, f Fixture) {
	ctx := cancelled(t)
	_, err := f.Presence.Enter(ctx, "user:ann", "tab", "", time.Minute)
	wantErr(t, "Enter", err, context.Canceled)
	_, err = f.Presence.Leave(ctx, "user:ann", "tab")
	wantErr(t, "Leave", err, context.Canceled)
	_, err = f.Presence.Members(ctx, "user:ann", 1)
	wantErr(t, "Members", err, context.Canceled)
	_, err = f.Presence.Count(ctx, "user:ann")
	wantErr(t, "Count", err, context.Canceled)
	for _, ttl := range []time.Duration{0, -time.Second} {
		if first, err := f.Presence.Enter(t.Context(), "user:ann", "tab", "", ttl); err == nil || first {
			t.Errorf("Enter for %v = %v, %v, want an error", ttl, first, err)
		}
	}
	wantPresent(t, f.Presence, "user:ann")
}

func testPresenceAtOnce(t *testing.T, f Fixture) {
	const n = 16
	var firsts, lasts atomic.Int32
	nodes := f.nodes(t)
	together(t, n, func(i int) error {
		p := nodes[i%len(nodes)].Presence
		if _, err := p.Enter(t.Context(), "user:ann", fmt.Sprint("own", i), "", time.Minute); err != nil {
			return err
		}
		first, err := p.Enter(t.Context(), "user:ann", "shared", "", time.Minute)
		if first {
			firsts.Add(1)
		}
		return err
	})
	if got, err := f.Presence.Count(t.Context(), "user:ann"); err != nil || got != n+1 || firsts.Load() != 1 {
		t.Errorf("Count = %d, %v, %d were first, want %d and 1", got, err, firsts.Load(), n+1)
	}
	together(t, n, func(i int) error {
		p := nodes[i%len(nodes)].Presence
		if _, err := p.Leave(t.Context(), "user:ann", fmt.Sprint("own", i)); err != nil {
			return err
		}
		was, err := p.Leave(t.Context(), "user:ann", "shared")
		if was {
			lasts.Add(1)
		}
		return err
	})
	if wantPresent(t, f.Presence, "user:ann"); lasts.Load() != 1 {
		t.Errorf("%d took the shared member away, want 1", lasts.Load())
	}
}

func testExpire(t *testing.T, f Fixture) {
	p := f.Presence
	enter(t, p, "user:ann", "long", "", time.Hour, true)
	f.Advance(time.Millisecond)
	enter(t, p, "user:ann", "tab", "", 30*time.Second, true)
	f.Advance(29 * time.Second)
	wantPresent(t, p, "user:ann", "long", "tab")
	enter(t, p, "user:ann", "tab", "", 30*time.Second, false)
	f.Advance(29 * time.Second)
	before := wantPresent(t, p, "user:ann", "long", "tab")
	f.Advance(2 * time.Second)
	wantPresent(t, p, "user:ann", "long")
	leave(t, p, "user:ann", "tab", false)
	enter(t, p, "user:ann", "tab", "", 30*time.Second, true)
	now := wantPresent(t, p, "user:ann", "long", "tab")
	if len(before) == 2 && len(now) == 2 && !now[1].Since.After(before[1].Since) {
		t.Errorf("came back, and is present since %v, before since %v", now[1].Since, before[1].Since)
	}
	enter(t, p, "user:ann", "long", "", time.Second, false) // a refresh may shorten it
	f.Advance(2 * time.Second)
	wantPresent(t, p, "user:ann", "tab")
	f.Advance(time.Hour)
	wantPresent(t, p, "user:ann")
}

func testExpireMany(t *testing.T, f Fixture) {
	const n = 40
	for i := range n { // the later, the shorter
		enter(t, f.Presence, "contest:c", fmt.Sprint("conn", i), "", time.Duration(n-i)*time.Second, true)
	}
	f.Advance(500 * time.Millisecond)
	for left := n; left >= 0; left-- {
		got, err := f.Presence.Count(t.Context(), "contest:c")
		if err != nil || got != left {
			t.Fatalf("Count = %d, %v, want %d", got, err, left)
		}
		f.Advance(time.Second)
	}
}

func testLongestFirst(t *testing.T, f Fixture) {
	for _, id := range []string{"c", "a", "d", "b"} {
		enter(t, f.Presence, "user:ann", id, "", time.Minute, true)
		f.Advance(2 * time.Millisecond)
	}
	enter(t, f.Presence, "user:ann", "c", "", time.Minute, false)
	wantPresent(t, f.Presence, "user:ann", "c", "a", "d", "b")
	leave(t, f.Presence, "user:ann", "a", true)
	leave(t, f.Presence, "user:ann", "c", true)
	leave(t, f.Presence, "user:ann", "b", true)
	f.Advance(2 * time.Millisecond)
	enter(t, f.Presence, "user:ann", "c", "", time.Minute, true)
	wantPresent(t, f.Presence, "user:ann", "d", "c")
}
