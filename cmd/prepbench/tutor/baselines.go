package tutor

import (
	"math"

	"prepwire/rpc/recommendations/learner"
)

// shares counts the answers to each question, and returns the share of right ones
// among all.
func shares(l Log) (map[learner.ItemID]tally, float64) {
	all, of := tally{right: 1, all: 2}, map[learner.ItemID]tally{}
	for i := range l.Rows {
		a := &l.Rows[i]
		c := of[a.Item]
		c.all++
		all.all++
		if a.Correct {
			c.right++
			all.right++
		}
		of[a.Item] = c
	}
	return of, all.right / all.all
}

// itemMean predicts the share of right answers to a question among the students
// of the training log, drawn towards the share among all.
func itemMean(train, test Log) []Guess {
	items, share := shares(train)
	out := make([]Guess, len(test.Rows))
	for i := range test.Rows {
		c := items[test.Rows[i].Item]
		out[i] = Guess{P: (c.right + 5*share) / (c.all + 5), Correct: test.Rows[i].Correct}
	}
	return out
}

// elo is the rating system with an uncertainty function, with the constants of
// Pelánek, "Applications of the Elo rating system in adaptive educational
// systems", Computers & Education 98 (2016); questions stand still in the test.
func elo(train, test Log) []Guess {
	type rating struct{ value, n float64 }
	items := map[learner.ItemID]*rating{}
	run := func(rows []learner.Logged, learn bool) []Guess {
		users := map[uint64]*rating{}
		out := make([]Guess, len(rows))
		for i := range rows {
			a := &rows[i]
			u, it := users[a.Student], items[a.Item]
			if u == nil {
				u = &rating{}
				users[a.Student] = u
			}
			if it == nil {
				it = &rating{}
				if learn {
					items[a.Item] = it
				}
			}
			p := 1 / (1 + math.Exp(it.value-u.value))
			out[i] = Guess{P: p, Correct: a.Correct}
			miss := -p
			if a.Correct {
				miss = 1 - p
			}
			u.value += miss / (1 + 0.05*u.n)
			u.n++
			if learn {
				it.value -= 0.6 * miss / (1 + 0.1*it.n)
				it.n++
			}
		}
		return out
	}
	run(train.Rows, true)
	return run(test.Rows, false)
}
