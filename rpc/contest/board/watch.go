package board

import (
	"time"
)

// Watch finds who is to be told of a change of their own line: those who are
// present, each at most once in a while. Make one with [NewWatch].
type Watch struct {
	board   *Board
	every   time.Duration
	inTurn  int
	started time.Time
	present []watched
	where   []int32 // by slot: one more than the index in present; 0 absent
	turn    int     // index in present where the next turn begins
	due     []int32 // indexes in present; room used again
	ranks   []int32 // by slot; room used again
}

// watched is a participant who is present, and what it was told last.
type watched struct {
	at       time.Duration // since Watch.started
	position int64
	score    int64 // may change without a position: when the contest closes
	rank     int32
	slot     int32
}

const neverTold = time.Duration(-1 << 62)

// NewWatch makes a watch of b that tells nobody twice within a time. Those who
// did something themselves are told first; of those whose rank was changed by
// others, at most inTurn (1 or more) in one call, in turn: when the first answer after a
// pause moves all others one down, it takes a while until everybody knows.
func NewWatch(b *Board, every time.Duration, inTurn int) *Watch {
	return &Watch{board: b, every: every, inTurn: inTurn}
}

// Len answers how many are present.
func (w *Watch) Len() int { return len(w.present) }

// Add says that a participant is present, on the board or not yet. It is told
// its line when next it can be. Repeat: nothing happens.
func (w *Watch) Add(participant string) {
	slot := w.board.slot(participant)
	if w.index(slot) >= 0 {
		return
	}
	w.board.rows[slot].held++
	w.present = append(w.present, watched{at: neverTold, slot: slot})
	if int(slot) >= len(w.where) {
		w.where = append(w.where, make([]int32, len(w.board.rows)-len(w.where))...)
	}
	w.where[slot] = int32(len(w.present))
}

// Drop says that a participant is no longer present. Repeat: nothing happens.
func (w *Watch) Drop(participant string) {
	slot, ok := w.board.slots[participant]
	if !ok || w.index(slot) < 0 {
		return
	}
	i, last := w.index(slot), len(w.present)-1
	w.present[i] = w.present[last]
	w.where[w.present[i].slot] = int32(i) + 1
	w.where[slot] = 0
	w.present = w.present[:last]
	w.board.rows[slot].held--
	w.board.forget(slot)
}

// Due appends to into the lines of those who are to be told at a time, and
// takes it that they are told. A line is due when its entry or its rank is not
// what was told last. Times must not fall.
func (w *Watch) Due(now time.Time, into []Line) []Line {
	if w.started.IsZero() {
		w.started = now
	}
	at := now.Sub(w.started)
	w.choose(at)
	rankOf := w.rankOf()
	for _, i := range w.due {
		t := &w.present[i]
		e := &w.board.rows[t.slot].entry
		rank := rankOf(t.slot)
		if rank == t.rank && t.knows(e) {
			continue
		}
		*t = watched{at: at, position: e.LastPosition, score: e.Score, rank: rank, slot: t.slot}
		into = append(into, Line{int(rank), *e})
	}
	return into
}

// knows reports whether the entry is what was told last.
func (t *watched) knows(e *Entry) bool { return e.LastPosition == t.position && e.Score == t.score }

// choose collects those who may be told: who changed, and who has its turn.
func (w *Watch) choose(at time.Duration) {
	w.due = w.due[:0]
	n := len(w.present)
	if w.turn >= n {
		w.turn = 0
	}
	end := w.turn + w.inTurn // may go round to the beginning
	for i := range w.present {
		t := &w.present[i]
		if at-t.at < w.every {
			continue
		}
		r := &w.board.rows[t.slot]
		itsTurn := i >= w.turn && i < end || i+n < end
		if r.placed && (itsTurn || !t.knows(&r.entry)) {
			w.due = append(w.due, int32(i))
		}
	}
	w.turn = end
	if n > 0 {
		w.turn %= n
	}
}

// rankOf answers how to find the ranks of those who may be told: for few each
// alone, for many by one walk over the board.
func (w *Watch) rankOf() func(slot int32) int32 {
	b := w.board
	if len(w.due)*passed < b.Len() {
		return func(slot int32) int32 { return int32(b.rank(b.key(slot))) }
	}
	if len(w.ranks) < len(b.rows) {
		w.ranks = make([]int32, len(b.rows)+len(b.rows)/4)
	}
	b.ranks(w.ranks)
	return func(slot int32) int32 { return w.ranks[slot] }
}

// index answers where a slot is in present, or -1.
func (w *Watch) index(slot int32) int {
	if int(slot) >= len(w.where) {
		return -1
	}
	return int(w.where[slot]) - 1
}
