package answerlog

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"prepwire/rpc/contest/scoring"
)

// same tells how standings differ from the oracle's board, or nothing.
func same(got []scoring.Standing, want []oracleEntry) string {
	if len(got) != len(want) {
		return fmt.Sprintf("%d participants, want %d", len(got), len(want))
	}
	for i, g := range got {
		w := want[i]
		if g.Rank != w.Rank || g.Participant != w.Participant || big.NewRat(g.Score, 1000).Cmp(w.Score) != 0 ||
			g.Correct != w.Correct || g.Wrong != w.Wrong || g.Answered != w.Answered || g.TimeMs != w.TimeMs ||
			!g.LastCorrectAt.Equal(w.LastCorrectAt) || g.Completed != w.Completed || g.LastPosition != w.LastPosition {
			return fmt.Sprintf("line %d is %+v, want %+v", i, g, w)
		}
	}
	return ""
}

// tally counts what the contests had in them, so that a test of nothing shows.
type tally map[string]int

func (c tally) count(con *contest, board []oracleEntry, o *oracle) {
	c[con.rules.Scoring+" "+con.rules.Pacing]++
	c["contests"]++
	c["answers"] += len(o.answers)
	c["participants"] += len(board)
	for i, a := range o.answers {
		c[o.verdict[i]]++
		if *a.CreditMs > 0 {
			c["with credit"]++
		}
	}
	for i := range board {
		if i > 0 && board[i].Rank == board[i-1].Rank {
			c["shared ranks"]++
		}
	}
	if len(board) == 0 {
		c["nobody answered"]++
	}
}

// TestReplayIsTheOraclesBoard plays 1,000 random contests. The fold of every
// prefix of each, and the replay of its file, are what the oracle makes of the
// same lines.
func TestReplayIsTheOraclesBoard(t *testing.T) {
	r := rand.New(rand.NewPCG(8785, 3))
	had, prefixes := tally{}, 0
	for range 1000 {
		participants, questions := 8, 7
		if r.IntN(100) == 0 {
			participants, questions = 4, 150
		}
		c := play(t, r, participants, questions)
		o := newOracle(t, c.file())
		fold, err := scoring.NewFold(c.rules, scoring.NewKey(c.key))
		if err != nil {
			t.Fatal(err)
		}
		for n, a := range c.entries[1 : len(c.entries)-1] {
			if _, err := fold.Apply(a.Answer); err != nil {
				t.Fatal(err)
			}
			if diff := same(scoring.Standings(fold.Tallies()), o.board(n+1, false)); diff != "" {
				t.Fatalf("%s after %d answers: %s", c.file(), n+1, diff)
			}
			prefixes++
		}
		if err := fold.Close(c.entries[len(c.entries)-1].Position); err != nil {
			t.Fatal(err)
		}
		final := o.board(len(o.answers), true)
		live := scoring.Standings(fold.Tallies())
		replayed, _, err := Replay(bytes.NewReader(c.file()), c.head())
		if err != nil {
			t.Fatalf("%s: %v", c.file(), err)
		}
		if diff := same(live, final); diff != "" {
			t.Fatalf("%s: live: %s", c.file(), diff)
		}
		if !slices.Equal(live, replayed) {
			t.Fatalf("%s: replayed %+v, live %+v", c.file(), replayed, live)
		}
		had.count(c, final, o)
	}
	for _, what := range []string{"accuracy free", "accuracy live", "speed live", "amc free", "amc live", "negative free", "negative live",
		"contests", "participants", "answers", "correct", "wrong", "late", "with credit", "shared ranks", "nobody answered"} {
		t.Logf("%-16s %6d", what, had[what])
		if had[what] == 0 {
			t.Errorf("no contest had: %s", what)
		}
	}
	t.Logf("%-16s %6d", "prefixes", prefixes)
}

func TestReplayNeedsTheKey(t *testing.T) {
	c := play(t, rand.New(rand.NewPCG(1, 1)), 8, 8)
	open := joined(c.lines[:len(c.lines)-1])
	board, s, err := Replay(bytes.NewReader(open), "")
	if !errors.Is(err, ErrNotClosed) || board != nil || s.Entries != int64(len(c.lines)-1) {
		t.Errorf("%v of %+v: %v", board, s, err)
	}
	var fault *Fault
	if _, _, err := Replay(bytes.NewReader(open[:len(open)-2]), ""); !errors.As(err, &fault) {
		t.Errorf("of half a line: %v", err)
	}
}

// More answers than are kept in one block.
func TestReplayOfManyAnswers(t *testing.T) {
	file, entries := bigLog(t, 130, 130)
	if entries < 2*cutsPerBlock {
		t.Fatalf("only %d entries", entries)
	}
	var fold *scoring.Fold
	for line := range bytes.Lines(file) {
		e, err := Parse(bytes.TrimSuffix(line, []byte("\n")))
		switch {
		case err != nil:
		case e.Type == TypeOpened:
			key := map[string]string{}
			for _, q := range e.Opened.Rules.Questions {
				key[q.ID] = "B"
			}
			fold, err = scoring.NewFold(&e.Opened.Rules, scoring.NewKey(key))
		case e.Type == TypeAnswer:
			_, err = fold.Apply(e.Answer)
		default:
			err = fold.Close(e.Position)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	board, _, err := Replay(bytes.NewReader(file), "")
	if err != nil || !slices.Equal(board, scoring.Standings(fold.Tallies())) {
		t.Errorf("the replay is another board (%v)", err)
	}
}
