package board

import "slices"

// passed is how many keys are passed over in the time in which one is found
// or changed alone (BenchmarkSet, BenchmarkRanks).
const passed = 100

// mergeIsCheaper reports whether to pass over the whole board once rather than
// to change entries one by one.
func (b *Board) mergeIsCheaper(changes int) bool {
	return changes > leafSize && changes*passed > b.Len()
}

// merge does what set does for each entry: it takes the keys of all that
// change out of the sequence and merges them in again in their new order.
func (b *Board) merge(entries []Entry) {
	changed := b.change(entries)
	slices.SortFunc(changed, b.compare)
	rest := changed
	var f filler
	for _, p := range b.pieces {
		for _, k := range p.keys[:p.n] {
			if b.moved[k.slot] {
				continue
			}
			for len(rest) > 0 && b.less(rest[0], k) {
				f.put(rest[0])
				rest = rest[1:]
			}
			f.put(k)
		}
		f.spare = append(f.spare, p)
	}
	for _, k := range rest {
		f.put(k)
	}
	b.fill(f.full)
	for _, k := range changed {
		b.moved[k.slot] = false
	}
}

// change updates the rows of entries. It marks those that have to move and
// answers their new keys.
func (b *Board) change(entries []Entry) []key {
	changed := make([]key, 0, len(entries))
	for i := range entries {
		e := &entries[i]
		b.Advance(e.LastPosition)
		slot := b.slot(e.Participant)
		b.reserve()
		r := &b.rows[slot]
		if !b.moved[slot] && (!r.placed || !b.stays(r, e)) {
			b.moved[slot] = true
			changed = append(changed, key{slot: slot})
		}
		r.entry, r.placed = *e, true
	}
	for i, k := range changed {
		changed[i] = b.key(k.slot)
	}
	return changed
}

// reserve makes room to mark every row.
func (b *Board) reserve() {
	if more := len(b.rows) - len(b.moved); more > 0 {
		b.moved = append(b.moved, make([]bool, more)...)
	}
}

// filler writes keys into pieces, those first that have been read.
type filler struct {
	full, spare []*leaf
}

func (f *filler) put(k key) {
	n := len(f.full)
	if n == 0 || f.full[n-1].n == leafFill {
		f.full, n = append(f.full, f.empty()), n+1
	}
	p := f.full[n-1]
	p.keys[p.n] = k
	p.n++
}

func (f *filler) empty() *leaf {
	n := len(f.spare)
	if n == 0 {
		return &leaf{}
	}
	p := f.spare[n-1]
	f.spare = f.spare[:n-1]
	p.n = 0
	return p
}

// fill makes pieces the whole sequence.
func (l *leaves) fill(pieces []*leaf) {
	l.pieces, l.firsts = pieces, l.firsts[:0]
	for _, p := range pieces {
		l.firsts = append(l.firsts, p.keys[0])
	}
	l.recount()
}
