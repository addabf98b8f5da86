package contest

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"prepwire/schema"
	"prepwire/store/live"
)

// heard is what a run has heard of boards that nodes tell, itself included. All
// nodes on which somebody answers have a board to tell; what each hears keeps
// them together to the pace of one, and shows it what nobody has told.
type heard struct {
	mu      sync.Mutex // guards what follows
	version int64      // the newest
	at      time.Time  // when the last one came, by the host's clock
	leave   func()     // ends listening; nil: nobody listens
}

// listen hears of boards from now on. While the bus cannot be reached it does
// so as soon as it can.
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

// Event is not used: boards are states.
func (*heard) Event(string, string, live.Event) {}

// Broken is of no interest: what was not heard is told again.
func (*heard) Broken(string, live.Position) {}

// State takes a board.
func (h *heard) State(_ string, s live.State) {
	if s.Name != schema.ContestLeaderboardUpdated.Notice.Name {
		return
	}
	var board struct {
		Version int64 `json:"version"`
	}
	if json.Unmarshal(s.Params, &board) != nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.version, h.at = max(h.version, board.Version), time.Now()
}
