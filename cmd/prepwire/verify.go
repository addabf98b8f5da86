package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"prepwire/rpc/contest/answerlog"
)

// verifyCommand checks a log. It ends with 0 when the log is as it was
// written, with 1 when it is not, and with 2 when that cannot be said.
type verifyCommand struct {
	logFile
	Receipt []receipt `placeholder:"POSITION:HASH" help:"Receipt of an answer, which must be in the log. May be given more than once."`
}

// Run prints one line about a good log.
func (v *verifyCommand) Run(p process) error {
	return v.read(p, func(in io.Reader) error {
		receipts := make([]answerlog.Receipt, len(v.Receipt))
		for i, r := range v.Receipt {
			receipts[i] = answerlog.Receipt(r)
		}
		s, err := answerlog.Verify(in, v.Head, receipts...)
		if err != nil {
			return err
		}
		state := "closed"
		if !s.Closed {
			state = "not closed: the contest is not over, or the end is missing"
			if v.Head != "" {
				state = "not closed"
			}
		}
		_, err = fmt.Fprintf(p.stdout, "good: contest %q, entries %d, answers %d, participants %d, head %s, %s\n",
			s.ContestID, s.Entries, s.Answers, s.Participants, s.Head, state)
		return err
	})
}

// receipt is written POSITION:HASH.
type receipt answerlog.Receipt

// UnmarshalText reads a receipt; kong calls it.
func (r *receipt) UnmarshalText(text []byte) error {
	position, hash, _ := strings.Cut(string(text), ":")
	n, err := strconv.ParseInt(position, 10, 64)
	if err != nil || n < 1 || !answerlog.IsHash(hash) {
		return errors.New("must be a position, a colon and 64 lower-case hex digits")
	}
	*r = receipt{Position: n, Hash: hash}
	return nil
}
