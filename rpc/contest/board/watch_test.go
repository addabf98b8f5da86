package board

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"prepwire/rpc/contest/scoring"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// scored makes an entry that differs in its score alone.
func scored(participant string, score, position int64) Entry {
	return Entry{Tally: scoring.Tally{Participant: participant, Score: score, LastPosition: position}}
}

// told names who is due after some milliseconds, with ranks.
func told(w *Watch, ms int) string {
	lines := w.Due(start.Add(time.Duration(ms)*time.Millisecond), nil)
	var names []string
	for _, l := range lines {
		names = append(names, fmt.Sprintf("%s:%d", l.Participant, l.Rank))
	}
	slices.Sort(names)
	return fmt.Sprint(names)
}

func TestWatchTellsOfChanges(t *testing.T) {
	b := New()
	w := NewWatch(b, 2*time.Second, 100)
	expect := func(ms int, want string) {
		t.Helper()
		if got := told(w, ms); got != want {
			t.Errorf("after %d ms: %s, want %s", ms, got, want)
		}
	}
	w.Add("a")
	w.Add("b")
	w.Add("b")
	expect(0, "[]") // on no board yet
	b.Set(scored("a", 10, 1), scored("b", 5, 2), scored("absent", 7, 3))
	expect(250, "[a:1 b:3]")
	b.Set(scored("b", 8, 4))
	expect(500, "[]") // told less than two seconds ago
	expect(2249, "[]")
	expect(2250, "[b:2]")
	expect(9000, "[]") // nothing has changed
	b.Set(scored("absent", 20, 5))
	expect(9250, "[a:2 b:3]") // moved by others
	b.Set(scored("a", 10, 6))
	expect(11250, "[a:2]") // the entry changed, the rank did not
	w.Drop("b")
	w.Drop("b")
	w.Drop("nobody")
	b.Set(scored("b", 30, 7))
	expect(14000, "[a:3]")
	w.Add("b")
	expect(14250, "[b:1]")
	if w.Len() != 2 {
		t.Errorf("%d present, want 2", w.Len())
	}
}

// What the close of a contest adds is told, though it has no position of its own.
func TestWatchTellsOfScores(t *testing.T) {
	b := New()
	w := NewWatch(b, 0, 100)
	w.Add("a")
	b.Set(scored("a", 10, 1))
	told(w, 0)
	b.Set(scored("a", 11, 1))
	if got := told(w, 0); got != "[a:1]" {
		t.Errorf("told %s, want a", got)
	}
}

// By name nobody has a rank, so others move nobody.
func TestWatchByName(t *testing.T) {
	b := ByName()
	w := NewWatch(b, 0, 100)
	for i := range 10 {
		w.Add(participant(i))
		b.Set(scored(participant(i), 1, 1))
	}
	told(w, 0)
	b.Set(scored(participant(3), 2, 2))
	if got := told(w, 0); got != "[p003:0]" {
		t.Errorf("told %s, want p003 alone, without a rank", got)
	}
}

// A participant that is watched keeps its slot; one that is neither watched
// nor on the board gives it back.
func TestWatchKeepsSlots(t *testing.T) {
	b := New()
	w := NewWatch(b, time.Second, 100)
	w.Add("a")
	b.Set(scored("a", 1, 1))
	b.Remove("a")
	b.Set(scored("b", 2, 2), scored("a", 1, 3))
	if got := told(w, 0); got != "[a:2]" {
		t.Errorf("told %s, want a", got)
	}
	b.Remove("a")
	w.Drop("a")
	sound(t, b)
	if len(b.slots) != 1 {
		t.Errorf("slots %v, want that of b alone", b.slots)
	}
}

