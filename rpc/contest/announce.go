package contest

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
)

// announceOnce emits an event of a contest unless its topic's log has one of
// that name. Two nodes that do it at once may both emit it, which is harmless.
func (s *Service) announceOnce(ctx context.Context, contestID string, n *schema.Notice, params any) error {
	return s.announceMarked(ctx, contestID, n, params, nil)
}

// announceMarked is announceOnce for events of which there are several: mark is
// a part of the params by which this one is known.
func (s *Service) announceMarked(ctx context.Context, contestID string, n *schema.Notice, params any, mark []byte) error {
	return rpc.EmitOnce(ctx, s.bus, rpc.ContestTopic(schema.ID(contestID)), n, params, mark)
}

// announce tells of the start and of the questions that have opened. The node
// that wrote the first entry of the log does it at once, others only if that
// one is silent. It says when there is more to tell.
func (r *run) announce(ctx context.Context, g *game, now time.Time) (next time.Duration, err error) {
	patience := helpAfter
	if g.appender.opened.Load() {
		patience = 0
	}
	if !g.told.started {
		if left := g.contest.StartTime.Add(patience).Sub(now); left > 0 {
			return left, nil
		}
		if err := r.announceStart(ctx, g); err != nil {
			return 0, err
		}
		g.told.started = true
		g.told.question = firstToTell(g, now)
	}
	if g.contest.Pacing != scoring.Live {
		return longPause, nil
	}
	for ; g.told.question < g.schedule.Len(); g.told.question++ {
		if left := g.schedule.Slot(g.told.question).Opens.Add(patience).Sub(now); left > 0 {
			return left, nil
		}
		if err := r.announceQuestion(ctx, g, g.told.question); err != nil {
			return 0, err
		}
	}
	return longPause, nil
}

// firstToTell is the first question that is not over.
func firstToTell(g *game, now time.Time) int {
	for i := range g.schedule.Len() {
		if now.Before(g.schedule.Slot(i).Closes) {
			return i
		}
	}
	return g.schedule.Len()
}

func (r *run) announceStart(ctx context.Context, g *game) error {
	p := schema.ContestStartedParams{ContestID: schema.ID(r.id), StartTime: schema.Time{Time: g.contest.StartTime}, EndTime: schema.Time{Time: g.contest.EndTime}}
	if g.pack != nil {
		p.PackKey = base64.StdEncoding.EncodeToString(g.secret.packKey)
	}
	return r.service.announceOnce(ctx, r.id, schema.ContestStarted.Notice, p)
}

func (r *run) announceQuestion(ctx context.Context, g *game, i int) error {
	slot := g.schedule.Slot(i)
	mark := fmt.Appendf(nil, `"question":{"id":%q,`, slot.ID)
	return r.service.announceMarked(ctx, r.id, schema.ContestQuestionOpened.Notice, schema.ContestQuestionOpenedParams{
		ContestID: schema.ID(r.id), Question: g.questions[i], OpensAt: schema.Time{Time: slot.Opens}, ClosesAt: schema.Time{Time: slot.Closes},
	}, mark)
}

// announceEnd puts the final board where everybody finds it, and tells.
func (r *run) announceEnd(ctx context.Context, g *game) error {
	final, err := r.service.finalOf(ctx, g)
	if err != nil {
		return err
	}
	return r.service.announceOnce(ctx, r.id, schema.ContestEnded.Notice, schema.ContestEndedParams{
		ContestID: schema.ID(r.id), LogHead: final.head.Hash, Top: final.standings.top(boardTop).Top,
	})
}
