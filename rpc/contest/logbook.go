package contest

import (
	"fmt"
	"sync"

	"prepwire/rpc/contest/answerlog"
	"prepwire/rpc/contest/board"
	"prepwire/rpc/contest/scoring"
)

// logbook is how far this node has read the log of a contest, and what it comes
// to. The appender alone moves it on.
type logbook struct {
	mu        sync.RWMutex // guards what follows
	head      answerlog.Head
	fold      *scoring.Fold
	completed int
	touched   map[string]struct{} // participants who answered since takeTouched
	own       int64               // position of the last entry that this node appended
	finishers []string            // who completed by an answer given here, since takeFinishers
	recent    *recent
}

func newLogbook(p *paper, recalled int) (*logbook, error) {
	f, err := p.fold()
	if err != nil {
		return nil, fmt.Errorf("fold contest %s: %w", p.contest.ID, err)
	}
	return &logbook{fold: f, touched: map[string]struct{}{}, recent: newRecent(recalled)}, nil
}

// follow takes the next entries of the log, which somebody else has written.
func (b *logbook) follow(entries []answerlog.Entry) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	chain := answerlog.NewChain(b.head)
	for _, e := range entries {
		if err := chain.Follow(e); err != nil {
			return fmt.Errorf("log entry %d: %w", e.Position, err)
		}
		if _, err := b.applyLocked(e); err != nil {
			return err
		}
	}
	return nil
}

// took takes entries that this node has just appended and returns what each
// came to.
func (b *logbook) took(entries []answerlog.Entry) ([]scoring.Outcome, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	outcomes := make([]scoring.Outcome, len(entries))
	for i, e := range entries {
		var err error
		if outcomes[i], err = b.applyLocked(e); err != nil {
			return nil, err
		}
		b.own = e.Position
		if outcomes[i].Tally.Completed {
			b.finishers = append(b.finishers, e.Answer.Participant)
		}
	}
	return outcomes, nil
}

func (b *logbook) applyLocked(e answerlog.Entry) (scoring.Outcome, error) {
	var out scoring.Outcome
	var err error
	switch e.Type {
	case answerlog.TypeAnswer:
		if out, err = b.fold.Apply(e.Answer); err == nil {
			b.touched[e.Answer.Participant] = struct{}{}
			b.recent.add(reckon(e, out))
			if out.Tally.Completed {
				b.completed++
			}
		}
	case answerlog.TypeClosed:
		if err = b.fold.Close(e.Position); err == nil {
			for t := range b.fold.Tallies() {
				b.touched[t.Participant] = struct{}{}
			}
		}
	}
	if err != nil {
		return out, fmt.Errorf("fold log entry %d: %w", e.Position, err)
	}
	b.head = answerlog.Head{Position: e.Position, Hash: e.Hash, At: e.At, Closed: e.Type == answerlog.TypeClosed}
	return out, nil
}

// at is where the log ends.
func (b *logbook) at() answerlog.Head {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.head
}

// has says whether a participant has answered a question.
func (b *logbook) has(participant, questionID string) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.fold.Has(participant, questionID)
}

// recall is a participant's answer to a question, if it is among the last ones.
func (b *logbook) recall(participant, questionID string) (reckoning, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.recent.find(participant, questionID)
}

// remembered is how many answers recall knows.
func (b *logbook) remembered() int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return len(b.recent.ring)
}

// answered are the questions that a participant has answered.
func (b *logbook) answered(participant string) []string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.fold.Answered(participant)
}

// takeTouched returns the tallies that changed since it was last called.
func (b *logbook) takeTouched() ([]scoring.Tally, answerlog.Head) {
	b.mu.Lock()
	defer b.mu.Unlock()
	tallies := make([]scoring.Tally, 0, len(b.touched))
	for participant := range b.touched {
		if t, ok := b.fold.Tally(participant); ok {
			tallies = append(tallies, t)
		}
	}
	clear(b.touched)
	return tallies, b.head
}

// takeFinishers returns who completed by an answer given here, since it was
// last called, and how many have completed at all.
func (b *logbook) takeFinishers() ([]string, int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f := b.finishers
	b.finishers = nil
	return f, b.completed
}

// wrote is the position of the last entry that this node appended.
func (b *logbook) wrote() int64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.own
}

// touch makes takeTouched return these participants again.
func (b *logbook) touch(tallies []scoring.Tally) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range tallies {
		b.touched[t.Participant] = struct{}{}
	}
}

// each calls f for everybody who has answered something.
func (b *logbook) each(f func(board.Entry)) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for t := range b.fold.Tallies() {
		f(board.Entry{Tally: t})
	}
}
