// Package oracle works out the result of a contest from what its participants
// were told, by the formulas of the contract and in exact fractions. It knows
// nothing of the gateway's own scoring, and shares no code with it, so that
// the two can be held against each other.
package oracle

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Contest is what decides the score.
type Contest struct {
	Start     time.Time
	Live      bool // each question opens for everybody at one time
	Gap       time.Duration
	Scoring   string // accuracy, speed, amc, negative
	Questions []Question
}

// Question is a question and its right answer.
type Question struct {
	ID      string
	Kind    string // multiple-choice, true-false, short-answer
	Options int    // how many are listed
	Points  *big.Rat
	Limit   time.Duration // with Live
	Key     string
}

// Answer is an answer that was accepted.
type Answer struct {
	Position    int64 // in the log
	Participant string
	Question    string
	Answer      string
	At          time.Time
	Credit      time.Duration
}

// Line is one line of a board.
type Line struct {
	Rank        int
	Participant string
	Name        string
	Milli       int64 // thousandths of a point
	Correct     int
	Wrong       int
	Answered    int
	TimeMs      int64
	LastAt      time.Time // of the last correct answer, zero without one
	Completed   bool
}

// Outcome is what an answer came to when it was accepted.
type Outcome struct {
	Right     bool  // whether in time or not
	Milli     int64 // of this answer
	Total     int64 // of all answers so far
	Answered  int   // so far
	Completed bool
}

// Results are the final board, all who answered something, best first, and the
// outcome of each answer by its position. names are by participant.
func Results(c Contest, answers []Answer, names map[string]string) ([]Line, map[int64]Outcome) {
	outcomes := make(map[int64]Outcome, len(answers))
	answers = slices.Clone(answers)
	slices.SortFunc(answers, func(a, b Answer) int { return cmp.Compare(a.Position, b.Position) })
	index := map[string]int{}
	for i, q := range c.Questions {
		index[q.ID] = i
	}
	byParticipant := map[string]*tally{}
	for _, a := range answers {
		t := byParticipant[a.Participant]
		if t == nil {
			t = &tally{score: new(big.Rat), open: slices.Repeat([]bool{true}, len(c.Questions))}
			t.line.Participant, t.line.Name = a.Participant, names[a.Participant]
			byParticipant[a.Participant] = t
		}
		outcomes[a.Position] = t.add(&c, index[a.Question], a)
	}
	var lines []Line
	for _, t := range byParticipant {
		lines = append(lines, t.close(&c))
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(better(a, b), strings.Compare(a.Name, b.Name), strings.Compare(a.Participant, b.Participant))
	})
	for i := range lines {
		lines[i].Rank = i + 1
		if i > 0 && better(lines[i-1], lines[i]) == 0 {
			lines[i].Rank = lines[i-1].Rank
		}
	}
	return lines, outcomes
}

// better orders by the contract: higher score, fewer wrong, earlier last
// correct answer. Without a correct answer is later than any.
func better(a, b Line) int {
	return cmp.Or(cmp.Compare(b.Milli, a.Milli), cmp.Compare(a.Wrong, b.Wrong), cmp.Compare(lastCorrect(a), lastCorrect(b)))
}

func lastCorrect(l Line) int64 {
	if l.Correct == 0 {
		return 1 << 62
	}
	return l.TimeMs
}

type tally struct {
	line  Line
	score *big.Rat
	open  []bool // questions that were not answered
}

func (t *tally) add(c *Contest, i int, a Answer) Outcome {
	q := c.Questions[i]
	t.open[i] = false
	t.line.Answered++
	took := a.At.Sub(c.opens(i)) - a.Credit
	right := Right(q, a.Answer)
	worth := new(big.Rat)
	switch {
	case c.Live && took > q.Limit: // accepted, scored 0
	case right:
		t.line.Correct++
		t.line.TimeMs, t.line.LastAt = took.Milliseconds(), a.At
		worth = c.gain(q, took)
	default:
		t.line.Wrong++
		worth.Neg(c.loss(q))
	}
	t.score.Add(t.score, worth)
	return Outcome{Right: right, Milli: milli(worth), Total: milli(t.score), Answered: t.line.Answered, Completed: t.line.Answered == len(c.Questions)}
}

// close counts what was left unanswered.
func (t *tally) close(c *Contest) Line {
	for i, open := range t.open {
		if open && c.Scoring == "amc" {
			t.score.Add(t.score, round(new(big.Rat).Quo(c.Questions[i].Points, big.NewRat(4, 1))))
		}
	}
	t.line.Completed = t.line.Answered == len(c.Questions)
	t.line.Milli = milli(t.score)
	return t.line
}

// opens is when a question opens: all at the start, or with Live each after
// the gap that follows the one before.
func (c *Contest) opens(i int) time.Time {
	at := c.Start
	if c.Live {
		for _, q := range c.Questions[:i] {
			at = at.Add(q.Limit + c.Gap)
		}
	}
	return at
}

// gain is what a right answer is worth: p, or with speed p·(1 − t/2T) after
// 500 ms, t rounded down to 100 ms.
func (c *Contest) gain(q Question, took time.Duration) *big.Rat {
	if c.Scoring != "speed" || took <= 500*time.Millisecond {
		return round(q.Points)
	}
	spent := big.NewRat(took.Truncate(100*time.Millisecond).Milliseconds(), 2*q.Limit.Milliseconds())
	left := new(big.Rat).Sub(big.NewRat(1, 1), spent)
	return round(left.Mul(left, q.Points))
}

// loss is what a wrong answer costs: with negative p/(options−1), nothing
// without options.
func (c *Contest) loss(q Question) *big.Rat {
	options := q.Options
	if q.Kind == "true-false" {
		options = 2
	}
	if c.Scoring != "negative" || options < 2 {
		return new(big.Rat)
	}
	return round(new(big.Rat).Quo(q.Points, big.NewRat(int64(options-1), 1)))
}

// round rounds what is not negative half up to a thousandth.
func round(r *big.Rat) *big.Rat {
	scaled := new(big.Rat).Mul(r, big.NewRat(1000, 1))
	scaled.Add(scaled, big.NewRat(1, 2))
	return big.NewRat(new(big.Int).Div(scaled.Num(), scaled.Denom()).Int64(), 1000)
}

// milli is a sum of thousandths in thousandths.
func milli(r *big.Rat) int64 {
	scaled := new(big.Rat).Mul(r, big.NewRat(1000, 1))
	if !scaled.IsInt() {
		panic("a score that is not in thousandths")
	}
	return scaled.Num().Int64()
}

// Right says whether an answer is the key: ids and words whatever their case,
// numbers by value.
func Right(q Question, answer string) bool {
	answer = strings.TrimSpace(answer)
	if q.Kind == "short-answer" {
		if key, ok := new(big.Rat).SetString(q.Key); ok {
			got, ok := new(big.Rat).SetString(answer)
			return ok && got.Cmp(key) == 0
		}
	}
	return strings.EqualFold(answer, q.Key)
}
