// Package triggers decides from a student's last answers whether the tutor
// should say something unasked. It is pure: the same answers decide the same.
package triggers

import "slices"

// An Answer is a first answer to a question.
type Answer struct {
	ID         string
	Skill      string // empty: not known
	Correct    bool
	SpentMs    int64 // 0: not told
	ExpectedMs int64 // how long somebody well prepared takes; 0: not known

	// Reported answers were given elsewhere, with nobody to check them. They may
	// call for help, but neither praise nor a warning rests on them: they make no
	// streak and break none.
	Reported bool
}

// A Trigger is a reason to say something.
type Trigger string

// The triggers, in the order in which they are looked for.
const (
	Rushing     Trigger = "rushing"      // three in a row far too fast, and wrong
	WrongStreak Trigger = "wrong_streak" // three in a row on a skill wrong
	Slow        Trigger = "slow"         // far over the expected time
	Streak5     Trigger = "streak_5"     // that many in a row right
	Streak10    Trigger = "streak_10"
	Streak20    Trigger = "streak_20"
	Mastered    Trigger = "mastered" // a skill is mastered now, by a checked answer; this package does not see it
)

// What the triggers go by.
const (
	wrongInARow = 3
	slowFactor  = 3                // over so many times the expected time is slow
	fastPercent = 15               // under so much of it is too fast
	awayMs      = int64(3_600_000) // who takes an hour was not at it
	longest     = 20               // of the streaks that are praised
	Tail        = 100              // answers that decide; older ones do not matter
)

var streaks = map[int]Trigger{5: Streak5, 10: Streak10, longest: Streak20}

// Fired answers the triggers that the answer of that id sets off, given a
// student's answers oldest first; what came after it is not looked at. An answer
// that is not there sets off none.
func Fired(answers []Answer, id string) []Trigger {
	at := slices.IndexFunc(answers, func(a Answer) bool { return a.ID == id })
	if at < 0 {
		return nil
	}
	until, last := answers[:at+1], answers[at]
	checked := slices.DeleteFunc(slices.Clone(until), func(a Answer) bool { return a.Reported })
	var fired []Trigger
	if !last.Reported && inARow(checked, rushed) >= wrongInARow {
		fired = append(fired, Rushing)
	}
	if last.Skill != "" && inARow(onSkill(until, last.Skill), wrong) >= wrongInARow {
		fired = append(fired, WrongStreak)
	}
	if !last.Reported && slow(last) {
		fired = append(fired, Slow)
	}
	if t, ok := streaks[inARow(checked, right)]; ok && !last.Reported {
		fired = append(fired, t)
	}
	return fired
}

// Checked tells whether the answer of that id is there and was not reported.
func Checked(answers []Answer, id string) bool {
	return slices.ContainsFunc(answers, func(a Answer) bool { return a.ID == id && !a.Reported })
}

// inARow counts how many of the last answers are such, one after the other.
func inARow(answers []Answer, such func(Answer) bool) (n int) {
	for _, a := range slices.Backward(answers) {
		if !such(a) {
			break
		}
		n++
	}
	return n
}

func onSkill(answers []Answer, skill string) (on []Answer) {
	for _, a := range answers {
		if a.Skill == skill {
			on = append(on, a)
		}
	}
	return on
}

func right(a Answer) bool { return a.Correct }
func wrong(a Answer) bool { return !a.Correct }

func slow(a Answer) bool {
	return a.ExpectedMs > 0 && a.SpentMs > slowFactor*a.ExpectedMs && a.SpentMs < awayMs
}

// rushed is wrong and too fast. An answer without a time was not rushed.
func rushed(a Answer) bool {
	return !a.Correct && a.SpentMs > 0 && a.SpentMs*100 < a.ExpectedMs*fastPercent
}
