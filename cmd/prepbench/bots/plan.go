// Package bots plays whole contests against a running gateway, over real
// sockets, and then calls the gateway to account: everything that a bot was
// told is held against the log, the board and the results.
//
//	Gather   questions and accounts; every bot connects, registers and joins
//	Play     bots think, answer, repeat, contradict themselves, lose connections
//	Check    ledger of what was acknowledged ─► log, receipts, oracle, replay, results
//
// A bot never trusts its memory of a reply that was lost: it asks again until
// it knows which answer stands.
package bots

import (
	"errors"
	"fmt"
	"time"
)

// Plan says what is played, and how.
type Plan struct {
	Participants int
	Connections  int // those beyond one a participant are second devices
	Questions    int

	Pacing, Scoring, Feedback string
	Duration                  time.Duration // with free pacing
	Limit, Gap                time.Duration // with live pacing: for each question, and between two
	Lead                      time.Duration // from making the contest to its start; 0: by the number of bots

	Think   time.Duration // before an answer: the median, of all bots
	Latency time.Duration // there and back: the largest, bots differ evenly
	Jitter  time.Duration // on top, anew for each frame: the largest

	Duplicated   float64 // share of answers that are sent twice
	Conflicting  float64 // share of answers that are followed by, or race, another one
	Reconnecting float64 // share of bots that lose their connection with an answer on its way

	Rush bool    // no thinking: each bot answers as soon as it has its reply
	Rate float64 // answers a second of all bots together; 0: by thinking
	Lost bool    // the gateway may be killed: events may be lost with it
	Away bool    // the store is a server: nodes know its clock to within half a round trip
	Seed uint64
}

// Check says what is wrong with a plan.
func (p *Plan) Check() error {
	live := p.Pacing == "live"
	switch {
	case p.Participants < 1:
		return errors.New("a contest needs a participant")
	case p.Questions < 1 || p.Questions > 1000:
		return errors.New("a contest has 1 to 1000 questions")
	case p.Connections != 0 && p.Connections < p.Participants:
		return fmt.Errorf("%d connections are too few for %d participants", p.Connections, p.Participants)
	case p.Connections > 2*p.Participants:
		return errors.New("a participant has at most two devices")
	case live && (p.Rush || p.Rate > 0):
		return errors.New("with live pacing nobody can rush")
	case live && (p.Limit < time.Second || p.Limit > time.Hour):
		return errors.New("a question of a live contest lasts 1 s to 1 h")
	case live && p.Gap < time.Millisecond:
		return errors.New("between two questions of a live contest is at least 1 ms")
	case p.Scoring == "speed" && !live:
		return errors.New("scoring by speed needs live pacing")
	case !live && p.Duration < time.Second:
		return errors.New("a contest lasts at least 1 s")
	}
	return nil
}

// lead is the time for everybody to register and join.
func (p *Plan) lead() time.Duration {
	if p.Lead > 0 {
		return p.Lead
	}
	each := 4*time.Millisecond + time.Duration(p.Questions)*20*time.Microsecond // to register, the authors of all questions are looked up
	return 3*time.Second + time.Duration(p.Participants+p.Connections)*each
}

// devices is how many devices bot i has.
func (p *Plan) devices(i int) int {
	if i < p.Connections-p.Participants {
		return 2
	}
	return 1
}
