package contest

import (
	"prepwire/rpc/contest/board"
	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
)

// entryOf is a line of a board as everybody sees it; veiled, as it may be seen
// while standings are secret.
func entryOf(l board.Line, veiled bool) schema.Entry {
	e := schema.Entry{UserID: l.UserID, Name: l.Name, Answered: int64(l.Answered), Completed: l.Completed}
	if veiled {
		return e
	}
	e.Rank, e.Participant = int64(l.Rank), schema.ID(l.Participant)
	e.Score, e.TimeMs = new(scoring.Points(l.Score)), new(l.TimeMs)
	e.Correct, e.Wrong = new(int64(l.Correct)), new(int64(l.Wrong))
	e.LastCorrectAt = schema.Time{Time: l.LastCorrectAt}
	return e
}

func entriesOf(lines []board.Line, veiled bool) []schema.Entry {
	out := make([]schema.Entry, len(lines))
	for i, l := range lines {
		out[i] = entryOf(l, veiled)
	}
	return out
}

// veil takes out of a tally what must not be seen, so that nothing of it can
// decide an order or a size.
func veil(t scoring.Tally) scoring.Tally {
	return scoring.Tally{Participant: t.Participant, Answered: t.Answered, Completed: t.Completed, LastPosition: t.LastPosition}
}
