package contest

import (
	"context"
	"errors"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

const (
	readEvery   = 5 * time.Second        // the contest, which other nodes may change or cancel
	watchEvery  = time.Second            // a step, at least
	closeAfter  = 200 * time.Millisecond // the last call, so that what came in time is in the log of every node
	firstPause  = 100 * time.Millisecond // before what failed is tried again
	longPause   = 5 * time.Second
	helpAfter   = 2 * time.Second  // what the node that did it has not announced
	finishAfter = 30 * time.Second // what the node that closed a contest has not recorded
)

// own takes a contest through its stages.
func (r *run) own() {
	defer r.finish()
	ctx := r.service.ctx
	timer := time.NewTimer(0)
	defer timer.Stop()
	pause := firstPause
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-r.wake:
		}
		var wait time.Duration
		var over bool
		err := contain(func() (err error) {
			wait, over, err = r.step(ctx)
			return err
		})
		switch {
		case over || ctx.Err() != nil:
			return
		case err != nil:
			r.service.logger.Warn("run contest", "contest", r.id, "err", err)
			wait = pause
			pause = min(2*pause, longPause)
		default:
			pause = firstPause
		}
		timer.Reset(wait)
	}
}

// step does what is due now. It says when something may be due again, or that
// nothing will be.
func (r *run) step(ctx context.Context) (wait time.Duration, over bool, err error) {
	if err := r.load(ctx); err != nil {
		return 0, errors.Is(err, store.ErrNotFound), err
	}
	if err := r.reread(ctx); err != nil {
		return 0, false, err
	}
	c := r.contest.Load()
	if !c.IsOpen() {
		return 0, true, nil
	}
	if c.FrozenAt.IsZero() {
		now := r.service.clock.Time()
		if left := c.StartTime.Add(-freezeBefore).Sub(now); left > 0 {
			return r.lobby(ctx, nil, now, left)
		}
	}
	g, err := r.freeze(ctx)
	switch {
	case errors.Is(err, errNoQuestions):
		return 0, true, r.giveUp(ctx)
	case errors.Is(err, store.ErrState): // cancelled meanwhile
		r.changed()
		return 0, false, nil
	case err != nil:
		return 0, false, err
	}
	now := g.clock()
	if left := c.StartTime.Add(-freezeBefore).Sub(now); left > 0 && g.log.at().Position == 0 {
		return r.lobby(ctx, g, now, left) // frozen early, because somebody wanted the pack
	}
	return r.play(ctx, g)
}

// reread looks whether the contest has changed, now and then.
func (r *run) reread(ctx context.Context) error {
	if !r.stale() && time.Since(r.readAt) < readEvery {
		return nil
	}
	if err := r.read(ctx); err != nil {
		return err
	}
	r.readAt = time.Now()
	return nil
}

// lobby is the time until a minute before the start. A lobby that nobody here
// reads is left.
func (r *run) lobby(ctx context.Context, g *game, now time.Time, left time.Duration) (time.Duration, bool, error) {
	if r.roster.idle() {
		return 0, r.service.forgetIdle(r), nil
	}
	wait, err := r.tick(ctx, g, now)
	if err == nil && !r.roster.hasNews() {
		wait = readEvery // whoever comes or goes stirs
	}
	return min(wait, left, readEvery), false, err
}

// forgetIdle forgets a run unless somebody has come meanwhile, and reports
// whether it did.
func (s *Service) forgetIdle(r *run) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !r.roster.close() {
		return false
	}
	if s.runs[r.id] == r {
		delete(s.runs, r.id)
	}
	return true
}

// giveUp calls off a contest that cannot be held.
func (r *run) giveUp(ctx context.Context) error {
	now := r.service.clock.Time()
	r.service.logger.Error("contest cancelled: a question is gone", "contest", r.id)
	if _, err := r.service.store.CancelContest(ctx, r.id, now); err != nil && !errors.Is(err, store.ErrState) {
		return err
	}
	return r.service.announceOnce(ctx, r.id, schema.ContestCancelled.Notice, schema.ContestCancelledParams{ContestID: schema.ID(r.id)})
}

