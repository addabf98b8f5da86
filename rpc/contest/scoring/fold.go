package scoring

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"prepwire/rpc/question/judge"
)

// What Fold refuses. The error that Apply returns wraps one of these.
var (
	ErrOrder           = errors.New("answer out of the order of the log")
	ErrUnknownQuestion = errors.New("question is not in this contest")
	ErrAnswered        = errors.New("question was answered before")
	ErrClosed          = errors.New("contest is closed")
)

// Answer is one accepted answer, as the log has it.
type Answer struct {
	Position    int64 // in the log
	At          time.Time
	Participant string
	QuestionID  string
	Answer      string
	TimeMs      int64 // from the question's opening, less CreditMs
	CreditMs    int64 // for the way it took
}

// Tally is how a participant stands.
type Tally struct {
	Participant   string
	Score         int64 // thousandths of a point
	Correct       int   // right answers in time
	Wrong         int   // wrong answers in time
	Answered      int   // all answers; late ones are neither correct nor wrong
	TimeMs        int64 // of the last correct answer in the order of the log; 0 without one
	LastCorrectAt time.Time
	Completed     bool  // every question is answered
	LastPosition  int64 // of the last answer
}

// Outcome is what one answer came to.
type Outcome struct {
	Right bool  // also said of late answers
	Late  bool  // given after the question's time
	Milli int64 // points, in thousandths
	Tally Tally // of the participant, with this answer
}

// Fold turns answers into tallies, one by one, in the order of the log. The
// answers of one participant alone give the same outcomes as all together.
// It has one user at a time.
type Fold struct {
	schedule *Schedule
	key      Key
	position int64
	closed   bool

	sheet   *Sheet
	tallies []Tally // by row of the sheet
}

// NewFold begins a fold. The error is that of Rules.Check or Key.Fits.
func NewFold(r *Rules, k Key) (*Fold, error) {
	s, err := NewSchedule(r)
	if err != nil {
		return nil, err
	}
	if err := k.Fits(r.Questions); err != nil {
		return nil, err
	}
	return &Fold{schedule: s, key: k, sheet: NewSheet(s.Len())}, nil
}

// Schedule is that of the rules.
func (f *Fold) Schedule() *Schedule { return f.schedule }

// Apply takes the next answer. Positions must rise; they may have gaps, since
// not every entry of a log is an answer. Times are taken as they are: whoever
// does not trust them asks Schedule.CheckAnswer.
//
// A refused answer changes nothing: the error is ErrOrder, ErrUnknownQuestion,
// ErrAnswered (also for a repeat of the same answer) or ErrClosed.
func (f *Fold) Apply(a Answer) (Outcome, error) {
	slot, known := f.schedule.index[a.QuestionID]
	row, present := f.sheet.Row(a.Participant)
	switch {
	case f.closed:
		return Outcome{}, ErrClosed
	case a.Position <= f.position:
		return Outcome{}, fmt.Errorf("position %d after %d: %w", a.Position, f.position, ErrOrder)
	case !known:
		return Outcome{}, fmt.Errorf("question %q: %w", a.QuestionID, ErrUnknownQuestion)
	case present && f.sheet.Has(row, slot):
		return Outcome{}, fmt.Errorf("question %q: %w", a.QuestionID, ErrAnswered)
	case !present:
		row = f.sheet.Enter(a.Participant)
		f.tallies = append(f.tallies, Tally{Participant: a.Participant})
	}
	f.position = a.Position
	f.sheet.Mark(row, slot)
	q := f.schedule.slots[slot].Question
	right := f.judge(q, a.Answer)
	milli, late := f.schedule.rules.Score(q, right, a.TimeMs)
	t := &f.tallies[row]
	t.add(a, right, late, milli)
	t.Completed = t.Answered == f.schedule.Len()
	return Outcome{Right: right, Late: late, Milli: milli, Tally: *t}, nil
}

func (f *Fold) judge(q Question, answer string) bool {
	key, ok := f.key.Answer(q.ID)
	return ok && judge.Right(q.Type, key, answer)
}

func (t *Tally) add(a Answer, right, late bool, milli int64) {
	t.Answered++
	t.Score += milli
	t.LastPosition = a.Position
	switch {
	case late:
	case right:
		t.Correct++
		t.TimeMs, t.LastCorrectAt = a.TimeMs, a.At
	default:
		t.Wrong++
	}
}

// Close takes the closing entry, which is at a position: everybody who
// answered something gets what unanswered questions count. Repeat: nothing
// happens. It refuses a position that does not follow with ErrOrder.
func (f *Fold) Close(position int64) error {
	switch {
	case f.closed:
		return nil
	case position <= f.position:
		return fmt.Errorf("close at %d after %d: %w", position, f.position, ErrOrder)
	}
	f.position, f.closed = position, true
	for slot, s := range f.schedule.slots {
		bonus := f.schedule.rules.Unanswered(s.Question)
		if bonus == 0 {
			continue
		}
		for row := range f.tallies {
			if !f.sheet.Has(row, slot) {
				f.tallies[row].Score += bonus
			}
		}
	}
	return nil
}

// Closed says whether the closing entry was taken.
func (f *Fold) Closed() bool { return f.closed }

// Position is that of the last entry taken, 0 for none.
func (f *Fold) Position() int64 { return f.position }

// Len is how many participants have answered something.
func (f *Fold) Len() int { return len(f.tallies) }

// Tally is how one participant stands; false for who answered nothing yet.
func (f *Fold) Tally(participant string) (Tally, bool) {
	row, ok := f.sheet.Row(participant)
	if !ok {
		return Tally{}, false
	}
	return f.tallies[row], true
}

// Tallies goes through all who answered something, in the order of their first
// answers.
func (f *Fold) Tallies() iter.Seq[Tally] {
	return func(yield func(Tally) bool) {
		for _, t := range f.tallies {
			if !yield(t) {
				return
			}
		}
	}
}

// Has says whether a participant has answered a question.
func (f *Fold) Has(participant, questionID string) bool {
	row, present := f.sheet.Row(participant)
	slot, known := f.schedule.index[questionID]
	return present && known && f.sheet.Has(row, slot)
}

// Answered is which questions a participant has answered, in the order of the
// contest.
func (f *Fold) Answered(participant string) []string {
	ids := []string{}
	if row, ok := f.sheet.Row(participant); ok {
		for slot, s := range f.schedule.slots {
			if f.sheet.Has(row, slot) {
				ids = append(ids, s.ID)
			}
		}
	}
	return ids
}
