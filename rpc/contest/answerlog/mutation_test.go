package answerlog

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// A mutation alters the log of a contest, and says at which position first. It
// is false where it is not possible.
type mutation struct {
	name      string
	rewritten bool // all that follows fits again
	apply     func(r *rand.Rand, c *contest) (file []byte, first int, ok bool)
}

var mutations = []mutation{
	{"a byte flipped", false, func(r *rand.Rand, c *contest) ([]byte, int, bool) {
		file := c.file()
		at := r.IntN(len(file))
		file[at] ^= byte(1 + r.IntN(255))
		return file, 1 + bytes.Count(c.file()[:at], []byte("\n")), true
	}},
	{"a byte left out", false, func(r *rand.Rand, c *contest) ([]byte, int, bool) {
		file := c.file()
		at := r.IntN(len(file) - 1) // a missing last line end alters no entry
		return slices.Delete(file, at, at+1), 1 + bytes.Count(c.file()[:at], []byte("\n")), true
	}},
	{"a byte added", false, func(r *rand.Rand, c *contest) ([]byte, int, bool) {
		file := c.file()
		at, added := r.IntN(len(file)), byte(r.IntN(256))
		first := 1 + bytes.Count(file[:at], []byte("\n"))
		if added == '\n' && file[at] == '\n' {
			first++ // the line before is whole
		}
		return slices.Insert(file, at, added), first, true
	}},
	{"two lines swapped", false, func(r *rand.Rand, c *contest) ([]byte, int, bool) {
		lines := slices.Clone(c.lines)
		i, j := r.IntN(len(lines)), r.IntN(len(lines))
		lines[i], lines[j] = lines[j], lines[i]
		return joined(lines), 1 + min(i, j), i != j
	}},
	{"a line dropped", false, func(r *rand.Rand, c *contest) ([]byte, int, bool) {
		i := r.IntN(len(c.lines))
		return joined(slices.Delete(slices.Clone(c.lines), i, i+1)), 1 + i, true
	}},
	{"a line doubled", false, func(r *rand.Rand, c *contest) ([]byte, int, bool) {
		i := r.IntN(len(c.lines))
		return joined(slices.Insert(slices.Clone(c.lines), i, c.lines[i])), 2 + i, true
	}},
	{"tail cut at a line", false, func(r *rand.Rand, c *contest) ([]byte, int, bool) {
		n := 1 + r.IntN(len(c.lines)-1)
		return joined(c.lines[:n]), 1 + n, true
	}},
	{"tail cut anywhere", false, func(r *rand.Rand, c *contest) ([]byte, int, bool) {
		file := c.file()
		n := 1 + r.IntN(len(file)-2)
		lines := bytes.Count(file[:n], []byte("\n"))
		if file[n] == '\n' {
			lines++ // the line before is whole
		}
		return file[:n], 1 + lines, true
	}},
	{"a line rehashed", false, func(r *rand.Rand, c *contest) ([]byte, int, bool) {
		i := r.IntN(len(c.lines))
		lines := slices.Clone(c.lines)
		e := c.entries[i]
		lines[i] = resealed(forge(r, &e))
		return joined(lines), 1 + i, true
	}},
	{"another prevHash rehashed", false, func(r *rand.Rand, c *contest) ([]byte, int, bool) {
		i := r.IntN(len(c.lines))
		lines := slices.Clone(c.lines)
		e := c.entries[i]
		e.PrevHash = hashOf([]byte{byte(r.IntN(256))})
		lines[i] = resealed(&e)
		return joined(lines), 1 + i, true
	}},
	{"rechained from there on", true, func(r *rand.Rand, c *contest) ([]byte, int, bool) {
		i := r.IntN(len(c.lines))
		entries := slices.Clone(c.entries)
		forge(r, &entries[i])
		return joined(rechain(entries, i)), 1 + i, true
	}},
	{"dropped and rechained", true, func(r *rand.Rand, c *contest) ([]byte, int, bool) {
		if len(c.lines) < 3 {
			return nil, 0, false
		}
		i := 1 + r.IntN(len(c.lines)-2)
		return joined(rechain(slices.Delete(slices.Clone(c.entries), i, i+1), i)), 1 + i, true
	}},
}

