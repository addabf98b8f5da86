package contest

import (
	"context"
	"errors"
	"time"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
)

type submitResult = schema.ContestSubmitAnswerResult

// submitAnswer takes an answer of a participant: it is in the log, and on the
// disk, before the reply. The first answer to a question stands. The same one
// again gets the first reply, at any time; another one is refused.
func (s *Service) submitAnswer(ctx context.Context, params schema.ContestSubmitAnswerParams) (submitResult, error) {
	result, again, err := s.submit(ctx, params)
	s.metrics.count(again, err)
	return result, err
}

func (s *Service) submit(ctx context.Context, params schema.ContestSubmitAnswerParams) (result submitResult, again bool, err error) {
	call, who := caller(ctx)
	r, f, err := s.playing(ctx, who, params.ContestID)
	switch {
	case err != nil:
		return result, false, err
	case f != nil:
		result, err = s.submitAfterEnd(ctx, f, who, params)
		return result, true, err
	}
	g := r.game.Load()
	sub, err := r.accept(ctx, g, who, params, call.Peer().Latency())
	if errors.Is(err, errLate) {
		return s.submitLate(ctx, r, g, who, params)
	}
	if err != nil {
		return result, false, err
	}
	if sub == nil {
		return s.submitAgain(ctx, r, g, who, params)
	}
	select {
	case v := <-sub.done:
		switch {
		case v.err != nil:
			return result, false, v.err
		case v.known:
			return s.submitAgain(ctx, r, g, who, params)
		}
		return g.replyTo(reckon(v.entry, v.outcome)), false, nil
	case <-ctx.Done():
		return result, false, ctx.Err() // it may be in the log: a repeat tells
	}
}

// playing is the run of a contest that takes answers, or its end.
func (s *Service) playing(ctx context.Context, who *auth.Identity, id schema.ID) (*run, *final, error) {
	if r := s.running(string(id)); r != nil {
		if g := r.game.Load(); g != nil && !g.log.at().Closed && !r.stale() && r.contest.Load().CancelledAt.IsZero() {
			return r, nil, nil
		}
	}
	c, place, err := s.findVisible(ctx, who, id)
	if err != nil {
		return nil, nil, err
	}
	st, err := s.stateOf(ctx, c)
	switch {
	case err != nil:
		return nil, nil, err
	case place == nil:
		return nil, nil, rpc.Refuse(schema.NotRegistered)
	case st.final == nil && st.game == nil:
		return nil, nil, notStarted(c.StartTime, st.now)
	}
	return st.run, st.final, nil
}

func notStarted(start, now time.Time) error {
	return rpc.Refuse(schema.ContestNotStarted, rpc.RetryAfter(start.Sub(now)))
}

// accept checks an answer and hands it to the appender. It returns nil when the
// question was answered before.
func (r *run) accept(ctx context.Context, g *game, who *auth.Identity, params schema.ContestSubmitAnswerParams, latency time.Duration) (*submission, error) {
	arrived := g.clock()
	if !arrived.Before(g.contest.StartTime) {
		switch err := r.recount(ctx, g); {
		case errors.Is(err, errClosed):
			return nil, r.whyOver()
		case err != nil:
			return nil, err
		}
	}
	m, err := r.memberOf(ctx, who.UserID)
	switch {
	case err != nil:
		return nil, err
	case m == nil && r.over.Load():
		return nil, r.whyOver()
	case m == nil && !g.contest.IsPublic && !owns(who, g.contest):
		return nil, rpc.Refuse(schema.ReasonNotFound)
	case m == nil:
		return nil, rpc.Refuse(schema.NotRegistered)
	case g.holders[who.UserID]:
		return nil, rpc.Refuse(schema.KeyHolder)
	}
	slot, answer, err := g.read(params)
	if err != nil {
		return nil, err
	}
	if g.log.has(m.participant, slot.ID) {
		return nil, nil
	}
	if err := g.inTime(slot, arrived); err != nil {
		return nil, err
	}
	s := &submission{kind: answerIt, arrived: arrived, slot: slot, from: m.participant, answer: answer,
		earnedMs: latency.Milliseconds(), spentMs: params.TimeSpentMs, done: make(chan verdict, 1)}
	switch full, over := g.inbox.put(s); {
	case full:
		return nil, rpc.Refuse(schema.Overloaded, rpc.RetryAfter(retryFull))
	case over:
		return nil, r.whyOver()
	}
	return s, nil
}

// retryFull is when to come back to a full inbox.
const retryFull = 500 * time.Millisecond

