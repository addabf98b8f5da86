package answerlog

import (
	"errors"
	"fmt"

	"prepwire/rpc/contest/scoring"
)

// Checker checks a log line by line. Of each line:
//
//   - it is an entry in canonical form, whose hash is its own
//   - positions count from 1, and prevHash is the hash of the entry before
//   - no time is before that of the entry before
//   - the first opens the contest, by rules that can be played by; no other does
//   - an answer is to a question of the contest, was given while it was open,
//     with time and credit as scoring.Schedule.CheckAnswer wants them, and is
//     the participant's only one to the question
//   - the closing entry is not before the last call, its key answers all
//     questions and with the salt gives the commitment; nothing follows it
//   - a receipt for its position names its hash
//
// At the end the head is the one that is known, and no receipt is left over.
// It has one user at a time.
type Checker struct {
	chain    *Chain
	head     string
	receipts map[int64]string
	bad      *Fault
	breach   bool // bad is between two entries: blame says which

	schedule *scoring.Schedule
	sheet    *scoring.Sheet
	summary  Summary
}

// NewChecker begins at the first entry. An empty head is not known.
func NewChecker(head string, receipts ...Receipt) *Checker {
	c := &Checker{chain: NewChain(Head{}), head: head, receipts: map[int64]string{}}
	for _, r := range receipts {
		c.receipts[r.Position] = r.Hash
	}
	return c
}

// Next checks the next line, without its line end. The error is a *Fault, and
// stays: what follows a fault is not looked at.
func (c *Checker) Next(line []byte) (Entry, error) {
	if c.bad != nil {
		return Entry{}, c.bad
	}
	if c.chain.Head().Closed {
		return Entry{}, c.fault("the log is closed, but something follows")
	}
	e, err := Parse(line)
	if err == nil {
		err = c.chain.Follow(e)
	}
	if err == nil {
		err = c.checkReceipt(e)
	}
	if err == nil {
		err = c.checkContents(&e)
	}
	if err != nil {
		c.breach = errors.Is(err, errPrevHash)
		return Entry{}, c.fault(err.Error())
	}
	c.summary.Entries, c.summary.Head = e.Position, e.Hash
	return e, nil
}

// blame settles who is at fault when the line given last does not name the
// hash of the entry before: that entry, if the line after, or the known head,
// vouches for the line itself. after is nil at the end of the log. The fault
// that Next returned and Finish returns is then one position earlier.
func (c *Checker) blame(last, after []byte) {
	if !c.breach || c.bad.Position == 1 {
		return
	}
	e, err := Parse(last)
	vouched := err == nil && after == nil && e.Hash == c.head
	if after != nil {
		next, _ := read(after)
		vouched = err == nil && next.PrevHash == e.Hash
	}
	if vouched {
		c.bad.Position--
		c.bad.Why = "the entry after it names another hash for it"
	}
}

// fault is at the entry that was expected next.
func (c *Checker) fault(why string) error {
	next := c.summary.Entries + 1
	c.bad = &Fault{Position: next, Line: next, Why: why}
	return c.bad
}

func (c *Checker) checkReceipt(e Entry) error {
	hash, ok := c.receipts[e.Position]
	if ok && hash != e.Hash {
		return errors.New("the hash is not that of the receipt")
	}
	delete(c.receipts, e.Position)
	return nil
}

func (c *Checker) checkContents(e *Entry) error {
	switch e.Type {
	case TypeOpened:
		return c.checkOpened(e.Opened)
	case TypeAnswer:
		return c.checkAnswer(e.Answer)
	default:
		return c.checkClosed(e)
	}
}

func (c *Checker) checkOpened(o *Opened) error {
	s, err := scoring.NewSchedule(&o.Rules)
	if err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	if !IsHash(o.KeyCommitment) {
		return fmt.Errorf("a key commitment that is not %d lower-case hex digits", hashLen)
	}
	c.schedule, c.sheet = s, scoring.NewSheet(s.Len())
	c.summary.ContestID, c.summary.KeyCommitment = o.Rules.ContestID, o.KeyCommitment
	return nil
}

func (c *Checker) checkAnswer(a scoring.Answer) error {
	if a.Participant == "" {
		return errors.New("an answer without a participant")
	}
	if err := c.schedule.CheckAnswer(a); err != nil {
		return err
	}
	slot, _ := c.schedule.Find(a.QuestionID)
	row := c.sheet.Enter(a.Participant)
	if c.sheet.Has(row, slot.Index) {
		return fmt.Errorf("participant %q has answered question %q before", a.Participant, a.QuestionID)
	}
	c.sheet.Mark(row, slot.Index)
	c.summary.Answers++
	c.summary.Participants = c.sheet.Len()
	return nil
}

func (c *Checker) checkClosed(e *Entry) error {
	if e.At.Before(c.schedule.LastCall()) {
		return errors.New("closed before the last call for answers")
	}
	if err := e.Closed.Key.Fits(c.schedule.Rules().Questions); err != nil {
		return err
	}
	commitment, err := Commit(e.Closed.Salt, e.Closed.Key)
	if err != nil {
		return err
	}
	if commitment != c.summary.KeyCommitment {
		return errors.New("key and salt are not what the opening entry committed to")
	}
	c.summary.Closed = true
	return nil
}

// Summary is what the log says of itself up to the last line that was fit.
func (c *Checker) Summary() Summary { return c.summary }

// Finish says that the log ends here. The error is a *Fault.
func (c *Checker) Finish() error {
	switch {
	case c.bad != nil:
		return c.bad
	case c.summary.Entries == 0:
		return c.fault("the log is empty")
	case c.head != "" && c.head != c.summary.Head && c.summary.Closed:
		return &Fault{Position: c.summary.Entries, Line: c.summary.Entries, Why: "the log ends with another hash than the known head: this entry, or one before it, is not as it was written"}
	case c.head != "" && c.head != c.summary.Head:
		return c.fault("the log ends before the known head: this entry is missing")
	}
	return c.leftOver()
}

// leftOver is the first receipt whose entry has not come.
func (c *Checker) leftOver() error {
	if len(c.receipts) > 0 {
		return c.fault("there is a receipt for an entry that is missing")
	}
	return nil
}
