package contest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/contest/answerlog"
	"prepwire/schema"
	"prepwire/store"
)

const (
	maxGroup     = 256              // submissions that share one append
	maxLost      = 5                // appends of a group whose outcome was never heard
	appendWithin = 10 * time.Second // for one call of the store
	readEntries  = 1000             // at a time
)

// appender is the one goroutine of this node that adds to a contest's log. What
// waits while it writes becomes the next group, so that many answers share one
// wait for the disk. Another node may be as busy with the same log: the unique
// position decides who is first, and the other reads what is new, leaves out
// what is answered by now, chains the rest anew and tries again.
//
//	inbox ─► group ─► chained on the head ─► AppendEntries ─► folded ─► verdicts
type appender struct {
	store    Store
	paper    *paper
	inbox    *inbox
	log      *logbook
	now      func() time.Time
	stir     func()      // called after something was added
	synced   bool        // the logbook was at the end of the log when last looked
	opened   atomic.Bool // this node has written the first entry
	canceled bool        // the store takes no more entries of the contest
	items    []*submission
}

// run works until the inbox is closed and empty.
func (a *appender) run() {
	for {
		a.items = a.inbox.take(a.items[:0], maxGroup)
		if len(a.items) == 0 {
			return
		}
		if err := contain(func() error { a.append(a.items); return nil }); err != nil {
			a.synced = false // what was written is read
			fail(a.items, err)
		}
		clear(a.items)
	}
}

// group is what is chained to be appended at once.
type group struct {
	entries []answerlog.Entry
	bodies  []store.ContestEntry
	from    []*submission // of each entry, nil of an opening one that nobody asked for
	later   []*submission // the same question again: to be looked at afterwards
}

// append does all that items ask for, and tells each what became of it.
func (a *appender) append(items []*submission) {
	lost := 0
	for len(items) > 0 {
		if err := a.sync(items); err != nil {
			fail(items, err)
			return
		}
		g, err := a.chain(items)
		if err != nil {
			fail(items, err)
			return
		}
		if len(g.entries) == 0 {
			return
		}
		added, err := a.write(g)
		if errAfter := a.settle(g, added); errAfter != nil {
			fail(items, errAfter)
			return
		}
		items = append(present(g.from[added:]), g.later...)
		switch {
		case err == nil:
		case errors.Is(err, store.ErrState):
			a.synced, a.canceled = false, true // unless the log turns out to be closed
		case errors.Is(err, store.ErrExists):
			a.synced = false
		default: // it may be in the log or not: reading it tells
			a.synced = false
			if lost++; lost == maxLost {
				fail(items, fmt.Errorf("append answers: %w", err))
				return
			}
		}
	}
}

func present(list []*submission) []*submission {
	var out []*submission
	for _, s := range list {
		if s != nil {
			out = append(out, s)
		}
	}
	return out
}

func fail(items []*submission, err error) {
	for _, s := range items {
		s.tell(verdict{err: err})
	}
}

// sync reads what others have appended, when there may be something.
func (a *appender) sync(items []*submission) error {
	for _, s := range items {
		if s.kind == followLog {
			a.synced = false
		}
	}
	if a.synced {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), appendWithin)
	defer cancel()
	if err := a.read(ctx); err != nil {
		return err
	}
	a.synced = true
	return nil
}

// read brings the logbook to the end of the log.
func (a *appender) read(ctx context.Context) error {
	for {
		kept, err := a.store.Entries(ctx, a.paper.contest.ID, a.log.at().Position, readEntries)
		if err != nil {
			return fmt.Errorf("read log: %w", err)
		}
		entries, err := parse(kept)
		if err != nil {
			return err
		}
		if err := a.log.follow(entries); err != nil {
			return err
		}
		if len(kept) < readEntries {
			return nil
		}
	}
}

func parse(kept []store.ContestEntry) ([]answerlog.Entry, error) {
	entries := make([]answerlog.Entry, len(kept))
	for i, k := range kept {
		var err error
		if entries[i], err = answerlog.Parse(k.Body); err != nil {
			return nil, fmt.Errorf("log entry %d: %w", k.Position, err)
		}
	}
	return entries, nil
}

