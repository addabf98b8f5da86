package board

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"prepwire/rpc/contest/scoring"
)

// entry makes an entry for the named participant, with values so few that many are equal.
func entry(r *rand.Rand, participant string) Entry {
	e := Entry{
		Tally:  scoring.Tally{Participant: participant, Score: r.Int64N(5)*500 - 500, Wrong: r.IntN(3), Correct: r.IntN(3), LastPosition: r.Int64N(1000)},
		UserID: "user-" + participant,
		Name:   string(rune('a' + r.IntN(3))),
	}
	e.Answered = e.Wrong + e.Correct
	if e.Correct > 0 {
		e.TimeMs = r.Int64N(3) * 100
		e.LastCorrectAt = time.UnixMilli(e.TimeMs).UTC()
	}
	return e
}

func participant(i int) string { return fmt.Sprintf("p%03d", i) }

// tally makes one with the smallest and the largest values there are.
func tally(r *rand.Rand) scoring.Tally {
	one := func(values ...int64) int64 { return values[r.IntN(len(values))] }
	const most, year = scoring.MaxQuestions * scoring.MaxPointsMilli, 366 * 24 * 3_600_000
	t := scoring.Tally{Score: one(-most, -1, 0, 1, most), Wrong: int(one(0, 1, 1000)), Correct: int(one(0, 1, 1000))}
	if t.Correct > 0 {
		t.TimeMs = one(0, 1, year, year+300)
	}
	return t
}

// The standings that the board keeps order tallies as the rules of scoring do.
func TestStandingsFollowScoring(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	seen := [3]int{}
	for range 100_000 {
		a, b := tally(r), tally(r)
		want := scoring.Compare(a, b)
		got := 0
		switch s, o := standingOf(&a), standingOf(&b); {
		case s.before(o):
			got = -1
		case o.before(s):
			got = 1
		case s != o:
			t.Fatalf("%+v and %+v are neither equal nor in order", s, o)
		}
		if got != want {
			t.Fatalf("%+v and %+v compare as %d, want %d", a, b, got, want)
		}
		seen[want+1]++
	}
	if slices.Min(seen[:]) < 1000 {
		t.Errorf("hardly tested: %v", seen)
	}
}

// A hundred thousand random operations leave what sorting everything gives.
func TestBoardEqualsSorting(t *testing.T) {
	for _, byName := range []bool{false, true} {
		for seed, size := range []int{40, 700} { // one piece, and several
			t.Run(fmt.Sprintf("byName=%v/%d", byName, size), func(t *testing.T) {
				operate(t, rand.New(rand.NewPCG(7, uint64(seed))), size, byName)
			})
		}
	}
}

func operate(t *testing.T, r *rand.Rand, size int, byName bool) {
	b, n := New(), naive{}
	if byName {
		b = ByName()
	}
	for i := range 25_000 {
		p := participant(r.IntN(size))
		switch x := r.IntN(1000); {
		case x < 700:
			e := entry(r, p)
			b.Set(e)
			n[p] = e
		case x < 990:
			_, there := n[p]
			if got := b.Remove(p); got != there {
				t.Fatalf("Remove(%s) = %v, want %v", p, got, there)
			}
			delete(n, p)
		default:
			many := make([]Entry, r.IntN(2*size))
			for j := range many {
				many[j] = entry(r, participant(r.IntN(size)))
				n[many[j].Participant] = many[j]
			}
			b.Set(many...)
		}
		if i%(100+size/2) == 0 {
			want := n.lines()
			if byName {
				want = n.byName()
			}
			compare(t, b, want, r, size)
		}
	}
}

// compare asks everything a board can answer.
func compare(t *testing.T, b *Board, want []Line, r *rand.Rand, size int) {
	t.Helper()
	sound(t, b)
	if b.Len() != len(want) {
		t.Fatalf("Len = %d, want %d", b.Len(), len(want))
	}
	same(t, "All", slices.Collect(b.All()), want)
	from, count := r.IntN(size+20)-10, r.IntN(30)
	same(t, fmt.Sprintf("Page(%d, %d)", from, count), b.Page(from, count), part(want, from, from+count))
	same(t, "Top(10)", b.Top(10), part(want, 0, 10))
	for range 5 {
		p := participant(r.IntN(size))
		at := slices.IndexFunc(want, func(l Line) bool { return l.Participant == p })
		rank, position, ok := b.Rank(p)
		line, found := b.Line(p)
		if at < 0 {
			if ok || found || b.Around(p, 3) != nil {
				t.Fatalf("%s is not on the board, but has rank %d", p, rank)
			}
			continue
		}
		if !ok || !found || position != at || rank != want[at].Rank || line != want[at] {
			t.Fatalf("%s: rank %d, position %d, line %+v; want position %d and %+v", p, rank, position, line, at, want[at])
		}
		same(t, "Around "+p, b.Around(p, 3), part(want, at-3, at+4))
	}
}

