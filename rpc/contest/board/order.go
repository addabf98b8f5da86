package board

import (
	"cmp"
	"math"
	"strings"

	"prepwire/rpc/contest/scoring"
)

// standing is what a rank depends on, and nothing else: it orders tallies as
// scoring.Compare does, from 20 bytes instead of a hundred.
type standing struct {
	score int64
	time  int64 // of the last correct answer; without one the largest number
	wrong int32
}

// key is an entry's place in the order. It says where to look (slot) when
// entries of equal standing are to be told apart by name.
type key struct {
	standing
	slot int32
}

func standingOf(t *scoring.Tally) standing {
	s := standing{score: t.Score, time: t.TimeMs, wrong: int32(t.Wrong)}
	if t.Correct == 0 {
		s.time = math.MaxInt64
	}
	return s
}

// before reports whether s ranks higher than o.
func (s standing) before(o standing) bool {
	if s.score != o.score {
		return s.score > o.score
	}
	if s.wrong != o.wrong {
		return s.wrong < o.wrong
	}
	return s.time < o.time
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
	return key{standingOf(&b.rows[slot].entry.Tally), slot}
}

// less reports whether x is listed before y.
func (b *Board) less(x, y key) bool {
	if x.standing != y.standing {
		return x.before(y.standing)
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
