package board

import (
	"cmp"
	"strings"

	"prepwire/rpc/contest/scoring"
)

// standing is what a rank depends on, and nothing else: it orders tallies as
// scoring.Compare does, from 16 bytes instead of a hundred.
type standing struct {
	score int64
	late  uint64 // less is better: 24 bits of wrong answers, then the time of the last correct one
}

const (
	timeBits = 40              // of milliseconds: 34 years, and no contest takes two
	never    = 1<<timeBits - 1 // the time of who has no correct answer
)

// key is an entry's place in the order. It says where to look (slot) when
// entries of equal standing are to be told apart by name.
type key struct {
	score int64
	late  uint64
	slot  int32
}

func standingOf(t *scoring.Tally) standing {
	time := uint64(never)
	if t.Correct > 0 {
		time = uint64(min(t.TimeMs, never-1))
	}
	return standing{t.Score, uint64(t.Wrong)<<timeBits | time}
}

func (k *key) standing() standing { return standing{k.score, k.late} }

// before reports whether s ranks higher than o.
func (s standing) before(o standing) bool {
	return s.score > o.score || s.score == o.score && s.late < o.late
}

// row is what is known of one participant. Its slot is its index.
type row struct {
	entry  Entry
	placed bool  // stands on the board
	held   int32 // watches that refer to the slot
}

// key says where a row belongs.
func (b *Board) key(slot int32) key {
	if b.byName {
		return key{slot: slot}
	}
	s := standingOf(&b.rows[slot].entry.Tally)
	return key{s.score, s.late, slot}
}

// less reports whether x is listed before y.
func (b *Board) less(x, y key) bool {
	if s, o := x.standing(), y.standing(); s != o {
		return s.before(o)
	}
	return x.slot != y.slot && b.compareNames(x.slot, y.slot) < 0
}

func (b *Board) compare(x, y key) int {
	switch {
	case b.less(x, y):
		return -1
	case b.less(y, x):
		return 1
	}
	return 0
}

func (b *Board) compareNames(x, y int32) int {
	p, q := &b.rows[x].entry, &b.rows[y].entry
	return cmp.Or(strings.Compare(p.Name, q.Name), strings.Compare(p.Participant, q.Participant))
}