func part(lines []Line, from, to int) []Line {
	from, to = max(from, 0), min(to, len(lines))
	if from >= to {
		return nil
	}
	return lines[from:to]
}

func same(t *testing.T, what string, got, want []Line) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%s:\n%s\nwant\n%s", what, listed(got), listed(want))
	}
}

func listed(lines []Line) string {
	var s strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&s, "%3d %s %s %+v\n", l.Rank, l.Name, l.Participant, l.Tally)
	}
	return s.String()
}

// sound holds the tree to what its parts promise each other.
func sound(t *testing.T, b *Board) {
	t.Helper()
	if len(b.firsts) != len(b.pieces) || len(b.counts) != len(b.pieces) {
		t.Fatalf("%d pieces, %d firsts, %d counts", len(b.pieces), len(b.firsts), len(b.counts))
	}
	sum := 0
	for i, p := range b.pieces {
		if p.n < 1 || p.n > leafSize || b.firsts[i] != p.keys[0] || b.counts.before(i) != sum {
			t.Fatalf("piece %d has %d keys, begins with %+v, not %+v; %d before it, not %d",
				i, p.n, p.keys[0], b.firsts[i], sum, b.counts.before(i))
		}
		sum += p.n
	}
	for p, slot := range b.slots {
		if r := b.rows[slot]; r.entry.Participant != p || !r.placed && r.held == 0 {
			t.Fatalf("slot %d is kept for %s: %+v", slot, p, r)
		}
	}
	if len(b.rows) != len(b.slots)+len(b.free) {
		t.Fatalf("%d rows for %d participants and %d free slots", len(b.rows), len(b.slots), len(b.free))
	}
}

// A merge passes over those, too, who came after the last one.
func TestMergeAfterNewcomers(t *testing.T) {
	b, n, r := New(), naive{}, rand.New(rand.NewPCG(9, 9))
	set := func(from, to int) {
		many := make([]Entry, 0, to-from)
		for i := from; i < to; i++ {
			e := entry(r, participant(i))
			many, n[e.Participant] = append(many, e), e
		}
		b.Set(many...)
	}
	set(0, 200)
	for i := 200; i < 900; i++ {
		set(i, i+1)
	}
	set(0, 200)
	sound(t, b)
	same(t, "All", slices.Collect(b.All()), n.lines())
}

// Pieces that shrink are put together: removing nearly all leaves few.
func TestPiecesShrink(t *testing.T) {
	b, r := New(), rand.New(rand.NewPCG(3, 3))
	many := make([]Entry, 20_000)
	for i := range many {
		many[i] = entry(r, participant(i))
		many[i].Score = r.Int64N(1 << 40)
	}
	b.Set(many...)
	full := len(b.pieces)
	for _, i := range r.Perm(len(many))[100:] {
		b.Remove(many[i].Participant)
	}
	sound(t, b)
	if b.Len() != 100 || len(b.pieces) > 6 {
		t.Errorf("%d entries in %d pieces, of %d", b.Len(), len(b.pieces), full)
	}
}

func TestVersionIsThePositionOfTheLastEntry(t *testing.T) {
	b := New()
	b.Set(Entry{Tally: scoring.Tally{Participant: "a", LastPosition: 9}}, Entry{Tally: scoring.Tally{Participant: "b", LastPosition: 5}})
	b.Set(Entry{Tally: scoring.Tally{Participant: "c", LastPosition: 7}})
	if b.Version() != 9 {
		t.Errorf("version %d, want 9", b.Version())
	}
	b.Advance(12)
	b.Advance(11)
	if s := b.Snapshot(2); s.Version != 12 || s.Total != 3 || len(s.Top) != 2 {
		t.Errorf("snapshot %+v, want version 12, total 3 and two lines", s)
	}
}

// What a reader holds stays as it was, whatever comes later.
func TestSnapshotsDoNotChange(t *testing.T) {
	b, r := New(), rand.New(rand.NewPCG(5, 5))
	for i := range 300 {
		b.Set(entry(r, participant(i)))
	}
	s := b.Snapshot(10)
	kept := slices.Clone(s.Top)
	for i := range 300 {
		e := entry(r, participant(i))
		e.Score += 10_000
		b.Set(e)
	}
	same(t, "snapshot", s.Top, kept)
}
