package contest

import (
	"sync"
	"time"

	"prepwire/rpc/contest/board"
	"prepwire/schema"
)

const (
	boardTop      = 10              // entries that everybody is told
	standingEvery = 2 * time.Second // at most, to one participant
	inTurn        = 1250            // participants a tick of whom others may have changed the rank
)

// standings is the board of a contest and who is told of a place on it.
type standings struct {
	mu     sync.RWMutex // guards what follows
	veiled bool         // until the end nobody sees who is ahead
	board  *board.Board
	watch  *board.Watch
}

func newStandings(veiled bool) *standings {
	b := board.New()
	if veiled {
		b = board.ByName()
	}
	return &standings{veiled: veiled, board: b, watch: board.NewWatch(b, standingEvery, inTurn)}
}

// set brings entries up to date; position is that of the last log entry that
// the board then knows of.
func (t *standings) set(entries []board.Entry, position int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.veiled {
		for i := range entries {
			entries[i].Tally = veil(entries[i].Tally)
		}
	}
	t.board.Set(entries...)
	t.board.Advance(position)
}

// top is the head of the board, as everybody may see it.
func (t *standings) top(n int) schema.Board {
	t.mu.RLock()
	defer t.mu.RUnlock()
	snap := t.board.Snapshot(n)
	return schema.Board{Version: snap.Version, Total: int64(snap.Total), Top: entriesOf(snap.Top, t.veiled)}
}

func (t *standings) version() int64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.board.Version()
}

// line is a participant's own, nil for who is not on the board.
func (t *standings) line(participant string) *schema.Entry {
	t.mu.RLock()
	defer t.mu.RUnlock()
	l, ok := t.board.Line(participant)
	if !ok {
		return nil
	}
	e := entryOf(l, t.veiled)
	return &e
}

// around are a participant's line and up to n before and after it.
func (t *standings) around(participant string, n int) []schema.Entry {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return entriesOf(t.board.Around(participant, n), t.veiled)
}

// page are n lines from a position on, which begins at 0.
func (t *standings) page(from, n int) (lines []schema.Entry, more bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return entriesOf(t.board.Page(from, n), t.veiled), from+n < t.board.Len()
}

func (t *standings) size() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.board.Len()
}

// come says that a participant is to be told of its place on the board.
func (t *standings) come(participant string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watch.Add(participant)
}

// depart ends what come began.
func (t *standings) depart(participant string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watch.Drop(participant)
}

// due are the lines of those who are to be told now.
func (t *standings) due(now time.Time, into []board.Line) []board.Line {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.watch.Due(now, into)
}
