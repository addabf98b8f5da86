package fairness

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"prepwire/rpc/contest/board"
	"prepwire/rpc/contest/scoring"
)

const pointsMilli = 1000

// world is one contest: its people and all that they do in it.
type world struct {
	rules    *scoring.Rules
	schedule *scoring.Schedule
	key      scoring.Key
	people   []*person
	asked    []question
	attempts [][]attempt // by person, by question
}

func newRules(s Settings) *scoring.Rules {
	r := &scoring.Rules{ContestID: "fairness", Start: time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC), Pacing: scoring.Live, Scoring: scoring.Speed, GapMs: 3000}
	for i := range s.Questions {
		r.Questions = append(r.Questions, scoring.Question{ID: fmt.Sprintf("q%d", i), Type: "multiple-choice", Options: 4, PointsMilli: pointsMilli, TimeLimitMs: s.LimitMs})
	}
	r.End = r.EndOf()
	return r
}

func newWorld(s Settings, round int) (*world, error) {
	random := rand.New(rand.NewPCG(s.Seed, uint64(round)))
	w := &world{rules: newRules(s)}
	var err error
	if w.schedule, err = scoring.NewSchedule(w.rules); err != nil {
		return nil, err
	}
	answers := map[string]string{}
	for _, q := range w.rules.Questions {
		answers[q.ID] = "A"
		w.asked = append(w.asked, question{difficulty: random.NormFloat64(), limitMs: q.TimeLimitMs})
	}
	w.key = scoring.NewKey(answers)
	for i := range s.Participants {
		p := newPerson(random, i, s.Liars)
		var attempts []attempt
		for _, q := range w.asked {
			attempts = append(attempts, newAttempt(random, p, q))
		}
		w.people, w.attempts = append(w.people, p), append(w.attempts, attempts)
	}
	return w, nil
}

// skill is what a person would score without latency, on the average of all
// moods and luck: knowing and thinking fast, and nothing else.
func (w *world) skill(p *person) float64 {
	sum := 0.0
	for i, q := range w.asked {
		for _, mood := range moods {
			think, chance := q.think(p, mood)
			milli, _ := w.rules.Score(w.rules.Questions[i], true, think)
			sum += chance * float64(milli)
		}
	}
	return sum / float64(len(moods)) / pointsMilli
}

// outcome is how a contest ended under a policy, by person.
type outcome struct {
	milli []int64
	rank  []int
	each  [][]scoring.Outcome // by person, by question
}

// points answers the scores in points.
func (o *outcome) points() []float64 {
	points := make([]float64, len(o.milli))
	for i, m := range o.milli {
		points[i] = float64(m) / 1000
	}
	return points
}

// sent is an answer on its way into the log.
type sent struct {
	scoring.Answer
	person, question int
}

// play lets everybody answer, folds the answers in the order in which they
// came, and ranks the tallies.
func (w *world) play(by policy) (*outcome, error) {
	answers, err := w.answers(by)
	if err != nil {
		return nil, err
	}
	fold, err := scoring.NewFold(w.rules, w.key)
	if err != nil {
		return nil, err
	}
	n := len(w.people)
	o := &outcome{milli: make([]int64, n), rank: make([]int, n), each: make([][]scoring.Outcome, n)}
	for i := range o.each {
		o.each[i] = make([]scoring.Outcome, len(w.asked))
	}
	for i, a := range answers {
		a.Position = int64(i) + 2 // after the opening entry
		if o.each[a.person][a.question], err = fold.Apply(a.Answer); err != nil {
			return nil, err
		}
	}
	b := board.New()
	for t := range fold.Tallies() {
		b.Set(board.Entry{Tally: t})
	}
	for i, p := range w.people {
		line, _ := b.Line(p.id) // whose answers all came after the end has none
		o.milli[i], o.rank[i] = line.Score, cmp.Or(line.Rank, b.Len()+1)
	}
	return o, nil
}

// answers are those that count, in the order in which they come in.
func (w *world) answers(by policy) ([]sent, error) {
	var all []sent
	for i, p := range w.people {
		for j, a := range w.attempts[i] {
			answer := w.answer(by, p, w.schedule.Slot(j), a)
			if answer.At.After(w.schedule.LastCall()) {
				continue
			}
			if err := w.schedule.CheckAnswer(answer); err != nil && !by.trusting {
				return nil, err
			}
			all = append(all, sent{answer, i, j})
		}
	}
	slices.SortStableFunc(all, func(x, y sent) int { return x.At.Compare(y.At) })
	return all, nil
}

// answer is what the server makes of an attempt.
func (w *world) answer(by policy, p *person, slot scoring.Slot, a attempt) scoring.Answer {
	elapsed := a.think
	if by.latency {
		elapsed += a.way
	}
	lies := by.lies && p.liar
	var earned int64
	switch {
	case by.credit && lies:
		earned = a.delayed
	case by.credit:
		earned = a.earned
	}
	answer := scoring.Answer{At: slot.Opens.Add(time.Duration(elapsed) * time.Millisecond), Participant: p.id, QuestionID: slot.ID, Answer: "B"}
	if a.right {
		answer.Answer = "A"
	}
	answer.TimeMs, answer.CreditMs = slot.Time(answer.At, earned)
	if claimed := a.claim(lies); by.trusting {
		answer.TimeMs, answer.CreditMs = claimed, 0
	}
	return answer
}

// claim is what the client says of its time.
func (a attempt) claim(lies bool) int64 {
	if lies {
		return min(a.think, claimedMs)
	}
	return a.think
}
