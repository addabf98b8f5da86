package scoring

import (
	"errors"
	"fmt"
	"time"
)

// MaxCreditMs is the most that an answer is given for the way it took.
const MaxCreditMs = 150

// Schedule is the rules, ready to be asked about questions and times. It is
// never changed, and may be used by many at once.
type Schedule struct {
	rules *Rules
	slots []Slot
	index map[string]int
	end   time.Time
}

// Slot is a question's place in a contest.
type Slot struct {
	Question
	Index         int // from 0
	Opens, Closes time.Time
}

// NewSchedule makes the schedule of rules; the error is that of Check.
func NewSchedule(r *Rules) (*Schedule, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	s := &Schedule{rules: r, end: r.EndOf(), index: make(map[string]int, len(r.Questions))}
	opens := r.Start
	for i, q := range r.Questions {
		slot := Slot{Question: q, Index: i, Opens: opens, Closes: r.End}
		if r.Pacing == Live {
			slot.Closes = opens.Add(ms(q.TimeLimitMs))
			opens = slot.Closes.Add(ms(r.GapMs))
		}
		s.slots = append(s.slots, slot)
		s.index[q.ID] = i
	}
	return s, nil
}

// Rules are what the schedule was made of.
func (s *Schedule) Rules() *Rules { return s.rules }

// Len is how many questions there are.
func (s *Schedule) Len() int { return len(s.slots) }

// Slot is the place of question i, from 0.
func (s *Schedule) Slot(i int) Slot { return s.slots[i] }

// Find is the place of a question.
func (s *Schedule) Find(questionID string) (Slot, bool) {
	i, ok := s.index[questionID]
	if !ok {
		return Slot{}, false
	}
	return s.slots[i], true
}

// Opened is how many questions have opened at a time.
func (s *Schedule) Opened(at time.Time) int {
	low, high := 0, len(s.slots)
	for low < high {
		mid := (low + high) / 2
		if at.Before(s.slots[mid].Opens) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// End is when the contest ends.
func (s *Schedule) End() time.Time { return s.end }

// LastCall is the last moment of which an answer counts: Grace after the end.
func (s *Schedule) LastCall() time.Time { return s.end.Add(Grace) }

// Time is what the log records of an answer given at a time, not before its
// question opened, over a connection that earns some credit: the credit, at
// most MaxCreditMs and at most the time that has gone by, and the time since
// the opening less the credit. So timeMs = at − opens − creditMs, and neither
// is negative.
func (s Slot) Time(at time.Time, earnedMs int64) (timeMs, creditMs int64) {
	elapsed := at.Sub(s.Opens).Milliseconds()
	creditMs = max(0, min(earnedMs, MaxCreditMs, elapsed))
	return elapsed - creditMs, creditMs
}

// At is the moment that comes some time after the question opened.
func (s Slot) At(elapsedMs int64) time.Time { return s.Opens.Add(ms(elapsedMs)) }

// CheckAnswer tells what is wrong with an answer's question or times, or nil:
// the question is known, the answer was given after it opened and not after
// LastCall, and time and credit are as Slot.Time makes them.
func (s *Schedule) CheckAnswer(a Answer) error {
	slot, ok := s.Find(a.QuestionID)
	switch {
	case !ok:
		return fmt.Errorf("question %q is not in this contest", a.QuestionID)
	case a.At.Before(slot.Opens):
		return fmt.Errorf("question %q was not open yet", a.QuestionID)
	case a.At.After(s.LastCall()):
		return errors.New("an answer after the end")
	case a.CreditMs < 0 || a.CreditMs > MaxCreditMs:
		return fmt.Errorf("a credit of %d ms", a.CreditMs)
	case a.TimeMs < 0 || a.TimeMs != a.At.Sub(slot.Opens).Milliseconds()-a.CreditMs:
		return fmt.Errorf("a time of %d ms, which is not from the opening to the answer, less the credit", a.TimeMs)
	}
	return nil
}

func ms(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
