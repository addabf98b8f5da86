package bots

import (
	"bytes"
	"context"
	"errors"

	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// Of so many answers one is repeated after the end.
const repeatedAfter = 50

// afterwards has bots repeat and contradict themselves after the end: the first
// gets the first reply, the second a refusal. It returns how many did.
func (c *Crowd) afterwards(ctx context.Context) (done int, err error) {
	mine := map[int][]*claim{}
	for i, made := range c.ledger.all() {
		if i%repeatedAfter == 0 {
			mine[made.bot] = append(mine[made.bot], made)
			done += 2
		}
	}
	err = c.each(ctx, atOnce, func(b *bot, ctx context.Context) error {
		for _, made := range mine[b.index] {
			if err := b.insist(ctx, made); err != nil {
				return err
			}
		}
		return nil
	})
	return done + c.tooLate(ctx), err
}

// insist repeats an answer, and gives another one.
func (b *bot) insist(ctx context.Context, made *claim) error {
	other := b.crowd.paper[made.question].other(made.answer, b.rng)
	again := b.submit(b.devices[0], made.question, made.answer).call
	denied := b.submit(b.devices[0], made.question, other).call
	r, err := b.inTime(ctx, made.question, made.answer, again)
	if err != nil {
		return err
	}
	if !bytes.Equal(r.Body, made.body) {
		b.crowd.ledger.fault("after the end a repeat got %s, the first one %s", r.Body, made.body)
	}
	if r, err = b.inTime(ctx, made.question, other, denied); err != nil {
		return err
	}
	if r.Error == nil || r.Error.Data.Reason != schema.AlreadyAnswered {
		b.crowd.ledger.fault("after the end another answer got %s", r.Body)
	}
	return nil
}

// inTime is the reply to an answer. One that the gateway says it had no time for
// is sent again, as it asks for.
func (b *bot) inTime(ctx context.Context, q int, answer string, call *wire.Call) (*wire.Reply, error) {
	for {
		r, err := call.Wait(ctx)
		if err != nil || r.Error == nil || r.Error.Data.Reason != schema.DeadlineExceeded {
			return r, err
		}
		b.crowd.ledger.refuse(r.Error.Data.Reason)
		if err := wire.Pause(ctx, wait(r.Error)); err != nil {
			return nil, err
		}
		call = b.submit(b.devices[0], q, answer).call
	}
}

// tooLate has a bot answer for the first time after the end.
func (c *Crowd) tooLate(ctx context.Context) int {
	for _, b := range c.bots {
		for q := range b.matters {
			if m := &b.matters[q]; m.claim != nil || !m.first.IsZero() {
				continue
			}
			r, err := b.inTime(ctx, q, c.paper[q].key, b.submit(b.devices[0], q, c.paper[q].key).call)
			switch {
			case err != nil:
				c.ledger.fault("after the end a first answer: %v", err)
			case r.Error == nil || r.Error.Data.Reason != schema.ContestIsOver:
				c.ledger.fault("after the end a first answer got %s", r.Body)
			}
			return 1
		}
	}
	return 0
}

// ownResults is how many bots are asked for their own results.
const ownResults = 20

// checkOwn holds what some bots see of themselves in the results against the
// board and their own ledger.
func (c *Crowd) checkOwn(ctx context.Context, results *schema.ContestResults) error {
	claims := map[int]map[schema.ID]*claim{}
	for _, made := range c.ledger.all() {
		if claims[made.bot] == nil {
			claims[made.bot] = map[schema.ID]*claim{}
		}
		claims[made.bot][c.paper[made.question].id] = made
	}
	served := map[schema.ID]schema.Entry{}
	for _, e := range results.Board.Items {
		served[e.Participant] = e
	}
	for _, b := range c.bots[:min(ownResults, len(c.bots))] {
		var own schema.ContestResults
		err := c.patiently(ctx, func() error {
			return b.devices[0].client.Call(ctx, "contest.results", schema.ContestPageParams{ContestID: c.id}, &own)
		})
		var refused *wire.Error
		if errors.As(err, &refused) {
			c.ledger.fault("bot %d: %v", b.index, err)
			continue
		}
		if err != nil {
			return err
		}
		e, on := served[b.participant]
		if on != (own.Me != nil) || on && !sameEntry(*own.Me, e) {
			c.ledger.fault("bot %d: its line is %s, on the board %s", b.index, text(own.Me), text(e))
		}
		for _, a := range own.Answers {
			if made := claims[b.index][a.QuestionID]; made != nil && (made.answer != a.Answer || made.receipt.Position != a.Position) {
				c.ledger.fault("bot %d: its answer is %+v, acknowledged was %q with %+v", b.index, a, made.answer, made.receipt)
			}
		}
		if len(own.Answers) < len(claims[b.index]) {
			c.ledger.fault("bot %d: %d answers in its results, %d were acknowledged", b.index, len(own.Answers), len(claims[b.index]))
		}
	}
	return nil
}
