package contest

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"prepwire/schema"
	"prepwire/store/live"
)

// heard is what a run has heard that nodes tell of the contest, itself included.
// All nodes on which somebody answers have a board to tell; what each hears
// keeps them together to the pace of one, and shows it what nobody has told. A
// node tells that a user has left who may have another device on this one, which
// then says so.
type heard struct {
	roster *roster

	mu      sync.Mutex // guards what follows
	version int64      // the newest board
	at      time.Time  // when the last one came, by the host's clock
	present int64      // how many were told to be present last
	leave   func()     // ends listening; nil: nobody listens
}

// listen hears from now on. While the bus cannot be reached it does so as soon
// as it can.
func (h *heard) listen(ctx context.Context, bus live.Bus, topic string) error {
	h.mu.Lock()
	listens := h.leave != nil
	h.mu.Unlock()
	if listens {
		return nil
	}
	leave, err := live.Follow(ctx, bus, topic, h, nil)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.leave = leave
	return err
}

func (h *heard) close() {
	h.mu.Lock()
	leave := h.leave
	h.mu.Unlock()
	if leave != nil {
		leave()
	}
}

// last is the newest version and when a board was last told.
func (h *heard) last() (version int64, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.version, h.at
}

// crowd is how many were told to be present last.
func (h *heard) crowd() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.present
}

// Event is not used: all this is told by states.
func (*heard) Event(string, string, live.Event) {}

// Broken is of no interest: what was not heard is told again.
func (*heard) Broken(string, live.Position) {}

// State takes a board, or who came and went.
func (h *heard) State(_ string, s live.State) {
	switch s.Name {
	case schema.ContestLeaderboardUpdated.Notice.Name:
		h.board(s.Params)
	case schema.ContestParticipantsUpdated.Notice.Name:
		h.participants(s.Params)
	}
}

func (h *heard) board(params []byte) {
	var board struct {
		Version int64 `json:"version"`
	}
	if json.Unmarshal(params, &board) != nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.version, h.at = max(h.version, board.Version), time.Now()
}

func (h *heard) participants(params []byte) {
	var p schema.ParticipantsUpdatedParams
	if json.Unmarshal(params, &p) != nil {
		return
	}
	h.mu.Lock()
	h.present = p.Present
	h.mu.Unlock()
	last := map[string]schema.Movement{}
	for _, m := range p.Recent {
		last[m.UserID] = m.What
	}
	for user, what := range last {
		if what == left {
			h.roster.contradict(user)
		}
	}
}
