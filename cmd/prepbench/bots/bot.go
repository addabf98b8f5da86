package bots

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// bot is a participant. All but what devices hear runs in one goroutine.
type bot struct {
	crowd *Crowd
	index int
	user  string
	name  string // shared by two bots, so that boards have equals to order
	token string
	rng   *rand.Rand

	skill   float64
	latency time.Duration // there and back
	think   time.Duration // its median

	devices     []*device
	participant schema.ID
	matters     []matter // by question
	loses       int      // the number of the answer that it loses its connection with, -1 for none
	due         time.Time
}

// oneWay is the simulated way to the server, nil without one. Links ask from
// goroutines of their own, so each has its own chance.
func (b *bot) oneWay() func() time.Duration {
	p := b.crowd.plan
	if p.Latency+p.Jitter == 0 {
		return nil
	}
	r := rand.New(rand.NewPCG(p.Seed, b.rng.Uint64()))
	return func() time.Duration { return b.latency + time.Duration(r.Float64()*float64(p.Jitter)) }
}

// random is a time up to a limit.
func (b *bot) random(limit time.Duration) time.Duration {
	return time.Duration(b.rng.Float64() * float64(limit))
}

// thinking is how long the bot takes for a question: log-normal, as people do.
func (b *bot) thinking() time.Duration {
	return time.Duration(float64(b.think) * math.Exp(0.5*b.rng.NormFloat64()))
}

// right says whether the bot knows the answer: more likely the more its skill
// is beyond what the question asks for.
func (b *bot) right(q *question) bool {
	return b.rng.Float64() < 1/(1+math.Exp(2*(q.difficulty-b.skill)))
}

// play answers the questions of a contest until there are none, or none is
// taken any more.
func (b *bot) play(ctx context.Context) error {
	c := b.crowd
	order := b.rng.Perm(len(c.paper))
	if c.plan.Pacing == "live" || b.rng.IntN(4) > 0 { // most take questions as they come
		slices.Sort(order)
	}
	lazy := b.rng.IntN(10) == 0 && !c.plan.Rush // leaves some out
	b.due = c.start.Add(b.random(b.stride()))
	for n, q := range order {
		if lazy && b.rng.IntN(4) == 0 {
			continue
		}
		if err := b.ponder(ctx, q); err != nil {
			return err
		}
		over, err := b.ask(ctx, q, n == b.loses)
		if err != nil || over {
			return err
		}
	}
	return nil
}

// stride is the time between two answers of a bot at a given rate.
func (b *bot) stride() time.Duration {
	p := b.crowd.plan
	switch {
	case p.Rate > 0:
		return time.Duration(float64(p.Participants) / p.Rate * float64(time.Second))
	case p.Rush:
		return 0
	}
	return b.think
}

// ponder waits until the bot sends its answer.
func (b *bot) ponder(ctx context.Context, q int) error {
	c := b.crowd
	switch {
	case c.plan.Rate > 0:
		b.due = b.due.Add(b.stride())
	case c.plan.Rush:
		b.due = c.start
	case c.plan.Pacing == "live":
		b.due = c.opens(q).Add(b.thinking())
	default:
		if b.due = b.due.Add(b.thinking()); time.Until(b.due) < 0 {
			b.due = time.Now()
		}
	}
	return wire.Pause(ctx, time.Until(b.due))
}

// twist is what comes on top of an answer.
type twist struct {
	repeat, repeatAfter bool
	other               string // another answer, "" for none
	otherAfter          bool
	lose                bool // the connection, with the answer on its way
}

func (b *bot) twist(q *question, answer string, lose bool) twist {
	p := b.crowd.plan
	t := twist{lose: lose}
	switch roll := b.rng.Float64(); {
	case roll < p.Duplicated:
		t.repeat = b.rng.IntN(3) > 0
		t.repeatAfter = !t.repeat
	case roll < p.Duplicated+p.Conflicting:
		t.other = q.other(answer, b.rng)
		t.otherAfter = b.rng.IntN(2) == 0
	}
	return t
}

// ask answers a question, with a twist or without, and stays until it knows
// which answer stands. over says that no answer is taken any more.
func (b *bot) ask(ctx context.Context, q int, lose bool) (over bool, err error) {
	m := &b.matters[q]
	question := &b.crowd.paper[q]
	answer := question.choose(b.right(question), b.rng)
	t := b.twist(question, answer, lose)
	wave := []sent{b.submit(b.devices[0], q, answer)}
	if t.repeat {
		wave = append(wave, b.submit(b.devices[len(b.devices)-1], q, answer))
	}
	if t.other != "" && !t.otherAfter {
		wave = append(wave, b.submit(b.devices[len(b.devices)-1], q, t.other))
	}
	if t.lose {
		b.devices[0].client.Close()
	}
	over, err = b.gather(ctx, m, q, wave)
	possible := []string{answer}
	if t.other != "" {
		possible = append(possible, t.other)
	}
	for n := 0; m.claim == nil && !over && err == nil; n++ {
		if n == maxAsked {
			return true, fmt.Errorf("bot %d, question %d: after %d tries no answer stands", b.index, q, n)
		}
		over, err = b.gather(ctx, m, q, []sent{b.submit(b.devices[0], q, possible[n%len(possible)])})
	}
	if over || err != nil {
		if m.claim == nil && m.lost {
			b.crowd.ledger.count(func(c *Counts) { c.Missed++ })
		}
		return over, err
	}
	b.settle(m, q)
	if t.repeatAfter || t.otherAfter {
		again := m.answer
		if t.otherAfter {
			again = question.other(m.answer, b.rng)
		}
		over, err = b.gather(ctx, m, q, []sent{b.submit(b.devices[0], q, again)})
		b.settle(m, q)
	}
	return over, err
}

// maxAsked bounds how often a bot asks for one answer.
const maxAsked = 1000

// sent is a submit under way.
type sent struct {
	answer string
	device *device
	client *wire.Client
	call   *wire.Call
}

func (b *bot) submit(d *device, q int, answer string) sent {
	c := b.crowd
	c.ledger.count(func(n *Counts) { n.Sent++ })
	p := schema.ContestSubmitAnswerParams{ContestID: c.id, QuestionID: c.paper[q].id, Answer: answer}
	return sent{answer, d, d.client, d.client.Begin("contest.submitAnswer", p, nil)}
}

// gather takes the replies to submits for one question. It mends connections
// that have ended, and waits where the gateway asks for it.
func (b *bot) gather(ctx context.Context, m *matter, q int, wave []sent) (over bool, err error) {
	var longest time.Duration
	for _, s := range wave {
		r, _ := s.call.Wait(ctx)
		if r == nil {
			return false, ctx.Err()
		}
		ends, retry := b.hear(m, q, s, r)
		over, longest = over || ends, max(longest, retry)
		if r.Lost != nil && s.device.client == s.client {
			if err := s.device.again(ctx); err != nil {
				return false, err
			}
		}
	}
	if m.claim != nil {
		m.sent = m.first // whichever of the wave was the first
	}
	if longest > 0 && !over {
		err = wire.Pause(ctx, longest)
	}
	return over && m.claim == nil, err
}
