package bots

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"prepwire/cmd/prepbench/wire"
	"prepwire/rpc/contest/answerlog"
	"prepwire/schema"
)

// claim is an answer that the gateway has acknowledged.
type claim struct {
	bot, question int
	answer        string
	receipt       schema.Receipt
	body          []byte // the first reply, but for its id
	result        schema.ContestSubmitAnswerResult
	sent, at      time.Time
}

// ledger is what bots were told, and what they have to complain of.
type ledger struct {
	mu      sync.Mutex // guards what follows
	claims  []*claim
	took    []time.Duration // from sending to the reply, of each claim
	faults  []string
	blamed  int
	refused map[schema.Reason]int
	counts  Counts
}

// Counts are what happened beside plain answers.
type Counts struct {
	Sent       int // submits, all together
	Repeats    int // byte-equal replies to the same answer again
	Conflicts  int // refused since another answer stood
	Late       int // refused since the contest was over
	Lost       int // submits whose reply never came
	Reconnects int
	Resumed    int             // of these: with all missed events
	Forgotten  int             // of these: the gateway had lost the events, and said so
	Early      int             // refused since the contest had not started
	Back       []time.Duration // of each reconnect: from noticing it until it read on
	Missed     int             // answers whose reply was lost, and which were too late when they were sent again
}

func newLedger() *ledger { return &ledger{refused: map[schema.Reason]int{}} }

const keptFaults = 20

// fault complains.
func (l *ledger) fault(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.blamed++
	if len(l.faults) < keptFaults {
		l.faults = append(l.faults, fmt.Sprintf(format, args...))
	}
}

func (l *ledger) count(f func(*Counts)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(&l.counts)
}

func (l *ledger) refuse(reason schema.Reason) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refused[reason]++
}

// add takes an acknowledged answer.
func (l *ledger) add(c *claim, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.claims = append(l.claims, c)
	l.took = append(l.took, took)
}

// size is how many answers were acknowledged so far.
func (l *ledger) size() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.claims)
}

// all are the acknowledged answers so far.
func (l *ledger) all() []*claim {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]*claim(nil), l.claims...)
}

// receipts are those of all acknowledged answers so far.
func (l *ledger) receipts() []answerlog.Receipt {
	claims := l.all()
	out := make([]answerlog.Receipt, len(claims))
	for i, c := range claims {
		out[i] = answerlog.Receipt{Position: c.receipt.Position, Hash: c.receipt.Hash}
	}
	return out
}

// matter is what a bot knows of its answer to one question.
type matter struct {
	*claim           // nil until an answer is acknowledged
	first  time.Time // when it was first sent
	denied []string  // answers refused since another one stood
	lost   bool      // a reply was lost
}

// hear takes a reply to a submit of an answer. It says whether the contest is
// over, or when to try again if that is what is left.
func (b *bot) hear(m *matter, q int, s sent, r *wire.Reply) (over bool, retry time.Duration) {
	l := b.crowd.ledger
	if at := s.call.Sent; !at.IsZero() && (m.first.IsZero() || at.Before(m.first)) {
		m.first = at
	}
	switch {
	case r.Lost != nil:
		m.lost = true
		l.count(func(c *Counts) { c.Lost++ })
		return false, 0
	case r.Error == nil:
		b.accepted(m, q, s, r)
		return false, 0
	}
	switch reason := r.Error.Data.Reason; reason {
	case schema.AlreadyAnswered:
		m.denied = append(m.denied, s.answer)
		l.count(func(c *Counts) { c.Conflicts++ })
	case schema.ContestIsOver:
		l.count(func(c *Counts) { c.Late++ })
		return true, 0
	case schema.ContestNotStarted:
		l.count(func(c *Counts) { c.Early++ })
		return false, wait(r.Error)
	default:
		l.refuse(reason)
		if !r.Error.Data.Retryable {
			l.fault("bot %d, question %d: %v", b.index, q, r.Error)
			return true, 0
		}
		return false, wait(r.Error)
	}
	return false, 0
}

// wait is when to come back.
func wait(e *wire.Error) time.Duration {
	return max(time.Duration(e.Data.RetryAfterMs)*time.Millisecond, 10*time.Millisecond)
}

// accepted takes an acknowledgement.
func (b *bot) accepted(m *matter, q int, s sent, r *wire.Reply) {
	l := b.crowd.ledger
	answer := s.answer
	if m.claim != nil {
		switch {
		case m.answer != answer:
			l.fault("bot %d, question %d: %q was accepted, and %q as well", b.index, q, m.answer, answer)
		case !bytes.Equal(m.body, r.Body):
			l.fault("bot %d, question %d: a repeat got %s, the first one %s", b.index, q, r.Body, m.body)
		default:
			l.count(func(c *Counts) { c.Repeats++ })
		}
		return
	}
	c := &claim{bot: b.index, question: q, answer: answer, body: r.Body, sent: m.first, at: r.At}
	if err := json.Unmarshal(r.Result, &c.result); err != nil || !c.result.Accepted || c.result.Receipt.Position < 1 {
		l.fault("bot %d, question %d: %s (%v)", b.index, q, r.Body, err)
		return
	}
	c.receipt = c.result.Receipt
	m.claim = c
	from := s.call.Sent
	if b.crowd.plan.Rate > 0 && b.due.Before(from) {
		from = b.due // a bot that is behind waits for its own earlier replies
	}
	l.add(c, r.At.Sub(from))
}

// settle checks what can be said once all replies are there.
func (b *bot) settle(m *matter, q int) {
	for _, denied := range m.denied {
		if m.claim != nil && m.answer == denied {
			b.crowd.ledger.fault("bot %d, question %d: %q was accepted, and refused as already answered", b.index, q, denied)
		}
	}
	m.denied = nil
}
