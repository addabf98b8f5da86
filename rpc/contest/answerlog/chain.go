package answerlog

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"prepwire/rpc/contest/scoring"
)

// ErrClosed is returned for entries behind the closing one.
var ErrClosed = errors.New("the log is closed")

var errPrevHash = errors.New("prevHash is not the hash of the entry before")

// Head is where a log ends. The zero Head is that of an empty log.
type Head struct {
	Position int64
	Hash     string // of the last entry; empty for an empty log
	At       time.Time
	Closed   bool
}

// Chain makes the next entries of a log. A copy goes on by itself: entries
// that found no place in the store are chained anew on the true head with a
// new Chain. It has one user at a time.
type Chain struct {
	head Head
	buf  []byte
}

// NewChain goes on at a head.
func NewChain(h Head) *Chain { return &Chain{head: h} }

// Head is where the log ends now.
func (c *Chain) Head() Head { return c.head }

// At is the time that an entry made at t gets: whole milliseconds, rounded
// down, and never before the entry before.
func (c *Chain) At(t time.Time) time.Time {
	t = t.UTC().Truncate(time.Millisecond)
	if t.Before(c.head.At) {
		return c.head.At
	}
	return t
}

// Open makes the first entry. The line is its canonical JSON, without a line
// end, here and below. After an error the chain is where it was.
func (c *Chain) Open(t time.Time, o Opened) (Entry, []byte, error) {
	if c.head.Position != 0 {
		return Entry{}, nil, errors.New("open log: it has entries")
	}
	if err := o.Rules.Check(); err != nil {
		return Entry{}, nil, fmt.Errorf("open log: %w", err)
	}
	return c.append(Entry{At: c.At(t), Type: TypeOpened, Opened: &o})
}

// Answer makes the entry of an answer that arrived at a time, not before its
// question opened, over a connection that earned some credit. Position, time
// and credit follow from the chain and the slot, see scoring.Slot.Time.
func (c *Chain) Answer(arrived time.Time, s scoring.Slot, participant, answer string, earnedMs int64) (Entry, []byte, error) {
	at := c.At(arrived)
	switch {
	case c.head.Position == 0:
		return Entry{}, nil, errors.New("answer: the log is not open")
	case at.Before(s.Opens):
		return Entry{}, nil, errors.New("answer: the question is not open")
	}
	timeMs, creditMs := s.Time(at, earnedMs)
	return c.append(Entry{At: at, Type: TypeAnswer, Answer: scoring.Answer{
		Participant: participant, QuestionID: s.ID, Answer: answer, TimeMs: timeMs, CreditMs: creditMs,
	}})
}

// Close makes the last entry. Whoever calls it waits for LastCall: Verify
// takes no log that was closed before.
func (c *Chain) Close(t time.Time, last Closed) (Entry, []byte, error) {
	if c.head.Position == 0 {
		return Entry{}, nil, errors.New("close log: it is not open")
	}
	return c.append(Entry{At: c.At(t), Type: TypeClosed, Closed: &last})
}

func (c *Chain) append(e Entry) (Entry, []byte, error) {
	if c.head.Closed {
		return Entry{}, nil, ErrClosed
	}
	e.Position, e.PrevHash = c.head.Position+1, c.head.Hash
	if e.PrevHash == "" {
		e.PrevHash = zeroHash
	}
	if e.Type == TypeAnswer {
		e.Answer.Position, e.Answer.At = e.Position, e.At
	}
	buf, err := seal(c.buf[:0], &e)
	if err != nil {
		return Entry{}, nil, fmt.Errorf("chain %s: %w", e.Type, err)
	}
	c.buf = buf
	c.head = e.head()
	return e, append([]byte(nil), buf...), nil
}

// Follow moves the chain over an entry that somebody else has written, which
// Parse has read. It refuses an entry that does not follow, and stays.
func (c *Chain) Follow(e Entry) error {
	prev := c.head.Hash
	if prev == "" {
		prev = zeroHash
	}
	switch {
	case c.head.Closed:
		return ErrClosed
	case e.Position != c.head.Position+1:
		return fmt.Errorf("position %d does not follow %d", e.Position, c.head.Position)
	case e.PrevHash != prev:
		return errPrevHash
	case e.At.Before(c.head.At):
		return errors.New("the time is before that of the entry before")
	case (e.Position == 1) != (e.Type == TypeOpened):
		return fmt.Errorf("an entry of type %q at position %d", e.Type, e.Position)
	}
	c.head = e.head()
	return nil
}

func (e *Entry) head() Head {
	return Head{Position: e.Position, Hash: e.Hash, At: e.At, Closed: e.Type == TypeClosed}
}

// NewSalt is a fresh salt for Commit: 32 random bytes in hex.
func NewSalt() string {
	b := make([]byte, hashLen/2)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
