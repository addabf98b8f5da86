package bots

import (
	"io"
	"testing"
	"time"

	"prepwire/cmd/prepbench/oracle"
	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// A board that differs from the oracle's in anything is found.
func TestCompareBoardFindsLies(t *testing.T) {
	at := time.UnixMilli(1_772_000_000_000)
	lines := []oracle.Line{
		{Rank: 1, Participant: "p1", Name: "Ada", Milli: 1500, Correct: 2, Answered: 2, TimeMs: 900, LastAt: at, Completed: true},
		{Rank: 1, Participant: "p2", Name: "Bob", Milli: 1500, Correct: 2, Answered: 2, TimeMs: 900, LastAt: at, Completed: true},
	}
	served := func() []schema.Entry {
		var board []schema.Entry
		for i, l := range lines {
			board = append(board, schema.Entry{Rank: 1, UserID: []string{"u1", "u2"}[i], Name: l.Name, Participant: schema.ID(l.Participant), Score: new(1.5),
				Correct: new(int64(2)), Wrong: new(int64(0)), Answered: 2, TimeMs: new(int64(900)), LastCorrectAt: schema.Time{Time: at}, Completed: true})
		}
		return board
	}
	for name, lie := range map[string]func(b []schema.Entry) []schema.Entry{
		"":            func(b []schema.Entry) []schema.Entry { return b },
		"rank":        func(b []schema.Entry) []schema.Entry { b[1].Rank = 2; return b },
		"user":        func(b []schema.Entry) []schema.Entry { b[1].UserID = "u1"; return b },
		"name":        func(b []schema.Entry) []schema.Entry { b[1].Name = "Eve"; return b },
		"score":       func(b []schema.Entry) []schema.Entry { b[1].Score = new(1.501); return b },
		"no score":    func(b []schema.Entry) []schema.Entry { b[1].Score = nil; return b },
		"correct":     func(b []schema.Entry) []schema.Entry { b[1].Correct = new(int64(1)); return b },
		"wrong":       func(b []schema.Entry) []schema.Entry { b[1].Wrong = new(int64(1)); return b },
		"answered":    func(b []schema.Entry) []schema.Entry { b[1].Answered = 3; return b },
		"time":        func(b []schema.Entry) []schema.Entry { b[1].TimeMs = new(int64(901)); return b },
		"last":        func(b []schema.Entry) []schema.Entry { b[1].LastCorrectAt.Time = at.Add(time.Millisecond); return b },
		"completed":   func(b []schema.Entry) []schema.Entry { b[1].Completed = false; return b },
		"order":       func(b []schema.Entry) []schema.Entry { b[0], b[1] = b[1], b[0]; return b },
		"line gone":   func(b []schema.Entry) []schema.Entry { return b[:1] },
		"line double": func(b []schema.Entry) []schema.Entry { return append(b, b[1]) },
	} {
		c := &Crowd{plan: &Plan{}, ledger: newLedger(), bots: []*bot{{user: "u1", participant: "p1"}, {user: "u2", participant: "p2"}}}
		c.compareBoard(lie(served()), lines)
		if found := c.ledger.blamed > 0; found != (name != "") {
			t.Errorf("%s: found %v: %q", name, found, c.ledger.faults)
		}
	}
}

// Two answers to one question, a repeat with other bytes, and a refusal of what
// stands are found.
func TestRepliesThatContradict(t *testing.T) {
	accepted := func(body string) *wire.Reply {
		return &wire.Reply{Result: []byte(body), Body: []byte(body)}
	}
	const first, other = `{"accepted":true,"receipt":{"position":2}}`, `{"accepted":true,"receipt":{"position":3}}`
	denied := &wire.Reply{Error: &wire.Error{Data: schema.ErrorData{Reason: schema.AlreadyAnswered}}}
	for name, c := range map[string]struct {
		answers []string
		replies []*wire.Reply
		faults  int
	}{
		"a repeat and a contradiction": {[]string{"A", "A", "B"}, []*wire.Reply{accepted(first), accepted(first), denied}, 0},
		"a race that the other won":    {[]string{"A", "B", "A"}, []*wire.Reply{denied, accepted(first), denied}, 0},
		"a lost reply":                 {[]string{"A", "A"}, []*wire.Reply{{Lost: io.EOF}, accepted(first)}, 0},
		"other bytes":                  {[]string{"A", "A"}, []*wire.Reply{accepted(first), accepted(other)}, 1},
		"two answers":                  {[]string{"A", "B"}, []*wire.Reply{accepted(first), accepted(first)}, 1},
		"denied what stands":           {[]string{"A", "A"}, []*wire.Reply{denied, accepted(first)}, 1},
		"not accepted":                 {[]string{"A"}, []*wire.Reply{accepted(`{"accepted":false}`)}, 1},
		"a refusal without a reason":   {[]string{"A"}, []*wire.Reply{{Error: &wire.Error{Data: schema.ErrorData{Reason: schema.NotRegistered}}}}, 1},
	} {
		b := &bot{crowd: &Crowd{plan: &Plan{}, ledger: newLedger()}}
		m := &matter{}
		for i, answer := range c.answers {
			b.hear(m, 0, sent{answer: answer, call: &wire.Call{}}, c.replies[i])
		}
		b.settle(m, 0)
		if l := b.crowd.ledger; l.blamed != c.faults {
			t.Errorf("%s: %d faults, want %d: %q", name, l.blamed, c.faults, l.faults)
		}
	}
}
