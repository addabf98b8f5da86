package contest

import (
	"context"
	"errors"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// state is where a contest is now. Before it freezes there is neither game nor
// final, then there is a game, and once its log is closed a final.
type state struct {
	now   time.Time
	run   *run // with a game
	game  *game
	final *final
}

// stateOf finds out where a contest is. A contest that was called off, or is a
// draft, is refused.
func (s *Service) stateOf(ctx context.Context, c store.Contest) (state, error) {
	now, err := s.clock.Read(ctx)
	st := state{now: now}
	switch {
	case err != nil:
		return st, err
	case !c.CancelledAt.IsZero():
		return st, rpc.Refuse(schema.ContestIsCancelled)
	case c.Draft:
		return st, rpc.Refuse(schema.ContestNotStarted, rpc.Saying("The contest is a draft; publish it first"))
	case !c.ClosedAt.IsZero():
		st.final, err = s.finalFrom(ctx, c)
		return st, err
	case !frozen(c, now):
		return st, nil
	}
	return s.playedOf(ctx, c, st)
}

// playedOf is the state of a contest that is frozen, or has to be by now.
func (s *Service) playedOf(ctx context.Context, c store.Contest, st state) (state, error) {
	r := s.enter(c.ID)
	if r == nil {
		return st, rpc.Refuse(schema.Draining, rpc.RetryAfter(time.Second))
	}
	g, err := r.freeze(ctx)
	switch {
	case errors.Is(err, store.ErrState):
		return st, rpc.Refuse(schema.ContestIsCancelled)
	case errors.Is(err, errNoQuestions):
		return st, rpc.Refuse(schema.ContestIsCancelled, rpc.Because(err))
	case err != nil:
		return st, err
	}
	st.now = g.clock()
	if g.log.at().Closed {
		st.final, err = s.finalOf(ctx, g)
		return st, err
	}
	st.run, st.game = r, g
	return st, nil
}
