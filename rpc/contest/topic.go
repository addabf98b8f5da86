package contest

import (
	"context"
	"strings"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// Topics is the service as the source of the topics of contests: register it
// under the prefix "contest".
func (s *Service) Topics() rpc.TopicWatcher { return topics{s} }

type topics struct{ service *Service }

// of is the contest of a topic, and the caller's place in it, if any.
func (t topics) of(ctx context.Context, id *auth.Identity, name string) (store.Contest, *store.Registration, error) {
	contestID, _ := strings.CutPrefix(name, string(rpc.ContestTopic("")))
	return t.service.findVisible(ctx, id, schema.ID(contestID))
}

// Readable allows who may join a contest, or watch it.
func (t topics) Readable(ctx context.Context, id *auth.Identity, name string) error {
	_, _, err := t.of(ctx, id, name)
	return err
}

// Snapshot is the result of contest.join: as a participant sees the contest if
// the caller is one, else as a spectator does. Of a contest that can no longer
// be joined it is the contest alone.
func (t topics) Snapshot(ctx context.Context, id *auth.Identity, name string) (any, error) {
	c, place, err := t.of(ctx, id, name)
	if err != nil {
		return nil, err
	}
	if place != nil && c.IsOpen() && !c.FrozenAt.IsZero() {
		if knows, err := t.service.holds(ctx, c, id.UserID); err != nil || knows {
			place = nil
			if err != nil {
				return nil, err
			}
		}
	}
	if !c.CancelledAt.IsZero() || c.Draft {
		seen, err := t.service.view(ctx, c, id.UserID)
		return schema.ContestJoinResult{Contest: seen, Answered: []schema.ID{}, Board: schema.Board{Top: []schema.Entry{}},
			ServerTime: schema.Time{Time: t.service.clock.Time()}, Topics: []schema.TopicPosition{}}, err
	}
	result, _, err := t.service.show(ctx, id, c, place, false)
	return result, err
}

// Watch makes a connection that resumes count as present again.
func (t topics) Watch(ctx context.Context, id *auth.Identity, name string) (rpc.Watch, error) {
	c, place, err := t.of(ctx, id, name)
	if err != nil {
		return nil, err
	}
	return t.service.watchOf(c, place).watch, nil
}

// holds says whether a user is among the key holders of a frozen contest.
func (s *Service) holds(ctx context.Context, c store.Contest, userID string) (bool, error) {
	st, err := s.stateOf(ctx, c)
	if err != nil || st.game == nil {
		return false, err
	}
	return st.game.holders[userID], nil
}