// play takes a frozen contest from before its start to its end.
func (r *run) play(ctx context.Context, g *game) (wait time.Duration, over bool, err error) {
	if err := r.tellJoined(ctx, g); err != nil {
		return 0, false, err
	}
	now := g.clock()
	if left := g.contest.StartTime.Sub(now); left > 0 && g.log.at().Position == 0 {
		wait, err := r.tick(ctx, g, now)
		return min(wait, left, watchEvery), false, err
	}
	if err := r.open(ctx, g); err != nil {
		return 0, false, err
	}
	next, err := r.announce(ctx, g, now)
	if err != nil {
		r.service.logger.Warn("announce", "contest", r.id, "err", err) // the contest goes on without
		next = longPause
	}
	if err := r.recount(ctx, g); err != nil {
		return 0, false, err
	}
	if left := g.schedule.LastCall().Add(closeAfter).Sub(now); left > 0 && !g.log.at().Closed {
		wait, err := r.tick(ctx, g, now)
		return min(wait, next, left, watchEvery), false, err
	}
	return r.end(ctx, g)
}

// open writes the first entry of the log, once.
func (r *run) open(ctx context.Context, g *game) error {
	if g.log.at().Position > 0 {
		return nil
	}
	_, err := r.ask(ctx, g, openLog)
	return err
}

// recount reads once more who is registered, after the first entry is in the
// log: from then on nobody can give a place back, and those that were given
// back on other nodes are gone. No answer is taken before: a participant must
// not have two places.
func (r *run) recount(ctx context.Context, g *game) error {
	if g.recounted.Load() {
		return nil
	}
	done, err := r.alone(ctx)
	if err != nil {
		return err
	}
	defer done()
	if g.recounted.Load() {
		return nil
	}
	if err := r.open(ctx, g); err != nil {
		return err
	}
	places, err := r.service.places(ctx, r.id)
	if err != nil {
		return err
	}
	r.roster.replace(places)
	g.recounted.Store(true)
	return nil
}

// ask has the appender do something and waits for it.
func (r *run) ask(ctx context.Context, g *game, k kind) (verdict, error) {
	s := &submission{kind: k, done: make(chan verdict, 1)}
	if _, over := g.inbox.put(s); over {
		return verdict{}, errClosed
	}
	select {
	case v := <-s.done:
		var refused *rpc.Error
		if errors.As(v.err, &refused) && refused.Reason == schema.ContestIsCancelled {
			r.changed()
		}
		return v, v.err
	case <-ctx.Done():
		return verdict{}, ctx.Err()
	}
}

// end closes the log, shows what is no longer secret, and records the contest
// as closed. Each part may be repeated.
func (r *run) end(ctx context.Context, g *game) (wait time.Duration, over bool, err error) {
	if !g.log.at().Closed {
		if _, err := r.ask(ctx, g, closeLog); err != nil {
			return 0, false, err
		}
	}
	head := g.log.at()
	late := g.clock().Sub(head.At)
	mine := g.log.wrote() == head.Position
	if !mine && late < helpAfter {
		return helpAfter - late, false, nil
	}
	if !g.told.ended {
		if err := r.announceEnd(ctx, g); err != nil {
			r.service.logger.Warn("announce the end", "contest", r.id, "err", err)
			if late < finishAfter {
				return watchEvery, false, nil
			}
		}
		g.told.ended = true
	}
	if !mine && late < finishAfter {
		r.changed() // the node that closed it is at work; reading it again tells when that is done
		return watchEvery, false, nil
	}
	last, err := r.service.recordAttempts(ctx, g)
	if err != nil {
		return 0, false, err
	}
	_, err = r.service.store.CloseContest(ctx, r.id, head.At, head.Hash, head.Position)
	if err != nil && !errors.Is(err, store.ErrState) {
		return 0, false, err
	}
	r.service.tell(ctx, last)
	return 0, true, nil
}
