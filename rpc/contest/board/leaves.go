package board

import (
	"slices"
	"sort"
)

const (
	leafSize = 128
	leafFill = 96 // of a leaf made by a merge: room for changes
)

// leaves is the sequence of all keys, cut into pieces none of which is empty.
type leaves struct {
	pieces []*leaf
	firsts []key   // the first key of each piece
	counts fenwick // how many keys each piece has
}

type leaf struct {
	n    int
	keys [leafSize]key
}

func (l *leaves) len() int { return l.counts.before(len(l.pieces)) }

// locate answers where k is, or where it would be inserted. There must be a
// piece.
func (b *Board) locate(k key) (piece, index int) {
	piece = max(0, sort.Search(len(b.firsts), func(i int) bool { return b.less(k, b.firsts[i]) })-1)
	p := b.pieces[piece]
	return piece, sort.Search(p.n, func(i int) bool { return !b.less(p.keys[i], k) })
}

// better answers how many entries have a higher standing.
func (b *Board) better(s standing) int {
	piece := sort.Search(len(b.firsts), func(i int) bool { return !b.firsts[i].standing().before(s) }) - 1
	if piece < 0 {
		return 0
	}
	p := b.pieces[piece]
	return b.counts.before(piece) + sort.Search(p.n, func(i int) bool { return !p.keys[i].standing().before(s) })
}

// seek answers where the entry at a position is; 0 ≤ position < Len.
func (l *leaves) seek(position int) (piece, index int) { return l.counts.find(position) }

func (b *Board) insert(k key) {
	if len(b.pieces) == 0 {
		b.pieces, b.firsts, b.counts = append(b.pieces, &leaf{}), append(b.firsts, k), fenwick{0}
	}
	piece, index := b.locate(k)
	if b.pieces[piece].n == leafSize {
		b.split(piece)
		piece, index = b.locate(k)
	}
	p := b.pieces[piece]
	copy(p.keys[index+1:p.n+1], p.keys[index:p.n])
	p.keys[index] = k
	p.n++
	b.firsts[piece] = p.keys[0]
	b.counts.add(piece, 1)
}

// delete takes out a key that is there.
func (b *Board) delete(k key) {
	piece, index := b.locate(k)
	p := b.pieces[piece]
	copy(p.keys[index:], p.keys[index+1:p.n])
	p.n--
	b.counts.add(piece, -1)
	switch {
	case p.n == 0:
		b.drop(piece)
	case p.n < leafSize/4:
		b.firsts[piece] = p.keys[0]
		b.join(piece)
	default:
		b.firsts[piece] = p.keys[0]
	}
}

// split moves the second half of a piece into a new one.
func (l *leaves) split(piece int) {
	p, q := l.pieces[piece], &leaf{}
	q.n = copy(q.keys[:], p.keys[p.n/2:p.n])
	p.n -= q.n
	l.pieces = slices.Insert(l.pieces, piece+1, q)
	l.firsts = slices.Insert(l.firsts, piece+1, q.keys[0])
	l.recount()
}

// join puts a small piece together with its neighbour if that leaves room.
func (l *leaves) join(piece int) {
	if piece == len(l.pieces)-1 {
		piece--
	}
	if piece < 0 || l.pieces[piece].n+l.pieces[piece+1].n > leafFill {
		return
	}
	p, q := l.pieces[piece], l.pieces[piece+1]
	p.n += copy(p.keys[p.n:], q.keys[:q.n])
	l.drop(piece + 1)
}

func (l *leaves) drop(piece int) {
	l.pieces = slices.Delete(l.pieces, piece, piece+1)
	l.firsts = slices.Delete(l.firsts, piece, piece+1)
	l.recount()
}

func (l *leaves) recount() {
	l.counts = slices.Grow(l.counts[:0], len(l.pieces))[:len(l.pieces)]
	for i, p := range l.pieces {
		l.counts[i] = int32(p.n)
	}
	l.counts.build()
}
