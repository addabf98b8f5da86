package answerlog

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// FuzzParse: whatever is taken is canonical, has its own hash, and is written
// again as it was read.
func FuzzParse(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 4 {
		for _, line := range play(f, r, 3, 4).lines {
			f.Add(line)
		}
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := Parse(line)
		if err != nil {
			return
		}
		checkLine(t, line)
		if again, err := seal(nil, &e); err != nil || !bytes.Equal(again, line) {
			t.Fatalf("%q, read and written: %q (%v)", line, again, err)
		}
	})
}

// FuzzRehashed is FuzzParse for what a forger would do: the hash is always
// that of what else the line says, so the fuzzer gets past it.
func FuzzRehashed(f *testing.F) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 4 {
		for _, line := range play(f, r, 3, 4).lines {
			f.Add(line)
		}
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := read(line)
		if err != nil {
			return
		}
		forged, err := seal(nil, &e)
		if err != nil {
			return
		}
		if _, err := Parse(forged); err != nil {
			return // such as a number that JSON does not carry
		}
		checkLine(t, forged)
	})
}

// FuzzVerify: a file is good only if it is lines that Parse takes, each naming
// the hash of the one before; and its own head is a known head then. What is
// found bad has a position within the file or just behind it.
func FuzzVerify(f *testing.F) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 8 {
		c := play(f, r, 3, 3)
		f.Add(c.file(), "")
		f.Add(c.file(), c.head())
	}
	f.Fuzz(func(t *testing.T, file []byte, head string) {
		s, err := Verify(bytes.NewReader(file), head)
		lines := bytes.Split(bytes.TrimSuffix(file, []byte("\n")), []byte("\n"))
		if err != nil {
			fault, ok := err.(*Fault)
			if !ok || fault.Position < 1 || fault.Position > fault.Line || fault.Line > int64(len(lines))+1 || fault.Why == "" {
				t.Fatalf("%q: %v", file, err)
			}
			return
		}
		prev := zeroHash
		for i, line := range lines {
			e, err := Parse(line)
			if err != nil || e.Position != int64(i)+1 || e.PrevHash != prev {
				t.Fatalf("%q is good, but line %d is %q (%v)", file, i+1, line, err)
			}
			prev = e.Hash
		}
		if s.Head != prev || s.Entries != int64(len(lines)) || head != "" && head != prev {
			t.Fatalf("%q: %+v", file, s)
		}
		if _, err := Verify(bytes.NewReader(file), prev); err != nil {
			t.Fatalf("%q: with its head %v", file, err)
		}
		if board, _, err := Replay(bytes.NewReader(file), prev); s.Closed != (err == nil) || len(board) > s.Participants {
			t.Fatalf("%q: replay: %v", file, err)
		}
	})
}
