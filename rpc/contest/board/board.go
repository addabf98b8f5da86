package board

import (
	"slices"

	"prepwire/rpc/contest/scoring"
)

// Entry is what a board knows of a participant.
type Entry struct {
	scoring.Tally
	UserID string
	Name   string
}

// Line is an entry and its rank: one more than there are entries that are
// better. By name there are no ranks, and Rank is 0.
type Line struct {
	Rank int
	Entry
}

// Snapshot is the top of a board at one moment.
type Snapshot struct {
	Version int64 // position of the last log entry in it
	Total   int   // entries on the whole board
	Top     []Line
}

// Board is the standings of a contest. Make one with [New] or [ByName].
type Board struct {
	byName  bool
	version int64
	slots   map[string]int32 // by participant
	rows    []row            // by slot
	free    []int32          // slots to use again
	leaves
	moved []bool // by slot, for merge; all false between merges
}

// New makes an empty board, to be ordered by score.
func New() *Board { return &Board{slots: map[string]int32{}} }

// ByName makes an empty board that is ordered by name alone and gives no
// ranks: for contests whose standings are secret until the end.
func ByName() *Board { return &Board{slots: map[string]int32{}, byName: true} }

// Len answers how many entries there are.
func (b *Board) Len() int { return b.leaves.len() }

// Version answers the position of the last log entry that the board knows of:
// the highest LastPosition that was ever set, or what Advance said.
func (b *Board) Version() int64 { return b.version }

// Advance says that the board holds all log entries up to a position, also
// those that changed no standing. It never goes back.
func (b *Board) Advance(position int64) { b.version = max(b.version, position) }

// Set puts entries on the board, each in place of an earlier one of the same
// participant. Of two entries of one participant the later one stands. Setting
// what is there already changes nothing.
func (b *Board) Set(entries ...Entry) {
	if len(b.rows) == 0 {
		b.rows = slices.Grow(b.rows, len(entries))
	}
	if b.mergeIsCheaper(len(entries)) {
		b.merge(entries)
		return
	}
	for i := range entries {
		b.set(&entries[i])
	}
}

func (b *Board) set(e *Entry) {
	b.Advance(e.LastPosition)
	slot := b.slot(e.Participant)
	r := &b.rows[slot]
	if r.placed && b.stays(r, e) {
		r.entry = *e
		return
	}
	if r.placed {
		b.delete(b.key(slot)) // by its old name and standing
	}
	r.entry, r.placed = *e, true
	b.insert(b.key(slot))
}

// stays reports whether e would be listed exactly where the row is.
func (b *Board) stays(r *row, e *Entry) bool {
	return r.entry.Name == e.Name && (b.byName || standingOf(&r.entry.Tally) == standingOf(&e.Tally))
}

// Remove takes a participant off the board and reports whether it was there.
func (b *Board) Remove(participant string) bool {
	slot, ok := b.slots[participant]
	if !ok || !b.rows[slot].placed {
		return false
	}
	b.delete(b.key(slot))
	r := &b.rows[slot]
	r.entry, r.placed = Entry{Tally: scoring.Tally{Participant: participant}}, false
	b.forget(slot)
	return true
}

// slot answers where a participant's row is, and makes one if there is none.
func (b *Board) slot(participant string) int32 {
	if slot, ok := b.slots[participant]; ok {
		return slot
	}
	var slot int32
	if n := len(b.free); n > 0 {
		slot, b.free = b.free[n-1], b.free[:n-1]
	} else {
		slot = int32(len(b.rows))
		b.rows = append(b.rows, row{})
	}
	b.rows[slot].entry.Participant = participant
	b.slots[participant] = slot
	return slot
}

// forget gives a slot back that nobody needs.
func (b *Board) forget(slot int32) {
	r := &b.rows[slot]
	if r.placed || r.held > 0 {
		return
	}
	delete(b.slots, r.entry.Participant)
	*r = row{}
	b.free = append(b.free, slot)
}