// When the first answer moves a thousand down, it is told to them by and by,
// to everybody once.
func TestWatchTellsInTurn(t *testing.T) {
	const n, inTurn = 1000, 125
	b := New()
	w := NewWatch(b, 2*time.Second, inTurn)
	for i := range n {
		w.Add(participant(i))
		b.Set(scored(participant(i), int64(i), int64(i)))
	}
	told(w, 0) // all have acted themselves
	b.Set(scored("first", n, n))
	count := map[string]int{}
	for tick := range n / inTurn {
		lines := w.Due(start.Add(time.Hour+time.Duration(tick)*250*time.Millisecond), nil)
		if len(lines) != inTurn {
			t.Errorf("tick %d tells %d, want %d", tick, len(lines), inTurn)
		}
		for _, l := range lines {
			count[l.Participant]++
		}
	}
	if len(count) != n {
		t.Errorf("%d of %d were told", len(count), n)
	}
}

// Turns go round: whom others move with every tick hears of it as often as
// everybody else.
func TestWatchTakesTurns(t *testing.T) {
	const n, inTurn, ticks = 1000, 300, 10
	b := New()
	w := NewWatch(b, 0, inTurn)
	for i := range n {
		w.Add(participant(i))
		b.Set(scored(participant(i), int64(i), int64(i)))
	}
	told(w, 0)
	w.turn = 0
	count := map[string]int{}
	for tick := range ticks {
		b.Set(scored(fmt.Sprintf("leader %d", tick), n, n))
		for _, l := range w.Due(start, nil) {
			count[l.Participant]++
		}
	}
	for i := range n {
		if got := count[participant(i)]; got != ticks*inTurn/n {
			t.Fatalf("%s was told %d times, want %d", participant(i), got, ticks*inTurn/n)
		}
	}
}

// Whatever happens, nobody is told twice within the time, nobody is told
// what is not so, and once nothing changes everybody knows its own line.
func TestWatchAgainstModel(t *testing.T) {
	for _, inTurn := range []int{3, 1000} {
		r := rand.New(rand.NewPCG(11, uint64(inTurn)))
		const size, every = 60, 2 * time.Second
		b := New()
		w := NewWatch(b, every, inTurn)
		present, last, known := map[string]bool{}, map[string]time.Time{}, map[string]Line{}
		now, position := start, int64(0)
		check := func() {
			for _, l := range w.Due(now, nil) {
				p := l.Participant
				if at, ok := last[p]; !present[p] || ok && now.Sub(at) < every {
					t.Fatalf("%s told at %v, before at %v; present: %v", p, now, at, present[p])
				}
				if want, _ := b.Line(p); l != want || l == known[p] {
					t.Fatalf("told %+v, want %+v, known %+v", l, want, known[p])
				}
				last[p], known[p] = now, l
			}
		}
		for range 20_000 {
			p := participant(r.IntN(size))
			switch r.IntN(10) {
			case 0:
				w.Drop(p)
				delete(present, p)
				delete(last, p)
				delete(known, p)
			case 1, 2:
				w.Add(p)
				present[p] = true
			case 3:
				now = now.Add(time.Duration(r.IntN(500)) * time.Millisecond)
				check()
			default:
				position++
				e := entry(r, p)
				e.LastPosition = position
				b.Set(e)
			}
		}
		for range 2 * size {
			now = now.Add(every)
			check()
		}
		for p := range present {
			if want, ok := b.Line(p); ok && known[p] != want {
				t.Errorf("%s knows %+v, want %+v", p, known[p], want)
			}
		}
	}
}

// Both ways to find ranks agree.
func TestRanksOfAllAndOfOne(t *testing.T) {
	b, r := New(), rand.New(rand.NewPCG(13, 13))
	for i := range 3000 {
		b.Set(entry(r, participant(i)))
	}
	ranks := make([]int32, len(b.rows))
	b.ranks(ranks)
	for p, slot := range b.slots {
		if rank, _, _ := b.Rank(p); rank != int(ranks[slot]) {
			t.Fatalf("%s has rank %d alone and %d in the walk", p, rank, ranks[slot])
		}
	}
}
