package choose

import (
	"fmt"

	"prepwire/rpc/recommendations/learner"
)

// Mode is what the questions are for. Its strings are those of the protocol.
type Mode string

// The modes.
const (
	Practise Mode = "practise"
	Measure  Mode = "measure"
	Review   Mode = "review"
)

// Request asks for the next questions of a student. Only State and Limit are
// needed.
type Request struct {
	Mode  Mode // practise by default
	Limit int  // how many, at most
	State *learner.State
	At    int64  // now, in milliseconds since 1970; 0: forgetting is left out
	Seed  uint64 // of what is left to chance

	// Hard filters. What does not pass is never chosen.
	Subjects    []string                // any of these; empty: all
	Difficulty  int8                    // the author's level, 1–5; 0: all
	TimeLimitMs int64                   // for all of them together; 0: none
	Answered    func(c *Candidate) bool // already answered, or shown lately; nil: none
	Locked      func(c *Candidate) bool // not for this student now, as in a contest; nil: none
	Families    []learner.FamilyID      // of the sitting so far: no isomorph of these

	// Wishes.
	Exam   []learner.Weight            // shares of skills; empty: all skills alike
	Weak   []learner.SkillID           // the student wants to work on these
	Levels map[learner.SkillID]float64 // the student's own estimate, 0–1, believed while little is known

	// For Measure.
	Blueprint Blueprint               // quotas by domain; without sections there are none
	Done      map[learner.SkillID]int // questions of the sitting so far, by skill
	Grid      *learner.Grid           // the sitting's posterior; nil: the ability in State
	Exposure  *Exposure               // nil: no cap
}

// Choice is a question and why it comes now.
type Choice struct {
	ID             string
	Skill          learner.SkillID
	P              float64 // predicted chance of success
	ExpectedTimeMs int64
	Reason         Reason
	Text           string // the reason in plain words
}

// Reason is why a question was chosen.
type Reason string

// The reasons.
const (
	Teaches Reason = "teaches" // it is worth most, by what it teaches and what the exam asks
	Asked   Reason = "asked"   // the student asked for the skill
	Unknown Reason = "unknown" // little is known of the skill yet
	Covers  Reason = "covers"  // the skill was left alone for long
	Due     Reason = "due"     // the skill is likely to be slipping away
	Informs Reason = "informs" // it tells most about the ability
)

// EmptyError means that nothing can be chosen, and names the filter that left
// nothing, those before it having left something: bank (there are no questions),
// subjects, difficulty, answered, locked, isomorphs, timeLimitMs.
type EmptyError struct{ Filter string }

func (e *EmptyError) Error() string {
	return fmt.Sprintf("choose: nothing passes the filter %s", e.Filter)
}