// read finds the question of an answer, and the answer as the log keeps it.
func (p *paper) read(params schema.ContestSubmitAnswerParams) (scoring.Slot, string, error) {
	slot, ok := p.schedule.Find(string(params.QuestionID))
	if !ok {
		return slot, "", rpc.Refuse(schema.UnknownQuestion)
	}
	answer, ok := p.normal(slot, params.Answer)
	if !ok {
		return slot, "", rpc.InvalidParam("/answer", mayAnswer[slot.Type])
	}
	return slot, answer, nil
}

// mayAnswer says what an answer must be, by the type of the question. It says
// nothing of what is right.
var mayAnswer = map[string]string{
	"multiple-choice": "must be the id of an option",
	"true-false":      "must be true or false",
	"short-answer":    "must not be blank",
}

// inTime refuses what comes too early or too late.
func (p *paper) inTime(slot scoring.Slot, arrived time.Time) error {
	switch {
	case arrived.Before(p.contest.StartTime):
		return notStarted(p.contest.StartTime, arrived)
	case arrived.Before(slot.Opens):
		return rpc.Refuse(schema.QuestionNotOpen, rpc.RetryAfter(slot.Opens.Sub(arrived)))
	case arrived.After(p.schedule.LastCall()):
		return errLate
	}
	return nil
}

// errLate says that an answer came after the last call, to a log that is open.
var errLate = errors.New("after the last call")

// lookLate is how often a late answer looks whether the log is closed by now.
const lookLate = 25 * time.Millisecond

// submitLate answers what came too late. It may repeat an answer that came in
// time and is still on its way into the log, here or on another node: a refusal
// would be wrong then. What the log holds is certain once it is closed.
func (s *Service) submitLate(ctx context.Context, r *run, g *game, who *auth.Identity, params schema.ContestSubmitAnswerParams) (submitResult, bool, error) {
	look := time.NewTicker(lookLate)
	defer look.Stop()
	for {
		again, f, err := s.playing(ctx, who, params.ContestID)
		switch {
		case err != nil:
			return submitResult{}, false, err
		case f != nil:
			result, err := s.submitAfterEnd(ctx, f, who, params)
			return result, true, err
		case again != r:
			r, g = again, again.game.Load()
		}
		m, err := r.memberOf(ctx, who.UserID)
		switch {
		case err != nil:
			return submitResult{}, false, err
		case m != nil && g.log.has(m.participant, string(params.QuestionID)):
			return s.submitAgain(ctx, r, g, who, params)
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return submitResult{}, false, ctx.Err()
		}
	}
}

// whyOver is why a run takes nothing any more.
func (r *run) whyOver() error {
	switch g := r.game.Load(); {
	case !r.contest.Load().CancelledAt.IsZero():
		return rpc.Refuse(schema.ContestIsCancelled)
	case g.log.at().Closed:
		return rpc.Refuse(schema.ContestIsOver)
	}
	return rpc.Refuse(schema.Draining, rpc.RetryAfter(time.Second))
}

// submitAgain answers for a question that was answered before.
func (s *Service) submitAgain(ctx context.Context, r *run, g *game, who *auth.Identity, params schema.ContestSubmitAnswerParams) (submitResult, bool, error) {
	m, err := r.memberOf(ctx, who.UserID)
	if err != nil {
		return submitResult{}, true, err
	}
	if m == nil {
		return submitResult{}, true, r.whyOver()
	}
	slot, answer, err := g.read(params)
	if err != nil {
		return submitResult{}, true, err
	}
	result, err := s.repeat(ctx, g.paper, g.log, m.participant, slot.ID, answer)
	return result, true, err
}

// submitAfterEnd answers repeats of what was answered in time.
func (s *Service) submitAfterEnd(ctx context.Context, f *final, who *auth.Identity, params schema.ContestSubmitAnswerParams) (submitResult, error) {
	place, err := s.placeOf(ctx, f.contest.ID, who.UserID)
	switch {
	case err != nil:
		return submitResult{}, err
	case place == nil:
		return submitResult{}, rpc.Refuse(schema.NotRegistered)
	case f.holders[who.UserID]:
		return submitResult{}, rpc.Refuse(schema.KeyHolder)
	}
	slot, answer, err := f.read(params)
	if err != nil {
		return submitResult{}, err
	}
	result, err := s.repeat(ctx, f.paper, f.log, place.Participant, slot.ID, answer)
	if errors.Is(err, errNotAnswered) {
		err = rpc.Refuse(schema.ContestIsOver)
	}
	return result, err
}
