package students

import (
	"context"
	"maps"
	"slices"
	"time"

	"prepwire/rpc/recommendations/learner"
	"prepwire/store"
)

// lookBack is how far back attempts may be added, behind others that are there
// already: the time that requests take, with room to spare.
const lookBack = 2 * time.Minute

// Student is what is known of a student: a copy, which is the caller's.
type Student struct {
	Params   *learner.Params
	State    learner.State
	Answered int64     // questions, each once; those reported by the student included
	Correct  int64     // of these, at the first attempt
	Last     time.Time // of the last answer; zero when there is none

	sittings []Sitting                  // of the last sessions, the oldest first
	own      map[learner.SkillID]string // what skills are called that are no exam's here
}

// folded is the cached fold of one student's attempts. Whoever holds free may
// use it.
type folded struct {
	userID string
	free   chan struct{}
	fold
}

// fold is what was made of a student's attempts so far.
type fold struct {
	Student
	seen   map[learner.ItemID]bool // the questions answered, but for variants of a family
	lent   bool                    // seen was handed out: it is not changed any more, but copied
	moves  []move                  // the last changes of level, the oldest first
	to     store.Position          // of the last attempt that was read
	since  time.Time               // from when on recent is whole
	recent []store.Position        // attempts that were read, in their order
}

func (f *folded) student() Student {
	s := f.Student
	s.State = f.State.Clone()
	s.sittings, s.own = slices.Clone(f.sittings), maps.Clone(f.own)
	return s
}

// catchUp folds what was recorded since. When an attempt turned up behind one
// that is folded already, or the parameters are others, everything is folded
// anew.
func (f *folded) catchUp(ctx context.Context, k *Keeper) error {
	if p := k.Params(); f.Params != p {
		f.reset(p)
	}
	for again := range 2 {
		fits, err := f.readOn(ctx, k)
		if err != nil {
			f.reset(nil) // how far it got is not known
			return err
		}
		if fits || again == 1 {
			return nil
		}
		f.reset(f.Params)
	}
	return nil
}

func (f *folded) reset(p *learner.Params) {
	f.fold = fold{Student: Student{Params: p}}
}

// readOn folds what is new. It reads from lookBack before the last attempt on,
// or before now, if the store's clock was set back since: what is added from now
// on has a time of about now. It reports whether what was read again is what was
// read before.
func (f *folded) readOn(ctx context.Context, k *Keeper) (fits bool, err error) {
	now, err := k.store.Now(ctx)
	if err != nil {
		return false, err
	}
	after := store.Position{}
	if !f.to.IsZero() {
		after.At = f.mayChange(now) // the id is empty: from the first of that instant on
		if after.At.Before(f.since) {
			return false, nil
		}
		f.forget(after.At)
	}
	known := f.recent
	for {
		part, err := k.store.AttemptsOf(ctx, f.userID, after, store.MaxLimit)
		if err != nil {
			return false, err
		}
		for _, a := range part {
			if len(known) > 0 {
				if a.Position() != known[0] {
					return false, nil
				}
				known = known[1:]
				continue
			}
			f.add(a, now)
		}
		if len(part) < store.MaxLimit {
			return len(known) == 0, nil
		}
		after = part[len(part)-1].Position()
	}
}

// mayChange is from when on attempts may still be added behind the last one.
func (f *folded) mayChange(now time.Time) time.Time {
	if now.Before(f.to.At) {
		return now.Add(-lookBack)
	}
	return f.to.At.Add(-lookBack)
}

// forget drops the places that need not be known any more.
func (f *folded) forget(before time.Time) {
	for len(f.recent) > 0 && f.recent[0].At.Before(before) {
		f.recent = f.recent[1:]
	}
	f.since = before
}

// add folds one attempt.
func (f *folded) add(a store.Attempt, now time.Time) {
	f.to = a.Position()
	f.recent = append(f.recent, f.to)
	f.forget(f.mayChange(now))
	if a.Number == 1 {
		f.count(a)
	}
}

// count folds an attempt that counts.
func (f *folded) count(a store.Attempt) {
	f.Answered++
	if a.Correct {
		f.Correct++
	}
	f.Last = a.At
	var skills [1]learner.SkillID
	answer := answerOf(a, &skills)
	before := f.level(skills[0], answer.At)
	f.Params.Update(&f.State, answer)
	if after := f.level(skills[0], answer.At); after != before {
		f.moves = append(f.moves[max(0, len(f.moves)-mostMoves+1):], move{a.ID, before, after})
	}
	f.see(answer.Item)
	f.sit(a)
	if a.Skill != "" {
		f.call(skills[0], a.Skill)
	}
}

// mostMoves bounds the changes of level that are remembered of a student.
const mostMoves = 8

// move is a change of level that an attempt at a skill brought about.
type move struct {
	attempt       string
	before, after learner.Level
}

func (f *folded) level(skill learner.SkillID, at int64) learner.Level {
	if skill == 0 {
		return ""
	}
	return f.Params.Mastery(&f.State, skill, at).Level
}

func (f *folded) see(item learner.ItemID) {
	if item == 0 || f.seen[item] {
		return
	}
	if f.lent || f.seen == nil {
		seen := make(map[learner.ItemID]bool, len(f.seen)+1)
		maps.Copy(seen, f.seen)
		f.seen, f.lent = seen, false
	}
	f.seen[item] = true
}

// answerOf is an attempt as the model sees it. A variant of a family has no
// difficulty of its own: its family's is better known, and variants are without
// number. skills is room for its skill.
func answerOf(a store.Attempt, skills *[1]learner.SkillID) learner.Answer {
	q := learner.Question{Family: learner.Family(a.Family), Level: int8(a.DifficultyLevel)}
	if a.Family == "" && a.Source != store.SourceReported {
		q.Item = learner.Item(a.QuestionID)
	}
	if a.Skill != "" {
		skills[0] = learner.Skill(a.Skill)
		q.Skills = skills[:]
	}
	return learner.Answer{
		Question: q, Correct: a.Correct, At: a.At.UnixMilli(), TimeMs: a.TimeSpentMs,
		SelfReported: a.Source == store.SourceReported, Contest: a.Source == store.SourceContest,
	}
}
