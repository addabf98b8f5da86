package contest

import (
	"context"
	"errors"
	"time"

	"prepwire/rpc/storetime"
	"prepwire/store"
)

const (
	lookEvery = 5 * time.Second // for what other nodes have made
	lookMany  = 50              // contests at a time: those that are due come first
)

// Start begins to run contests. It is called once.
func (s *Service) Start() { s.begin(s.schedule) }

// Close ends all runs and waits for them. Contests go on where a service is
// started on the same store. Calls that still come are refused.
func (s *Service) Close() {
	s.mu.Lock()
	s.over = true
	s.mu.Unlock()
	s.stop()
	s.work.Wait()
}

// Running answers how many contests are between their start and their end, as
// far as this node runs them.
func (s *Service) Running() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, now := 0, s.clock.Now()
	for _, r := range s.runs {
		c := r.contest.Load()
		if c != nil && c.CancelledAt.IsZero() && !now.Before(c.StartTime) && now.Before(c.EndTime) {
			n++
		}
	}
	return n
}

// begin runs f in a goroutine that Close waits for, unless it is too late.
func (s *Service) begin(f func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return false
	}
	s.work.Go(f)
	return true
}

// look makes the scheduler look for what is due.
func (s *Service) look() {
	select {
	case s.kick <- struct{}{}:
	default:
	}
}

// schedule begins the runs of contests whose time has come, and keeps the
// clock.
func (s *Service) schedule() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	var synced time.Time
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.kick:
		case <-timer.C:
		}
		if synced.IsZero() || time.Since(synced) >= storetime.ResyncEvery {
			if err := s.clock.Sync(s.ctx); err == nil {
				synced = time.Now()
			} else if s.ctx.Err() == nil {
				s.logger.Warn("contest clock", "err", err)
			}
		}
		wait, err := s.startDue(s.ctx)
		if err != nil && s.ctx.Err() == nil {
			s.logger.Warn("look for contests", "err", err)
		}
		timer.Reset(wait)
	}
}

// startDue begins the runs that are due and says when to look again.
func (s *Service) startDue(ctx context.Context) (wait time.Duration, err error) {
	now, err := s.clock.Read(ctx)
	if err != nil {
		return lookEvery, err
	}
	for after := (store.Position{}); ; {
		part, err := s.store.OpenContests(ctx, after, lookMany)
		if err != nil {
			return lookEvery, err
		}
		for _, c := range part {
			until := c.StartTime.Add(-freezeBefore).Sub(now)
			setBack := c.FrozenAt.After(now) // the clock: the contest may be running
			if until > 0 && !setBack {
				return min(until, lookEvery), nil
			}
			s.enter(c.ID)
			after = store.Position{At: c.StartTime, ID: c.ID}
		}
		if len(part) < lookMany {
			return lookEvery, nil
		}
	}
}

var errClosed = errors.New("contest: the service was closed")

// enter is the run of a contest that is open, begun unless it was; nil when
// the service is closed.
func (s *Service) enter(contestID string) *run {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.runs[contestID]
	if r == nil && !s.over {
		r = newRun(s, contestID)
		s.runs[contestID] = r
		s.work.Go(r.own)
	}
	return r
}

// running is the run of a contest, nil when there is none here.
func (s *Service) running(contestID string) *run {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.runs[contestID]
}

func (s *Service) forget(r *run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.runs[r.id] == r {
		delete(s.runs, r.id)
	}
}

// changed tells a run that its contest has changed, and the scheduler.
func (s *Service) changed(contestID string) {
	if r := s.running(contestID); r != nil {
		r.changed()
		r.stir()
	}
	s.look()
}

// registered tells a run of a new place.
func (s *Service) registered(place store.Registration) {
	if r := s.running(place.ContestID); r != nil {
		r.roster.add(place)
		r.roster.stir()
	}
}

// unregistered tells a run of a place that was given back.
func (s *Service) unregistered(place store.Registration) {
	if r := s.running(place.ContestID); r != nil {
		r.roster.remove(place)
		r.roster.stir()
	}
}
