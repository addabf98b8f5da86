package contest_test

import (
	"fmt"
	"testing"
	"time"

	"prepwire/schema"
)

// A lobby that everybody has left costs nothing, and can be entered again.
func TestLobbyIsForgotten(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(1)
		c := h.contest(1, map[string]any{"startTime": at(time.Hour)})
		for range 3 {
			bob := h.player(c, "bob")
			time.Sleep(time.Second)
			if h.service.Runs() != 1 {
				t.Errorf("%d runs with somebody in the lobby", h.service.Runs())
			}
			bob.Must("contest.leave", ref(c), nil)
			time.Sleep(10 * time.Second)
			if h.service.Runs() != 0 {
				t.Errorf("%d runs in an empty lobby", h.service.Runs())
			}
		}
	})
}

// A lobby in which nothing happens is nearly for nothing: whoever waits in
// thousands of them does no harm.
func TestQuietLobby(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(1)
		c := h.contest(1, map[string]any{"startTime": at(time.Hour)})
		bob := h.player(c, "bob")
		time.Sleep(time.Second)
		before := h.ticks()
		time.Sleep(time.Minute)
		if n := h.ticks() - before; n > 15 {
			t.Errorf("%d ticks in a minute", n)
		}
		bob.took("contest.participantsUpdated")
		h.player(c, "eve")
		time.Sleep(300 * time.Millisecond)
		if len(bob.took("contest.participantsUpdated")) == 0 {
			t.Error("who comes is not told of soon")
		}
	})
}

// ticks is how many there were.
func (h *house) ticks() uint64 {
	h.t.Helper()
	families, err := h.registry.Gather()
	if err != nil {
		h.t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == "prepwire_board_tick_seconds" {
			return f.GetMetric()[0].GetHistogram().GetSampleCount()
		}
	}
	h.t.Fatal("ticks are not counted")
	return 0
}

// A start that is moved is followed, also by those in the lobby.
func TestMovedStart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(1)
		c := h.contest(1, map[string]any{"startTime": at(time.Hour)})
		bob := h.player(c, "bob")
		oscar := h.user("oscar", "organizer")
		oscar.Must("contest.update", map[string]any{"contestId": c.ID, "version": 1, "startTime": at(10 * time.Second), "durationMs": 20_000}, &c)
		until(c.StartTime)
		time.Sleep(100 * time.Millisecond)
		bob.one("contest.started", &schema.ContestStartedParams{})
		bob.mustAnswer(c, "q1", "B")
		refused(t, bob.Call("contest.unregister", ref(c)), schema.ContestRunning)
	})
}

// Unregistered while in the lobby: nobody there any more, no answer counts.
func TestUnregisteredInTheLobby(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(1)
		c := h.contest(1, nil)
		bob := h.player(c, "bob")
		time.Sleep(90 * time.Second) // frozen by now
		bob.Must("contest.unregister", ref(c), nil)
		until(c.StartTime)
		time.Sleep(time.Second)
		refused(t, bob.answer(c, "q1", "B"), schema.NotRegistered)
		bob.Must("contest.register", ref(c), nil) // late, under another name in the log
		bob.mustAnswer(c, "q1", "B")
		var board schema.Leaderboard
		bob.Must("contest.leaderboard", ref(c), &board)
		if board.Total != 1 || board.Me == nil {
			t.Errorf("board %+v", board)
		}
	})
}

// Of many who come at once the newest 20 are named, and all are counted.
func TestRecentAreTheNewest(t *testing.T) {
	bubble(t, func(t *testing.T) {
		h := open(t)
		h.questions(1)
		c := h.contest(1, nil)
		bob := h.player(c, "bob")
		time.Sleep(time.Second)
		bob.took("contest.participantsUpdated")
		for i := range 30 {
			h.player(c, fmt.Sprint("user", i))
		}
		time.Sleep(time.Second)
		notes := bob.took("contest.participantsUpdated")
		var last schema.ParticipantsUpdatedParams
		notes[len(notes)-1].into(t, &last)
		if len(last.Recent) != 20 || last.Recent[19].UserID != "user29" || last.Registered != 31 || last.Present != 31 {
			t.Errorf("got %s", marshal(t, last))
		}
	})
}
