package answerlog

import (
	"errors"
	"fmt"
	"io"

	"prepwire/rpc/contest/scoring"
)

// ErrNotClosed is returned for a log without its closing entry: it has no key,
// so nobody can say what its answers were worth.
var ErrNotClosed = errors.New("the log has no closing entry: it is not final, and has no key")

// Replay is Verify, and makes the final board of the log. The error may also
// be ErrNotClosed. Since the key comes last it remembers the answers, in some
// 24 bytes each and every different text once.
func Replay(r io.Reader, head string) ([]scoring.Standing, Summary, error) {
	c := NewChecker(head)
	tape := newTape()
	err := eachLine(r, c, tape.record)
	if err == nil {
		err = c.Finish()
	}
	switch {
	case err != nil:
		return nil, c.Summary(), err
	case !c.Summary().Closed:
		return nil, c.Summary(), ErrNotClosed
	}
	fold, err := tape.play()
	if err != nil {
		return nil, c.Summary(), fmt.Errorf("replay log: %w", err)
	}
	return scoring.Standings(fold.Tallies()), c.Summary(), nil
}

// tape remembers a log that was checked.
type tape struct {
	opened       *Opened
	closed       *Closed
	schedule     *scoring.Schedule
	participants names
	texts        names
	cuts         [][]cut // in blocks, since a slice that grows is held twice
}

const cutsPerBlock = 8192

// cut is an answer. Its position follows from where it is.
type cut struct {
	timeMs      int64
	participant uint32
	text        uint32
	slot        uint16
	creditMs    uint8
}

// names gives every different text a number.
type names struct {
	number map[string]uint32
	text   []string
}

func (n *names) add(s string) uint32 {
	i, ok := n.number[s]
	if !ok {
		i = uint32(len(n.text))
		n.number[s] = i
		n.text = append(n.text, s)
	}
	return i
}

func newTape() *tape {
	return &tape{participants: names{number: map[string]uint32{}}, texts: names{number: map[string]uint32{}}}
}

func (t *tape) record(e Entry) {
	switch e.Type {
	case TypeOpened:
		t.opened = e.Opened
		t.schedule, _ = scoring.NewSchedule(&e.Opened.Rules) // it was checked
	case TypeAnswer:
		slot, _ := t.schedule.Find(e.Answer.QuestionID)
		t.keep(cut{
			timeMs:      e.Answer.TimeMs,
			participant: t.participants.add(e.Answer.Participant),
			text:        t.texts.add(e.Answer.Answer),
			slot:        uint16(slot.Index),
			creditMs:    uint8(e.Answer.CreditMs),
		})
	case TypeClosed:
		t.closed = e.Closed
	}
}

func (t *tape) keep(c cut) {
	last := len(t.cuts) - 1
	if last < 0 || len(t.cuts[last]) == cutsPerBlock {
		t.cuts = append(t.cuts, make([]cut, 0, cutsPerBlock))
		last++
	}
	t.cuts[last] = append(t.cuts[last], c)
}

// play folds what was recorded. The first answer is at position 2.
func (t *tape) play() (*scoring.Fold, error) {
	fold, err := scoring.NewFold(&t.opened.Rules, t.closed.Key)
	if err != nil {
		return nil, err
	}
	position := int64(2)
	for _, block := range t.cuts {
		for _, c := range block {
			if _, err := fold.Apply(t.answer(c, position)); err != nil {
				return nil, err
			}
			position++
		}
	}
	return fold, fold.Close(position)
}

func (t *tape) answer(c cut, position int64) scoring.Answer {
	slot := t.schedule.Slot(int(c.slot))
	return scoring.Answer{
		Position:    position,
		At:          slot.At(c.timeMs + int64(c.creditMs)),
		Participant: t.participants.text[c.participant],
		QuestionID:  slot.ID,
		Answer:      t.texts.text[c.text],
		TimeMs:      c.timeMs,
		CreditMs:    int64(c.creditMs),
	}
}
