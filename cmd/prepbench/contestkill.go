package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"prepwire/cmd/prepbench/bots"
	"prepwire/cmd/prepbench/stats"
	"prepwire/rpc/contest/scoring"
)

// What is played while the gateway is killed, unless flags say otherwise.
const (
	killEvery     = 4 * time.Second // for a round
	killBots      = 300
	killQuestions = 200
	killThink     = 400 * time.Millisecond
)

func (c *contestCommand) killed(p *bots.Plan) {
	if p.Participants == manyBots {
		p.Participants = killBots
	}
	if p.Questions == manyQuestions {
		p.Questions = killQuestions
	}
	if p.Think == longThink {
		p.Think = killThink
	}
	if p.Duration == 0 {
		p.Duration = time.Duration(c.Kill+1) * killEvery
	}
}

// kill is one round: the gateway was killed and came back.
type kill struct {
	at       time.Time
	receipts int           // held by bots
	entries  int64         // in the log afterwards
	down     time.Duration // until the port was open again
	answers  time.Duration // until an answer was acknowledged again; 0 for the last round
}

// killAll kills the gateway again and again while answers come in, and the last
// time while the log is closed. After each round the log must verify, with every
// receipt that was given out before.
func (r *contestRun) killAll(ctx context.Context) error {
	rng := rand.New(rand.NewPCG(r.plan.Seed, 9))
	for round := range r.command.Kill - 1 {
		if err := r.await(ctx, r.crowd.Acknowledged()+1+rng.IntN(r.plan.Participants)); err != nil {
			return fmt.Errorf("%d of %d rounds fitted in: %w", round, r.command.Kill, err)
		}
		if err := r.killOnce(ctx, round); err != nil {
			return fmt.Errorf("round %d: %w", round+1, err)
		}
		if err := r.await(ctx, r.crowd.Acknowledged()+1); err != nil {
			return fmt.Errorf("after round %d no answer was acknowledged: %w", round+1, err)
		}
		r.kills[round].answers = time.Since(r.kills[round].at)
	}
	closing := r.crowd.End().Add(scoring.Grace + time.Duration(rng.IntN(400))*time.Millisecond)
	select {
	case <-time.After(time.Until(closing)):
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return r.killOnce(ctx, r.command.Kill-1)
}

// errShort says that a contest was over before it was killed as often as wanted.
var errShort = errors.New("the contest is over; a longer --duration is needed")

// await waits until so many answers are acknowledged.
func (r *contestRun) await(ctx context.Context, n int) error {
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for r.crowd.Acknowledged() < n {
		select {
		case <-ticker.C:
			if time.Now().After(r.crowd.End()) {
				return errShort
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

func (r *contestRun) killOnce(ctx context.Context, round int) error {
	old := r.venue.node
	old.Kill()
	k := kill{at: time.Now(), receipts: r.crowd.Acknowledged()}
	r.trouble = append(r.trouble, old.Faults()...)
	again, err := old.Again(ctx)
	if err != nil {
		return err
	}
	r.venue.node = again
	k.down = time.Since(k.at)
	summary, err := r.crowd.CheckLog(ctx, again.Export)
	if err != nil {
		return err
	}
	k.entries = summary.Entries
	r.kills = append(r.kills, k)
	say("round %d of %d: %d receipts, log of %d entries verified, port open again after %v", round+1, r.command.Kill, k.receipts, k.entries, k.down.Round(time.Millisecond))
	return nil
}

func (r *contestRun) reportKills() {
	var down, answers []time.Duration
	for _, k := range r.kills {
		down = append(down, k.down)
		if k.answers > 0 {
			answers = append(answers, k.answers)
		}
	}
	slices.Sort(down)
	slices.Sort(answers)
	fmt.Printf("killed %d times (kill -9), the last time while the log was closed; port open again after %v (median), answers acknowledged again after %v (median), %v (longest); log verified with every receipt each time\n",
		len(r.kills), stats.Quantile(down, 0.5).Round(time.Millisecond), stats.Quantile(answers, 0.5).Round(time.Millisecond), stats.Quantile(answers, 1).Round(time.Millisecond))
}
