package answerlog

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// MaxLine is the longest line that is read. The longest that a contest within
// the contract's bounds can make is a closing entry of 1,000 answers of 2,000
// characters, some 12 MB when all of them must be escaped.
const MaxLine = 16 << 20

// Receipt is what whoever answered was given for it.
type Receipt struct {
	Position int64
	Hash     string
}

// Fault is what is wrong with a log: the first position that is not as it was
// written, and the line (from 1) where that shows.
type Fault struct {
	Position int64
	Line     int64
	Why      string
}

// Error names position, reason, and the line where another one shows it.
func (f *Fault) Error() string {
	if f.Line != f.Position {
		return fmt.Sprintf("position %d (see line %d): %s", f.Position, f.Line, f.Why)
	}
	return fmt.Sprintf("position %d: %s", f.Position, f.Why)
}

// Summary is what a log without a fault says of itself.
type Summary struct {
	ContestID     string
	KeyCommitment string
	Entries       int64
	Answers       int64
	Participants  int // who answered something
	Head          string
	Closed        bool // it has its closing entry, and with it the key
}

// Verify reads a log, one entry a line, to its end and checks all that can be
// checked without the server; see Checker for what that is. Only the line end
// of the last line may be missing. Memory grows with the participants, not
// with the entries.
//
// The head may be empty when it is not known; then a tail that was cut off
// behind some entry does not show, except that the closing entry is missing.
//
// The error is a *Fault when the log is not as it was written. Any other error
// is that of r, and says nothing about the log.
func Verify(r io.Reader, head string, receipts ...Receipt) (Summary, error) {
	c := NewChecker(head, receipts...)
	if err := eachLine(r, c, func(Entry) {}); err != nil {
		return c.Summary(), err
	}
	return c.Summary(), c.Finish()
}

// eachLine gives the checker every line, and then to take the entry.
func eachLine(r io.Reader, c *Checker, take func(Entry)) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), MaxLine)
	lines.Split(splitLines)
	for lines.Scan() {
		e, err := c.Next(lines.Bytes())
		if err != nil {
			c.lookBehind(lines)
			if broken := readError(lines); broken != nil {
				return broken // the line may be bad because it is not whole
			}
			return err
		}
		take(e)
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return c.fault(fmt.Sprintf("the line is longer than %d bytes", MaxLine))
	}
	return readError(lines)
}

func readError(lines *bufio.Scanner) error {
	if err := lines.Err(); err != nil && !errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("read log: %w", err)
	}
	return nil
}

// lookBehind reads one line more, which may say who is at fault.
func (c *Checker) lookBehind(lines *bufio.Scanner) {
	bad := bytes.Clone(lines.Bytes())
	if lines.Scan() {
		c.blame(bad, lines.Bytes())
	} else {
		c.blame(bad, nil)
	}
}

// splitLines is bufio.ScanLines for those to whom a carriage return matters.
func splitLines(data []byte, atEOF bool) (advance int, line []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
