package board

import "slices"

// merged is room that merges use again and again.
type merged struct {
	moved   []bool // by slot: its key is in changed; all false between merges
	changed []key
	all     []key
}

// mergeIsCheaper reports whether to pass over the whole board once rather than
// to change entries one by one: to change one alone costs about as much as to
// copy 100 (BenchmarkSet).
func (b *Board) mergeIsCheaper(changes int) bool { return changes > leafSize && changes*100 > b.Len() }

// merge does what set does for each entry: it takes the keys of all that
// change out of the sequence and merges them in again in their new order.
func (b *Board) merge(entries []Entry) {
	m := &b.merged
	m.changed, m.all = m.changed[:0], m.all[:0]
	for i := range entries {
		b.change(&entries[i])
	}
	for i, k := range m.changed {
		m.changed[i] = b.key(k.slot)
	}
	slices.SortFunc(m.changed, b.compare)
	rest := m.changed
	for _, p := range b.pieces {
		for _, k := range p.keys[:p.n] {
			if m.moved[k.slot] {
				continue
			}
			for len(rest) > 0 && b.less(rest[0], k) {
				m.all, rest = append(m.all, rest[0]), rest[1:]
			}
			m.all = append(m.all, k)
		}
	}
	m.all = append(m.all, rest...)
	b.cut(m.all)
	for _, k := range m.changed {
		m.moved[k.slot] = false
	}
}

// change updates the row of e, and notes its key if it has to move.
func (b *Board) change(e *Entry) {
	b.Advance(e.LastPosition)
	slot := b.slot(e.Participant)
	m := &b.merged
	if int(slot) >= len(m.moved) {
		m.moved = append(m.moved, make([]bool, len(b.rows)-len(m.moved))...)
	}
	r := &b.rows[slot]
	if !m.moved[slot] && (!r.placed || !b.stays(r, e)) {
		m.moved[slot] = true
		m.changed = append(m.changed, key{slot: slot})
	}
	r.entry, r.placed = *e, true
}

// cut makes pieces of a whole sequence, in the room of the old ones.
func (l *leaves) cut(all []key) {
	n := 0
	for part := range slices.Chunk(all, leafFill) {
		if n == len(l.pieces) {
			l.pieces = append(l.pieces, &leaf{})
			l.firsts = append(l.firsts, key{})
		}
		l.pieces[n].n = copy(l.pieces[n].keys[:], part)
		l.firsts[n] = part[0]
		n++
	}
	clear(l.pieces[n:])
	l.pieces, l.firsts = l.pieces[:n], l.firsts[:n]
	l.recount()
}
