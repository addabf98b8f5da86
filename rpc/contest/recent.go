package contest

import (
	"prepwire/rpc/contest/answerlog"
	"prepwire/rpc/contest/scoring"
)

// reckoning is an accepted answer and what it came to: all that a reply to it
// is made of.
type reckoning struct {
	answer         string // in its normal form
	position       int64
	hash           string
	right          bool
	milli, score   int64 // points of the answer, and of all until then
	answered       int   // until then
	completed      bool
	participant, q string // whose it is, and to which question
}

func reckon(e answerlog.Entry, out scoring.Outcome) reckoning {
	return reckoning{answer: e.Answer.Answer, position: e.Position, hash: e.Hash, right: out.Right, milli: out.Milli, score: out.Tally.Score,
		answered: out.Tally.Answered, completed: out.Tally.Completed, participant: e.Answer.Participant, q: e.Answer.QuestionID}
}

// mostRecent bounds the answers of a contest that are remembered, some 250 bytes
// each.
const mostRecent = 1 << 16

// recent remembers the last answers of a log. Most repeats come soon after the
// answer, from clients that lost the reply; to read all answers of a
// participant from the store for each costs many times what an answer does.
type recent struct {
	most   int
	byWhat map[[2]string]int // place in ring, by participant and question
	ring   []reckoning
	next   int // place of the oldest, once the ring is full
}

func newRecent(most int) *recent { return &recent{most: most, byWhat: map[[2]string]int{}} }

// add takes the next answer. It is the only one of its participant to its
// question.
func (r *recent) add(a reckoning) {
	at := r.next
	if len(r.ring) < r.most {
		at = len(r.ring)
		r.ring = append(r.ring, a)
	} else {
		old := &r.ring[at]
		delete(r.byWhat, [2]string{old.participant, old.q})
		*old = a
		r.next = (at + 1) % r.most
	}
	r.byWhat[[2]string{a.participant, a.q}] = at
}

// find is a participant's answer to a question, if it is remembered.
func (r *recent) find(participant, questionID string) (reckoning, bool) {
	at, ok := r.byWhat[[2]string{participant, questionID}]
	if !ok {
		return reckoning{}, false
	}
	return r.ring[at], true
}
