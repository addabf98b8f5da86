package contest

import (
	"context"
	"errors"
	"fmt"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
	"prepwire/store"
)

// join makes the connection read the contest and answers all that a client
// needs to show it. Repeating it brings everything anew.
func (s *Service) join(ctx context.Context, params schema.ContestJoinParams) (schema.ContestJoinResult, error) {
	call, who := caller(ctx)
	c, place, err := s.findVisible(ctx, who, params.ContestID)
	switch {
	case err != nil:
		return schema.ContestJoinResult{}, err
	case params.Spectate && params.Pack:
		return schema.ContestJoinResult{}, rpc.InvalidParam("/pack", "is for who takes part, not for who watches")
	case place == nil && !params.Spectate:
		return schema.ContestJoinResult{}, rpc.Refuse(schema.NotRegistered)
	}
	// The position first: what happens from here on is in the state, or follows.
	watch := s.watchOf(c, place)
	topic, err := call.Subscribe(ctx, rpc.ContestTopic(params.ContestID), watch.watch)
	if err != nil {
		return schema.ContestJoinResult{}, err
	}
	if params.Pack && c.Pacing == scoring.Free && c.FrozenAt.IsZero() {
		if c, err = s.freezeEarly(ctx, c); err != nil {
			return schema.ContestJoinResult{}, err
		}
	}
	result, st, err := s.show(ctx, who, c, place, params.Spectate)
	if err != nil {
		return schema.ContestJoinResult{}, err
	}
	if params.Pack && st.game != nil && st.now.Before(c.StartTime) {
		result.Pack = st.game.pack
	}
	result.Topics = []schema.TopicPosition{topic}
	watch.board = result.Board.Version
	return result, nil
}

// freezeEarly freezes a contest because somebody wants its encrypted questions.
func (s *Service) freezeEarly(ctx context.Context, c store.Contest) (store.Contest, error) {
	if c.Draft || !c.CancelledAt.IsZero() {
		return c, nil // refused by who looks next
	}
	p, err := s.freeze(ctx, c)
	if err != nil {
		return c, err
	}
	s.changed(c.ID)
	return p.contest, nil
}

// show is what a contest looks like to the caller now: to a participant who has
// a place in it, to a spectator without. A participant counts as joined from
// the freeze on, also one who only spectates: who sees the questions come must
// not have them analysed.
func (s *Service) show(ctx context.Context, who *auth.Identity, c store.Contest, place *store.Registration, spectates bool) (schema.ContestJoinResult, state, error) {
	result := schema.ContestJoinResult{Answered: []schema.ID{}, Board: schema.Board{Top: []schema.Entry{}}, Topics: []schema.TopicPosition{}}
	st, err := s.stateOf(ctx, c)
	if err != nil {
		return result, st, err
	}
	if st.game != nil && place != nil && place.JoinedAt.IsZero() && !st.game.holders[who.UserID] {
		_, err := s.store.MarkJoined(ctx, c.ID, who.UserID, st.now)
		switch {
		case errors.Is(err, store.ErrNotFound): // given back meanwhile
			return result, st, rpc.Refuse(schema.NotRegistered, rpc.Because(err))
		case err != nil:
			return result, st, fmt.Errorf("mark as joined: %w", err)
		}
	}
	if spectates {
		place = nil
	}
	switch {
	case st.final != nil:
		c = st.final.contest
		err = showFinal(&result, st.final, place)
	case st.game != nil:
		c = st.game.contest
		err = st.showGame(ctx, &result, who, place)
	}
	if err != nil {
		return result, st, err
	}
	result.Contest, err = s.view(ctx, c, who.UserID)
	result.ServerTime = schema.Time{Time: st.now}
	return result, st, err
}

// showGame shows a contest that is frozen and not closed.
func (st state) showGame(ctx context.Context, result *schema.ContestJoinResult, who *auth.Identity, place *store.Registration) error {
	g := st.game
	if err := st.run.board(ctx, g); err != nil {
		return err
	}
	result.Board = g.standings.top(boardTop)
	if place == nil {
		return nil
	}
	if g.holders[who.UserID] {
		return rpc.Refuse(schema.KeyHolder, rpc.Saying("Whoever knows the answers may only watch"))
	}
	result.Questions = g.questions[:g.schedule.Opened(st.now)]
	result.Me = g.standings.line(place.Participant)
	result.Answered = ids(g.log.answered(place.Participant))
	return nil
}

func showFinal(result *schema.ContestJoinResult, f *final, place *store.Registration) error {
	result.Board = f.standings.top(boardTop)
	if place == nil {
		return nil
	}
	result.Questions = f.questions
	result.Me = f.standings.line(place.Participant)
	result.Answered = ids(f.log.answered(place.Participant))
	return nil
}

func ids(list []string) []schema.ID {
	out := make([]schema.ID, len(list))
	for i, id := range list {
		out[i] = schema.ID(id)
	}
	return out
}

// watcher is the watch of a connection that reads a contest.
type watcher struct {
	service   *Service
	contestID string
	over      bool                // nothing will happen any more
	place     *store.Registration // nil for spectators
	board     int64               // version of the board that the connection was shown
}

func (s *Service) watchOf(c store.Contest, place *store.Registration) *watcher {
	return &watcher{service: s, contestID: c.ID, over: !c.IsOpen(), place: place, board: -1}
}

func (w *watcher) watch(p rpc.Peer) (ended func()) {
	for !w.over {
		r := w.service.enter(w.contestID)
		if r == nil {
			return nil
		}
		var ok bool
		if w.place != nil {
			ended, ok = r.roster.enter(*w.place, newcomer{p, w.board})
		} else {
			ended, ok = r.roster.spectate(newcomer{p, w.board})
		}
		if ok {
			return ended
		}
	}
	return nil
}