// chain makes entries of items on the head of the log, and answers those that
// need none.
func (a *appender) chain(items []*submission) (*group, error) {
	head := a.log.at()
	g := &group{}
	switch {
	case head.Closed:
		for _, s := range items {
			s.tell(a.afterClose(s))
		}
		return g, nil
	case a.canceled:
		fail(items, rpc.Refuse(schema.ContestIsCancelled))
		return g, nil
	}
	chain := answerlog.NewChain(head)
	asked := map[[2]string]bool{}
	for _, s := range items {
		if err := a.chainOne(g, chain, s, asked); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// afterClose is what a submission comes to once the log is closed.
func (a *appender) afterClose(s *submission) verdict {
	switch {
	case s.kind != answerIt:
		return verdict{}
	case a.log.has(s.from, s.slot.ID):
		return verdict{known: true}
	}
	return verdict{err: rpc.Refuse(schema.ContestIsOver)}
}

func (a *appender) chainOne(g *group, chain *answerlog.Chain, s *submission, asked map[[2]string]bool) error {
	if s.kind == followLog {
		s.tell(verdict{})
		return nil
	}
	if chain.Head().Position == 0 {
		// However late it is written: no answer may be put off by it.
		e, body, err := chain.Open(a.paper.contest.StartTime, answerlog.Opened{Rules: *a.paper.schedule.Rules(), KeyCommitment: a.paper.commitment})
		if err != nil {
			return err
		}
		g.add(a.paper.contest.ID, e, body, opener(s))
		if s.kind == openLog {
			return nil
		}
	}
	switch {
	case s.kind == openLog:
		s.tell(verdict{})
		return nil
	case s.kind == closeLog:
		e, body, err := chain.Close(a.now(), answerlog.Closed{Key: a.paper.secret.key, Salt: a.paper.secret.salt})
		if errors.Is(err, answerlog.ErrClosed) {
			s.tell(verdict{})
			return nil
		}
		if err != nil {
			return err
		}
		g.add(a.paper.contest.ID, e, body, s)
		return nil
	}
	return a.chainAnswer(g, chain, s, asked)
}

// opener is s if it asked for the first entry.
func opener(s *submission) *submission {
	if s.kind == openLog {
		return s
	}
	return nil
}

func (a *appender) chainAnswer(g *group, chain *answerlog.Chain, s *submission, asked map[[2]string]bool) error {
	which := [2]string{s.from, s.slot.ID}
	switch {
	case a.log.has(s.from, s.slot.ID):
		s.tell(verdict{known: true})
		return nil
	case asked[which]:
		g.later = append(g.later, s)
		return nil
	case chain.Head().Closed:
		s.tell(verdict{err: rpc.Refuse(schema.ContestIsOver)})
		return nil
	}
	e, body, err := chain.Answer(s.arrived, s.slot, s.from, s.answer, s.earnedMs)
	if err != nil {
		return err
	}
	asked[which] = true
	g.add(a.paper.contest.ID, e, body, s)
	g.bodies[len(g.bodies)-1].TimeSpentMs = s.spentMs
	return nil
}

func (g *group) add(contestID string, e answerlog.Entry, body []byte, s *submission) {
	g.entries = append(g.entries, e)
	g.from = append(g.from, s)
	g.bodies = append(g.bodies, store.ContestEntry{ContestID: contestID, Position: e.Position, Type: e.Type,
		Participant: e.Answer.Participant, QuestionID: e.Answer.QuestionID, Body: body})
}

// write appends a group. Its deadline is its own: callers may go away, what
// they have sent counts.
func (a *appender) write(g *group) (added int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), appendWithin)
	defer cancel()
	return a.store.AppendEntries(ctx, g.bodies)
}

// settle folds what was added and tells who sent it.
func (a *appender) settle(g *group, added int) error {
	outcomes, err := a.log.took(g.entries[:added])
	if err != nil {
		return err
	}
	for i, out := range outcomes {
		if g.entries[i].Type == answerlog.TypeOpened {
			a.opened.Store(true)
		}
		if s := g.from[i]; s != nil {
			s.tell(verdict{entry: g.entries[i], outcome: out})
		}
	}
	a.stir()
	return nil
}
