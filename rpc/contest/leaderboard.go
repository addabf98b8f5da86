package contest

import (
	"context"

	"prepwire/schema"
)

// besideMe is how many entries before and after the caller's are shown.
const besideMe = 5

// leaderboard answers the top of the board and the caller's place. Whatever
// the caller has been told of an answer is in it.
func (s *Service) leaderboard(ctx context.Context, params schema.LeaderboardParams) (schema.Leaderboard, error) {
	_, who := caller(ctx)
	c, place, err := s.findVisible(ctx, who, params.ContestID)
	if err != nil {
		return schema.Leaderboard{}, err
	}
	st, err := s.stateOf(ctx, c)
	if err != nil {
		return schema.Leaderboard{}, err
	}
	var table *standings
	switch {
	case st.final != nil:
		table = st.final.standings
	case st.game != nil:
		if err := st.run.board(ctx, st.game); err != nil {
			return schema.Leaderboard{}, err
		}
		table = st.game.standings
	default:
		return schema.Leaderboard{Top: []schema.Entry{}}, nil
	}
	top := table.top(int(params.Limit))
	result := schema.Leaderboard{Version: top.Version, Total: top.Total, Top: top.Top}
	if place != nil {
		result.Me = table.line(place.Participant)
		if params.Around != "" {
			result.Around = table.around(place.Participant, besideMe)
		}
	}
	return result, nil
}
