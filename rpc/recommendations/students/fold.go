package students

import (
	"context"
	"maps"
	"time"

	"prepwire/rpc/recommendations/learner"
	"prepwire/store"
)

// lookBack is how far back attempts may be added, behind others that are there
// already: the time that requests take, with room to spare.
const lookBack = 2 * time.Minute

// Student is what is known of a student: a copy, of which the caller may change
// all but Seen.
type Student struct {
	Params   *learner.Params
	State    learner.State
	Seen     map[learner.ItemID]bool // the questions answered, but for variants of a family
	Answered int64                   // questions, each once; those reported by the student included
	Correct  int64                   // of these, at the first attempt
	Last     time.Time               // of the last answer; zero when there is none
}

// folded is the cached fold of one student's attempts. Whoever holds free may
// use it.
type folded struct {
	userID string
	free   chan struct{}

	Student
	moves  []move           // the last changes of level, the oldest first
	lent   bool             // Seen was handed out: it is not changed any more, but copied
	to     store.Position   // of the last attempt that was read
	recent []store.Position // of those within lookBack before it, in their order
}

func (f *folded) student() Student {
	s := f.Student
	f.lent = true
	s.State = f.State.Clone()
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
	f.Student, f.to, f.recent, f.moves, f.lent = Student{Params: p}, store.Position{}, nil, nil, false
}

// readOn reads from lookBack before the last attempt on, and folds what is new.
// It reports whether what was read again is what was read before.
func (f *folded) readOn(ctx context.Context, k *Keeper) (fits bool, err error) {
	after := store.Position{}
	if len(f.recent) > 0 {
		after = store.Position{At: f.to.At.Add(-lookBack)} // the id is empty: from the first of that instant on
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
			f.add(k, a)
		}
		if len(part) < store.MaxLimit {
			return len(known) == 0, nil
		}
		after = part[len(part)-1].Position()
	}
}

// add folds one attempt.
func (f *folded) add(k *Keeper, a store.Attempt) {
	f.to = a.Position()
	f.recent = append(f.recent, f.to)
	for f.recent[0].At.Before(f.to.At.Add(-lookBack)) {
		f.recent = f.recent[1:]
	}
	if a.Number == 1 {
		f.count(k, a)
	}
}

// count folds an attempt that counts.
func (f *folded) count(k *Keeper, a store.Attempt) {
	f.Answered++
	if a.Correct {
		f.Correct++
	}
	f.Last = a.At
	var skills [1]learner.SkillID
	answer := k.answer(a, &skills)
	before := f.level(skills[0], answer.At)
	f.Params.Update(&f.State, answer)
	if after := f.level(skills[0], answer.At); after != before {
		f.moves = append(f.moves[max(0, len(f.moves)-mostMoves+1):], move{a.ID, before, after})
	}
	f.see(answer.Item)
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
	if item == 0 || f.Seen[item] {
		return
	}
	if f.lent || f.Seen == nil {
		seen := make(map[learner.ItemID]bool, len(f.Seen)+1)
		maps.Copy(seen, f.Seen)
		f.Seen, f.lent = seen, false
	}
	f.Seen[item] = true
}

// answer is an attempt as the model sees it. A variant of a family has no
// difficulty of its own: its family's is better known, and variants are without
// number. skills is room for its skill.
func (k *Keeper) answer(a store.Attempt, skills *[1]learner.SkillID) learner.Answer {
	q := learner.Question{Family: learner.Family(a.Family), Level: int8(a.DifficultyLevel)}
	if a.Family == "" && a.Source != store.SourceReported {
		q.Item = learner.Item(a.QuestionID)
	}
	if a.Skill != "" {
		skills[0] = learner.Skill(a.Skill)
		q.Skills = skills[:]
		if _, ok := k.codes.Load(skills[0]); !ok {
			k.codes.Store(skills[0], a.Skill)
		}
	}
	return learner.Answer{
		Question: q, Correct: a.Correct, At: a.At.UnixMilli(), TimeMs: a.TimeSpentMs,
		SelfReported: a.Source == store.SourceReported, Contest: a.Source == store.SourceContest,
	}
}
