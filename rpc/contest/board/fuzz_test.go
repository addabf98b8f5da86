package board

import (
	"slices"
	"testing"

	"prepwire/rpc/contest/scoring"
)

// FuzzBoard reads operations from bytes, three each, and holds the board to
// what sorting everything gives.
func FuzzBoard(f *testing.F) {
	f.Add([]byte("aAAbBBcCC"), false)
	f.Add([]byte{0, 1, 2, 0, 1, 2, 255, 1, 2, 3, 200, 9, 250, 7, 7}, true)
	f.Add([]byte("0001A0000"), false) // a merge, a newcomer, a merge without it
	f.Add([]byte("280\xfa00"), false)
	f.Fuzz(func(t *testing.T, operations []byte, byName bool) {
		b, n := New(), naive{}
		if byName {
			b = ByName()
		}
		var many []Entry
		for op := range slices.Chunk(operations, 3) {
			if len(op) < 3 {
				break
			}
			p := participant(int(op[0]) % 200)
			if op[0] >= 220 {
				b.Set(many...)
				many = many[:0]
				b.Remove(p)
				delete(n, p)
				continue
			}
			e := Entry{Tally: scoring.Tally{Participant: p, Score: int64(op[1] % 8), Wrong: int(op[1] >> 6), Correct: int(op[2] & 1), TimeMs: int64(op[2] & 1 * (op[2] >> 5))}}
			e.Name = string('a' + rune(op[2]>>1&3))
			n[p] = e
			if op[1]&8 != 0 {
				many = append(many, e)
				continue
			}
			if many = append(many, e); op[1]&16 != 0 {
				b.merge(many)
			} else {
				b.Set(many...)
			}
			many = many[:0]
		}
		b.Set(many...)
		want := n.lines()
		if byName {
			want = n.byName()
		}
		sound(t, b)
		same(t, "All", slices.Collect(b.All()), want)
		for i, l := range want {
			if rank, position, ok := b.Rank(l.Participant); !ok || rank != l.Rank || position != i {
				t.Fatalf("%s: rank %d, position %d, want %d and %d", l.Participant, rank, position, l.Rank, i)
			}
		}
	})
}
