package answerlog

import (
	"encoding/json"
	"math/big"
	"sort"
	"strings"
	"testing"
	"time"

	"prepwire/rpc/question/judge"
	"prepwire/schema"
)

// oracle is the contract's text once more, written as plainly as can be: it
// reads the log as a client does, calculates in exact fractions of a point,
// and sorts from scratch.
type oracle struct {
	opened  schema.LogEntry
	answers []schema.LogEntry
	points  []*big.Rat // of each answer
	verdict []string   // of each answer: correct, wrong, late
	key     map[string]string
}

// oracleEntry is a line of the oracle's board.
type oracleEntry struct {
	Rank                     int
	Participant              string
	Score                    *big.Rat
	Correct, Wrong, Answered int
	TimeMs                   int64
	LastCorrectAt            time.Time
	Completed                bool
	LastPosition             int64
	answered                 map[string]bool
}

func newOracle(t *testing.T, file []byte) *oracle {
	t.Helper()
	o := &oracle{}
	for _, line := range strings.Split(strings.TrimSuffix(string(file), "\n"), "\n") {
		var e schema.LogEntry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		switch e.Type {
		case "opened":
			o.opened = e
		case "answer":
			o.answers = append(o.answers, e)
		case "closed":
			if err := json.Unmarshal(e.Key, &o.key); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, a := range o.answers {
		points, verdict := o.worth(a)
		o.points, o.verdict = append(o.points, points), append(o.verdict, verdict)
	}
	return o
}

func (o *oracle) question(id schema.ID) schema.LogQuestion {
	for _, q := range o.opened.Questions {
		if q.QuestionID == id {
			return q
		}
	}
	return schema.LogQuestion{}
}

// thousandths rounds half up: the greatest whole number of thousandths that is
// not over r + half a thousandth.
func thousandths(r *big.Rat) *big.Rat {
	n := new(big.Rat).Add(new(big.Rat).Mul(r, big.NewRat(1000, 1)), big.NewRat(1, 2))
	floor := new(big.Int).Div(n.Num(), n.Denom())
	return new(big.Rat).SetFrac(floor, big.NewInt(1000))
}

func pointsOf(q schema.LogQuestion) *big.Rat {
	p, _ := new(big.Rat).SetString(new(big.Float).SetFloat64(q.Points).Text('f', 3))
	return p
}

func (o *oracle) worth(a schema.LogEntry) (*big.Rat, string) {
	q, nothing := o.question(a.QuestionID), new(big.Rat)
	p, t := pointsOf(q), *a.TimeMs
	if o.opened.Rules.Pacing == "live" && t > q.TimeLimitMs {
		return nothing, "late"
	}
	if !judge.Right(string(q.QuestionType), o.key[string(q.QuestionID)], *a.Answer) {
		options := q.Options
		if q.QuestionType == "true-false" {
			options = 2
		}
		if o.opened.Rules.Scoring == "negative" && options >= 2 {
			size := thousandths(new(big.Rat).Quo(p, big.NewRat(options-1, 1)))
			return size.Neg(size), "wrong"
		}
		return nothing, "wrong"
	}
	if o.opened.Rules.Scoring == "speed" && t > 500 {
		t = t / 100 * 100
		part := new(big.Rat).Sub(big.NewRat(1, 1), big.NewRat(t, 2*q.TimeLimitMs))
		return thousandths(part.Mul(part, p)), "correct"
	}
	return p, "correct"
}

// board is the board after the first n answers, and of the end if closed.
func (o *oracle) board(n int, closed bool) []oracleEntry {
	by := map[string]*oracleEntry{}
	for i, a := range o.answers[:n] {
		e := by[string(a.Participant)]
		if e == nil {
			e = &oracleEntry{Participant: string(a.Participant), Score: new(big.Rat), answered: map[string]bool{}}
			by[e.Participant] = e
		}
		e.answered[string(a.QuestionID)] = true
		e.Answered = len(e.answered)
		e.Completed = e.Answered == len(o.opened.Questions)
		e.Score.Add(e.Score, o.points[i])
		e.LastPosition = a.Position
		switch o.verdict[i] {
		case "correct":
			e.Correct++
			e.TimeMs, e.LastCorrectAt = *a.TimeMs, a.At.Time
		case "wrong":
			e.Wrong++
		}
	}
	var board []oracleEntry
	for _, e := range by {
		for _, q := range o.opened.Questions {
			if closed && o.opened.Rules.Scoring == "amc" && !e.answered[string(q.QuestionID)] {
				e.Score.Add(e.Score, thousandths(new(big.Rat).Quo(pointsOf(q), big.NewRat(4, 1))))
			}
		}
		board = append(board, *e)
	}
	rank(board)
	return board
}

// rank sorts, and gives each as rank one more than how many are better.
func rank(board []oracleEntry) {
	better := func(a, b oracleEntry) bool {
		if c := a.Score.Cmp(b.Score); c != 0 {
			return c > 0
		}
		if a.Wrong != b.Wrong {
			return a.Wrong < b.Wrong
		}
		if a.Correct == 0 || b.Correct == 0 {
			return a.Correct > 0 && b.Correct == 0
		}
		return a.TimeMs < b.TimeMs
	}
	for i := range board {
		board[i].Rank = 1
		for _, other := range board {
			if better(other, board[i]) {
				board[i].Rank++
			}
		}
	}
	sort.Slice(board, func(i, j int) bool {
		if board[i].Rank != board[j].Rank {
			return board[i].Rank < board[j].Rank
		}
		return board[i].Participant < board[j].Participant
	})
}