// forge alters an entry in a way that its line may well have been written.
func forge(r *rand.Rand, e *Entry) *Entry {
	switch {
	case e.Type == TypeOpened:
		o := *e.Opened
		o.Rules.ContestID += "x"
		e.Opened = &o
	case e.Type == TypeClosed:
		e.At = e.At.Add(time.Millisecond)
	case r.IntN(3) == 0:
		e.Answer.Participant += "x"
	case r.IntN(2) == 0:
		e.Answer.Answer += "x"
	default:
		e.Answer.TimeMs++
	}
	return e
}

func resealed(e *Entry) []byte {
	line, err := seal(nil, e)
	if err != nil {
		panic(err)
	}
	return line
}

// rechain writes entries from i on as their chain wants it.
func rechain(entries []Entry, i int) [][]byte {
	var lines [][]byte
	prev := zeroHash
	for n := range entries {
		e := &entries[n]
		if n >= i {
			e.Position, e.PrevHash = int64(n)+1, prev
			e.Answer.Position = e.Position
		}
		lines = append(lines, resealed(e))
		prev = e.Hash
	}
	return lines
}

// TestMutationsAreFound alters random logs of which the head is known. Verify
// must find every alteration, and name the first altered position. Where all
// that follows was written anew to fit, the head alone often cannot tell which
// that is: then the receipt for that entry must.
func TestMutationsAreFound(t *testing.T) {
	r := rand.New(rand.NewPCG(1000, 1000))
	type row struct{ tried, found, named, byReceipt int }
	rows, all := map[string]*row{}, &row{}
	for all.tried < 1000 {
		m := mutations[all.tried%len(mutations)]
		c := play(t, r, 5, 5)
		file, first, ok := m.apply(r, c)
		if !ok {
			continue
		}
		if rows[m.name] == nil {
			rows[m.name] = &row{}
		}
		if _, err := Verify(bytes.NewReader(c.file()), c.head()); err != nil {
			t.Fatalf("%s: unaltered, but %v", c.file(), err)
		}
		one := row{tried: 1}
		if fault := faultOf(file, c.head()); fault == nil {
			t.Errorf("%s: not found in\n%s", m.name, file)
		} else if one.found = 1; fault.Position == int64(first) {
			one.named = 1
		} else if fault := faultOf(file, c.head(), receiptFor(c, first)); m.rewritten && fault.Position == int64(first) {
			one.byReceipt = 1
		} else {
			t.Errorf("%s: position %d named, first altered is %d: %s\n%s", m.name, fault.Position, first, fault.Why, file)
		}
		for _, sum := range []*row{rows[m.name], all} {
			sum.tried, sum.found, sum.named, sum.byReceipt = sum.tried+one.tried, sum.found+one.found, sum.named+one.named, sum.byReceipt+one.byReceipt
		}
	}
	rows["together"] = all
	t.Logf("%-26s %6s %6s %6s %11s", "", "tried", "found", "named", "by receipt")
	for _, m := range append(mutations, mutation{name: "together"}) {
		t.Logf("%-26s %6d %6d %6d %11d", m.name, rows[m.name].tried, rows[m.name].found, rows[m.name].named, rows[m.name].byReceipt)
	}
}

// faultOf is what Verify finds in a file, nil for nothing.
func faultOf(file []byte, head string, receipts ...Receipt) *Fault {
	_, err := Verify(bytes.NewReader(file), head, receipts...)
	fault := new(Fault)
	if !errors.As(err, &fault) {
		return nil
	}
	return fault
}

func receiptFor(c *contest, position int) Receipt {
	if position > len(c.entries) {
		return Receipt{}
	}
	return Receipt{Position: int64(position), Hash: c.entries[position-1].Hash}
}
