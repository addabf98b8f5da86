package learner

// Question is what the model may know of a question before it is answered.
// Every field may be missing: the estimate is then less certain.
type Question struct {
	Item    ItemID    // 0: not a question of the bank
	Family  FamilyID  // of the item model it was drawn from; 0: none
	Skills  []SkillID // only the first four distinct ones count, equally; unknown ones are taken up as new
	Level   int8      // the author's: 1 (easiest) to 5; anything else: unknown
	Options uint8     // to choose from; 1: typed in; 0: unknown
}

// Answer is one answer of one student. The first answer to a question counts;
// passing only those is the caller's matter.
type Answer struct {
	Question
	Correct bool

	// At is when it was given, in milliseconds since 1970 by the server's
	// clock; 0 or less: unknown. A time before the last one counts as no time
	// passed, and the clock is followed from there.
	At int64

	// TimeMs is how long it took. Only 300 ms to one hour is believed, and
	// nothing else of the answer depends on it: with another time the answer
	// counts as if none were known.
	TimeMs int64

	// SelfReported answers were given elsewhere, with nobody to check them. The
	// first weighs 0.4 of a checked one and each further one less, so that any
	// number of them weighs at most 4 answers a skill and 16 in all. Checked
	// answers win the trust back, one for one. They never touch the parameters
	// of items, nor times.
	SelfReported bool

	// Contest answers are given against a clock: how long they took says
	// nothing about other days.
	Contest bool
}

const (
	maxSkills    = 4
	minTimeMs    = 300
	maxTimeMs    = 3_600_000
	selfWeight   = 0.4
	selfPerSkill = 8.0
	selfInAll    = 40.0
)

// believedTime returns the time taken, or 0 when there is none to believe.
func (a *Answer) believedTime() float64 {
	if a.SelfReported || a.Contest || a.TimeMs < minTimeMs || a.TimeMs > maxTimeMs {
		return 0
	}
	return float64(a.TimeMs)
}

// skills calls for the skills that count: at most four, none twice.
func (q *Question) skills() (ids [maxSkills]SkillID, n int) {
next:
	for _, id := range q.Skills {
		if id == 0 || n == maxSkills {
			continue
		}
		for _, seen := range ids[:n] {
			if seen == id {
				continue next
			}
		}
		ids[n] = id
		n++
	}
	return ids, n
}

func (q *Question) level() int {
	if q.Level < 1 || q.Level > 5 {
		return 0
	}
	return int(q.Level)
}
