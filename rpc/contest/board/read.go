package board

import "iter"

// Rank answers a participant's rank and its position in the list, which begins
// at 0. It is false when the participant is not on the board.
func (b *Board) Rank(participant string) (rank, position int, ok bool) {
	slot, ok := b.slots[participant]
	if !ok || !b.rows[slot].placed {
		return 0, 0, false
	}
	k := b.key(slot)
	piece, index := b.locate(k)
	return b.rank(k), b.counts.before(piece) + index, true
}

// Line answers a participant's line. It is false when the participant is not
// on the board.
func (b *Board) Line(participant string) (Line, bool) {
	slot, ok := b.slots[participant]
	if !ok || !b.rows[slot].placed {
		return Line{}, false
	}
	return Line{b.rank(b.key(slot)), b.rows[slot].entry}, true
}

// Top answers the first n lines, or all there are.
func (b *Board) Top(n int) []Line { return b.Page(0, n) }

// Page answers the lines from a position on, at most n. Outside the list there
// are none.
func (b *Board) Page(from, n int) []Line {
	if from < 0 {
		n, from = n+from, 0
	}
	n = min(n, b.Len()-from)
	if n <= 0 {
		return nil
	}
	lines := make([]Line, 0, n)
	for line := range b.linesFrom(from) {
		if lines = append(lines, line); len(lines) == n {
			break
		}
	}
	return lines
}

// Around answers a participant's line between the n before it and the n after
// it; at the ends of the list there are fewer. It answers none when the
// participant is not on the board.
func (b *Board) Around(participant string, n int) []Line {
	_, position, ok := b.Rank(participant)
	if !ok {
		return nil
	}
	n = min(max(n, 0), b.Len())
	return b.Page(position-n, 2*n+1)
}

// All walks over the whole list, best first. The board must not change
// meanwhile.
func (b *Board) All() iter.Seq[Line] { return b.linesFrom(0) }

// Snapshot answers the first n lines and what else everybody is told.
func (b *Board) Snapshot(n int) *Snapshot {
	return &Snapshot{Version: b.version, Total: b.Len(), Top: b.Top(n)}
}

// linesFrom walks over the list from a position on.
func (b *Board) linesFrom(from int) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		if from >= b.Len() {
			return
		}
		piece, index := b.seek(from)
		last := b.pieces[piece].keys[index]
		rank, position := b.rank(last), from
		for ; piece < len(b.pieces); piece, index = piece+1, 0 {
			p := b.pieces[piece]
			for _, k := range p.keys[index:p.n] {
				position++
				if k.standing() != last.standing() {
					rank, last = position, k
				}
				if !yield(Line{rank, b.rows[k.slot].entry}) {
					return
				}
			}
		}
	}
}

func (b *Board) rank(k key) int {
	if b.byName {
		return 0
	}
	return b.better(k.standing()) + 1
}

// ranks writes the rank of every entry to its slot in into, which is at least
// as long as rows, by one walk. By name there are none, and into stays.
func (b *Board) ranks(into []int32) {
	if b.byName || len(b.pieces) == 0 {
		return
	}
	last, rank, position := b.firsts[0].standing(), int32(1), int32(0)
	for _, p := range b.pieces {
		for _, k := range p.keys[:p.n] {
			position++
			if s := k.standing(); s != last {
				rank, last = position, s
			}
			into[k.slot] = rank
		}
	}
}
