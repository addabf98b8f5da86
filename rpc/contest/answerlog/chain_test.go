package answerlog

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"prepwire/rpc/contest/scoring"
)

// begun is a chain behind its opening entry: one question, free, one minute.
func begun(t testing.TB) (*Chain, scoring.Slot) {
	t.Helper()
	rules := scoring.Rules{ContestID: "c1", Start: start, End: start.Add(time.Minute), Pacing: scoring.Free, Scoring: scoring.Accuracy,
		Questions: []scoring.Question{{ID: "q1", Type: "short-answer", PointsMilli: 1000}}}
	c := NewChain(Head{})
	if _, _, err := c.Open(start, Opened{Rules: rules, KeyCommitment: zeroHash}); err != nil {
		t.Fatal(err)
	}
	s, err := scoring.NewSchedule(&rules)
	if err != nil {
		t.Fatal(err)
	}
	return c, s.Slot(0)
}

func TestChainKeepsTimeAndCredit(t *testing.T) {
	c, slot := begun(t)
	head := c.Head()
	for i, in := range []struct {
		arrived, earned      time.Duration
		at, timeMs, creditMs int64 // after the start
	}{
		{2500*time.Millisecond + 999*time.Microsecond, 40, 2500, 2460, 40}, // down to the millisecond
		{2400 * time.Millisecond, 40, 2500, 2460, 40},                      // never back
		{2501 * time.Millisecond, 500, 2501, 2351, 150},
	} {
		e, line, err := c.Answer(start.Add(in.arrived), slot, "p", "a", int64(in.earned))
		if err != nil {
			t.Fatal(err)
		}
		if got := e.At.Sub(start).Milliseconds(); got != in.at || e.Answer.TimeMs != in.timeMs || e.Answer.CreditMs != in.creditMs {
			t.Errorf("answer %d: at %d, time %d, credit %d", i, got, e.Answer.TimeMs, e.Answer.CreditMs)
		}
		if e.Position != head.Position+1 || e.PrevHash != head.Hash || e.Answer.Position != e.Position || !e.Answer.At.Equal(e.At) {
			t.Errorf("answer %d does not follow: %+v", i, e)
		}
		if read, err := Parse(line); err != nil || read != e {
			t.Errorf("answer %d: read %+v (%v), want %+v", i, read, err, e)
		}
		head = c.Head()
	}
}

func TestChainRefuses(t *testing.T) {
	c, slot := begun(t)
	before := c.Head()
	empty := NewChain(Head{})
	late := slot
	late.Opens = start.Add(time.Hour)
	for name, call := range map[string]func() (Entry, []byte, error){
		"second opening":       func() (Entry, []byte, error) { return c.Open(start, Opened{}) },
		"bad rules":            func() (Entry, []byte, error) { return empty.Open(start, Opened{}) },
		"answer without rules": func() (Entry, []byte, error) { return empty.Answer(start, slot, "p", "a", 0) },
		"close without rules":  func() (Entry, []byte, error) { return empty.Close(start, Closed{}) },
		"not open":             func() (Entry, []byte, error) { return c.Answer(start, late, "p", "a", 0) },
		"no text":              func() (Entry, []byte, error) { return c.Answer(start, slot, "p", "\xff", 0) },
		"no key": func() (Entry, []byte, error) {
			return c.Close(start, Closed{Key: scoring.NewKey(map[string]string{"q1": "\xff"})})
		},
	} {
		e, line, err := call()
		if err == nil || e.Position != 0 || line != nil {
			t.Errorf("%s: %+v, %q, %v", name, e, line, err)
		}
	}
	if c.Head() != before || empty.Head() != (Head{}) {
		t.Error("a refusal moved the chain")
	}
	if _, _, err := c.Close(start, Closed{Key: scoring.NewKey(map[string]string{"q1": "a"}), Salt: zeroHash}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Answer(start, slot, "p", "a", 0); !errors.Is(err, ErrClosed) {
		t.Errorf("an answer behind the close: %v", err)
	}
	if _, _, err := c.Close(start, Closed{}); !errors.Is(err, ErrClosed) {
		t.Errorf("a second close: %v", err)
	}
}

// Two nodes write at once: who comes second follows the first and chains its
// own anew.
func TestChainsMeet(t *testing.T) {
	a, slot := begun(t)
	b := NewChain(a.Head())
	first, line, err := a.Answer(start.Add(time.Second), slot, "pa", "a", 0)
	if err != nil {
		t.Fatal(err)
	}
	lost, _, err := b.Answer(start.Add(900*time.Millisecond), slot, "pb", "b", 0)
	if err != nil {
		t.Fatal(err)
	}
	read, err := Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Follow(read); err == nil {
		t.Error("an entry followed another at its own position")
	}
	b = NewChain(Head{Position: lost.Position - 1, Hash: lost.PrevHash, At: start})
	if err := b.Follow(read); err != nil || b.Head() != a.Head() {
		t.Errorf("head %+v (%v), want %+v", b.Head(), err, a.Head())
	}
	again, _, err := b.Answer(start.Add(900*time.Millisecond), slot, "pb", "b", 0)
	if err != nil || again.Position != 3 || again.PrevHash != first.Hash || !again.At.Equal(first.At) || again.Answer.TimeMs != 1000 {
		t.Errorf("chained anew: %+v (%v)", again, err)
	}
}

func TestFollowRefuses(t *testing.T) {
	c := play(t, rand.New(rand.NewPCG(2, 2)), 8, 8)
	last := len(c.entries) - 1
	chain := NewChain(Head{})
	for i, e := range c.entries {
		for what, spoil := range map[string]func(e *Entry){
			"does not follow": func(e *Entry) { e.Position++ },
			"prevHash":        func(e *Entry) { e.PrevHash = e.Hash },
			"is before":       func(e *Entry) { e.At = start.Add(-time.Hour) },
			"an entry of type": func(e *Entry) {
				e.Type = TypeOpened
				if e.Position == 1 {
					e.Type = TypeAnswer
				}
			},
		} {
			bad := e
			spoil(&bad)
			before := chain.Head()
			if err := chain.Follow(bad); (i > 0 || what != "is before") && (err == nil || !strings.Contains(err.Error(), what)) || i > 0 && chain.Head() != before {
				t.Errorf("entry %d: %v, want: %s", i, err, what)
			} else if i == 0 {
				chain = NewChain(before)
			}
		}
		if err := chain.Follow(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := chain.Follow(c.entries[last]); !errors.Is(err, ErrClosed) {
		t.Errorf("behind the close: %v", err)
	}
}

func TestLinesAreNotSharedWithTheChain(t *testing.T) {
	c, slot := begun(t)
	_, line, _ := c.Answer(start, slot, "p1", "first", 0)
	before := bytes.Clone(line)
	if _, _, err := c.Answer(start, slot, "p2", "second", 0); err != nil || !bytes.Equal(line, before) {
		t.Errorf("%s became %s (%v)", before, line, err)
	}
}
