package contest_test

import (
	"fmt"
	"testing"
	"time"

	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

// lastTold is the newest participantsUpdated that a user was sent since the last
// look, and what it and those before it said of a user last.
func lastTold(t *testing.T, u *user, of string) (last schema.ParticipantsUpdatedParams, what schema.Movement) {
	t.Helper()
	for _, n := range u.took("contest.participantsUpdated") {
		n.into(t, &last)
		for _, m := range last.Recent {
			if m.UserID == of {
				what = m.What
			}
		}
	}
	return last, what
}

// Who has a device on each of two nodes is one who is present, until both are
// gone: in the lobby and in the game, whichever goes first.
func TestTwoDevicesOnTwoNodes(t *testing.T) {
	for _, stage := range []string{"lobby", "game"} {
		for first := range 2 {
			t.Run(fmt.Sprint(stage, first), func(t *testing.T) {
				bubble(t, func(t *testing.T) { twoDevices(t, stage, first) })
			})
		}
	}
}

func twoDevices(t *testing.T, stage string, first int) {
	db, with := newDB(t), newShared(t)
	var houses []*house
	for range 2 {
		houses = append(houses, openWith(t, rpctest.StartInMemory, db, nil, with))
	}
	houses[0].questions(1)
	c := houses[0].contest(1, map[string]any{"durationMs": 200_000})
	watcher := houses[1].player(c, "eve")
	if stage == "game" {
		until(c.StartTime)
	}
	devices := []*user{houses[0].player(c, "bob"), houses[1].user("bob")}
	devices[1].Must("contest.join", ref(c), nil)
	time.Sleep(6 * time.Second) // a lobby's tick may be 5 s away
	if last, _ := lastTold(t, watcher, "bob"); last.Present != 2 {
		t.Fatalf("%d are present, want eve and bob: %+v", last.Present, last)
	}
	devices[first].quit()
	time.Sleep(6 * time.Second)
	if last, what := lastTold(t, watcher, "bob"); last.ContestID != "" && (last.Present != 2 || what == "left") {
		t.Errorf("with one of bob's devices gone %d are present, and bob %s: %+v", last.Present, what, last)
	}
	time.Sleep(time.Minute)
	if last, what := lastTold(t, watcher, "bob"); last.ContestID != "" && (last.Present != 2 || what == "left") {
		t.Errorf("a minute later %d are present: %+v", last.Present, last)
	}
	devices[1-first].quit()
	time.Sleep(6 * time.Second)
	if last, what := lastTold(t, watcher, "bob"); last.Present != 1 || what != "left" {
		t.Errorf("with both gone %d are present, and bob %s: %+v", last.Present, what, last)
	}
}

// Who was on a node that died without a word is not present for long.
func TestPresentOnADeadNode(t *testing.T) {
	bubble(t, func(t *testing.T) {
		db, with := newDB(t), newShared(t)
		presence := &telling{Presence: with.presence}
		dying := openWith(t, rpctest.StartInMemory, db, nil, &shared{bus: with.bus, presence: presence})
		h := openWith(t, rpctest.StartInMemory, db, nil, with)
		h.questions(1)
		c := h.contest(1, nil)
		watcher := h.player(c, "eve")
		dying.player(c, "bob")
		time.Sleep(6 * time.Second)
		if last, _ := lastTold(t, watcher, "bob"); last.Present != 2 {
			t.Fatalf("%d are present, want eve and bob: %+v", last.Present, last)
		}
		presence.away.Store(true)
		dying.shut()
		time.Sleep(90 * time.Second) // a minute after presence last heard of bob, and a refresh
		if last, _ := lastTold(t, watcher, "bob"); last.Present != 1 {
			t.Errorf("%d are present after the death of bob's node: %+v", last.Present, last)
		}
	})
}
