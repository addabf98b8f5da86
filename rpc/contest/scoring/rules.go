package scoring

import (
	"errors"
	"fmt"
	"time"
)

// The pacings and the scorings, as the contract names them.
const (
	Free = "free" // everybody moves from question to question alone
	Live = "live" // each question opens for everybody at one time

	Accuracy = "accuracy"
	Speed    = "speed"
	AMC      = "amc"
	Negative = "negative"
)

// The kinds of question that the rules look at, as the contract names them.
const (
	multipleChoice = "multiple-choice"
	trueFalse      = "true-false"
	shortAnswer    = "short-answer"
)

// Bounds of the contract. Within them no sum or product here overflows.
const (
	MaxQuestions   = 1000
	MaxPointsMilli = 1_000_000_000
	MaxGapMs       = 600_000
	MinTimeLimitMs = 1_000
	MaxTimeLimitMs = 3_600_000
)

// Grace is how long after the end answers still count: those that were on
// their way.
const Grace = 300 * time.Millisecond

// Rules are what decides the score beside key and answers. They are fixed when
// the contest opens and must not be changed afterwards. Times are whole
// milliseconds.
type Rules struct {
	ContestID  string
	Start, End time.Time
	Pacing     string // Free, Live
	Scoring    string // Accuracy, Speed, AMC, Negative
	GapMs      int64  // Live: between the close of a question and the opening of the next; else 0
	Questions  []Question
}

// Question is a question as the rules see it.
type Question struct {
	ID          string
	Type        string // multiple-choice, true-false, short-answer
	Options     int    // how many are listed: 0 except for multiple-choice
	PointsMilli int64  // what a right answer is worth
	TimeLimitMs int64  // Live: for how long it is open; else 0
}

// Opens is when question i (from 0) opens. Free: the start, for all. Live: the
// first at the start, each other GapMs after the one before has closed.
func (r *Rules) Opens(i int) time.Time {
	if r.Pacing != Live {
		return r.Start
	}
	var after int64
	for _, q := range r.Questions[:i] {
		after += q.TimeLimitMs + r.GapMs
	}
	return r.Start.Add(time.Duration(after) * time.Millisecond)
}

// Closes is when the time for question i (from 0) is over. Free: the end, for
// all. Live: TimeLimitMs after it opened; later answers are accepted and get
// nothing.
func (r *Rules) Closes(i int) time.Time {
	if r.Pacing != Live {
		return r.End
	}
	return r.Opens(i).Add(time.Duration(r.Questions[i].TimeLimitMs) * time.Millisecond)
}

// EndOf is when the contest ends. Free: End. Live: when the last question
// closes, whatever End says.
func (r *Rules) EndOf() time.Time {
	if r.Pacing != Live || len(r.Questions) == 0 {
		return r.End
	}
	return r.Closes(len(r.Questions) - 1)
}

// Check tells the first thing that makes r unfit to be played by, or nil.
func (r *Rules) Check() error {
	switch {
	case r.ContestID == "":
		return errors.New("no contest id")
	case r.Pacing != Free && r.Pacing != Live:
		return fmt.Errorf("unknown pacing %q", r.Pacing)
	case r.Scoring != Accuracy && r.Scoring != Speed && r.Scoring != AMC && r.Scoring != Negative:
		return fmt.Errorf("unknown scoring %q", r.Scoring)
	case r.Scoring == Speed && r.Pacing != Live:
		return errors.New("scoring by speed needs live pacing")
	case r.GapMs < 0 || r.GapMs > MaxGapMs || r.GapMs != 0 && r.Pacing != Live:
		return fmt.Errorf("a gap of %d ms", r.GapMs)
	case len(r.Questions) == 0 || len(r.Questions) > MaxQuestions:
		return fmt.Errorf("%d questions", len(r.Questions))
	case !wholeMs(r.Start) || !wholeMs(r.End):
		return errors.New("a time that is no whole millisecond")
	}
	if err := r.checkQuestions(); err != nil {
		return err
	}
	switch {
	case !r.End.After(r.Start):
		return errors.New("the end is not after the start")
	case !r.End.Equal(r.EndOf()):
		return errors.New("the end is not when the last question closes")
	}
	return nil
}

func (r *Rules) checkQuestions() error {
	seen := make(map[string]bool, len(r.Questions))
	for i, q := range r.Questions {
		if err := q.check(r.Pacing); err != nil {
			return fmt.Errorf("question %d: %w", i+1, err)
		}
		if seen[q.ID] {
			return fmt.Errorf("question %d: %q comes twice", i+1, q.ID)
		}
		seen[q.ID] = true
	}
	return nil
}

func (q *Question) check(pacing string) error {
	switch {
	case q.ID == "":
		return errors.New("no id")
	case q.Type != multipleChoice && q.Type != trueFalse && q.Type != shortAnswer:
		return fmt.Errorf("unknown type %q", q.Type)
	case q.Options < 0 || q.Options > 0 && q.Type != multipleChoice:
		return fmt.Errorf("%d options", q.Options)
	case q.PointsMilli < 1 || q.PointsMilli > MaxPointsMilli:
		return fmt.Errorf("%d thousandths of a point", q.PointsMilli)
	case pacing != Live && q.TimeLimitMs != 0:
		return errors.New("a time limit without live pacing")
	case pacing == Live && (q.TimeLimitMs < MinTimeLimitMs || q.TimeLimitMs > MaxTimeLimitMs):
		return fmt.Errorf("a time limit of %d ms", q.TimeLimitMs)
	}
	return nil
}

func wholeMs(t time.Time) bool { return t.Nanosecond()%int(time.Millisecond) == 0 }
