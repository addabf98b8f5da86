package bots

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"prepwire/auth"
	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// Crowd is everybody who has to do with a contest.
type Crowd struct {
	plan   *Plan
	addrs  atomic.Pointer[[]string] // of the nodes
	signer *auth.Signer
	ledger *ledger

	author, organizer *wire.Client
	bots              []*bot

	paper      []question
	id         schema.ID
	start, end time.Time
}

// tokenTTL is longer than any run.
const tokenTTL = 12 * time.Hour

func (c *Crowd) token(user, name string, roles ...auth.Role) (string, error) {
	token, _, err := c.signer.Sign(auth.Grant{UserID: user, Name: name, Roles: auth.RolesOf(roles...), TTL: tokenTTL})
	return token, err
}

// staff connects a user with a role.
func (c *Crowd) staff(user string, role auth.Role) (*wire.Client, error) {
	token, err := c.token(user, user, role)
	if err != nil {
		return nil, err
	}
	return c.dial(token, wire.Options{})
}

// dial connects to whichever node.
func (c *Crowd) dial(token string, opts wire.Options) (*wire.Client, error) {
	addrs := *c.addrs.Load()
	return wire.Connect(addrs[rand.IntN(len(addrs))], token, opts)
}

// Aim sends those who connect from now on to other nodes.
func (c *Crowd) Aim(addrs ...string) { c.addrs.Store(&addrs) }

// hire makes the bots: skills are normal, ways differ evenly.
func (c *Crowd) hire() error {
	p := c.plan
	for i := range p.Participants {
		r := rand.New(rand.NewPCG(p.Seed, uint64(i)+1))
		b := &bot{crowd: c, index: i, user: fmt.Sprintf("bot%05d", i), name: fmt.Sprintf("Bot %d", i/2), rng: r, loses: -1,
			matters: make([]matter, p.Questions), skill: r.NormFloat64()}
		b.latency = time.Duration(r.Float64() * float64(p.Latency))
		b.think = time.Duration((0.5 + r.Float64()) * float64(p.Think))
		if r.Float64() < p.Reconnecting {
			b.loses = r.IntN(p.Questions)
		}
		for range p.devices(i) {
			b.devices = append(b.devices, newDevice(b))
		}
		var err error
		if b.token, err = c.token(b.user, b.name); err != nil {
			return err
		}
		c.bots = append(c.bots, b)
	}
	return nil
}

// atOnce is how many bots do the same thing at once before the start.
const atOnce = 64

// each has every bot do something, some at once, and returns the first error.
func (c *Crowd) each(ctx context.Context, at int, do func(*bot, context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	places := make(chan struct{}, at)
	var wait sync.WaitGroup
	for _, b := range c.bots {
		wait.Go(func() {
			select {
			case places <- struct{}{}:
				defer func() { <-places }()
			case <-ctx.Done():
				return
			}
			if err := do(b, ctx); err != nil {
				cancel(err)
			}
		})
	}
	wait.Wait()
	return context.Cause(ctx)
}

// New makes everybody for a plan that Check finds nothing wrong with. The signer
// signs as the nodes at addrs expect it, of which each connection goes to one by
// chance.
func New(plan *Plan, signer *auth.Signer, addrs ...string) (*Crowd, error) {
	c := &Crowd{plan: plan, signer: signer, ledger: newLedger()}
	c.Aim(addrs...)
	c.paper = makePaper(plan.Questions, rand.New(rand.NewPCG(plan.Seed, 0)))
	return c, c.hire()
}

// prepare connects everybody and has the author write the questions.
func (c *Crowd) prepare(ctx context.Context) error {
	if err := c.connect(ctx); err != nil {
		return err
	}
	return c.write(ctx)
}

func (c *Crowd) connect(ctx context.Context) (err error) {
	if c.author, err = c.staff("author", auth.Author); err != nil {
		return err
	}
	if c.organizer, err = c.staff("organizer", auth.Organizer); err != nil {
		return err
	}
	return c.each(ctx, atOnce, func(b *bot, ctx context.Context) error {
		for _, d := range b.devices {
			if err := d.connect(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// write has the author create the questions and show them to others.
func (c *Crowd) write(ctx context.Context) error {
	calls := make([]*wire.Call, len(c.paper))
	for i := range c.paper {
		calls[i] = c.author.Begin("question.create", c.paper[i].create(i), nil)
		if i >= atOnce {
			if err := c.published(ctx, i-atOnce, calls); err != nil {
				return err
			}
		}
	}
	for i := max(0, len(calls)-atOnce); i < len(calls); i++ {
		if err := c.published(ctx, i, calls); err != nil {
			return err
		}
	}
	return nil
}

func (c *Crowd) published(ctx context.Context, i int, calls []*wire.Call) error {
	var q schema.Question
	if err := c.patiently(ctx, func() error {
		err := calls[i].Into(ctx, &q)
		if err != nil { // the same question again, if it is to be asked for again
			calls[i] = c.author.Begin("question.create", c.paper[i].create(i), nil)
		}
		return err
	}); err != nil {
		return err
	}
	c.paper[i].id = q.ID
	return c.patiently(ctx, func() error {
		return c.author.Call(ctx, "question.verify", map[string]any{"questionId": q.ID}, nil)
	})
}

// ErrLate says that a contest began before everybody had come: a longer --lead
// is needed.
var ErrLate = errors.New("the contest began too early; a longer --lead is needed")

// open has the organizer make the contest, and everybody come, before it begins:
// else it fails with ErrLate.
func (c *Crowd) open(ctx context.Context) error {
	p := c.plan
	c.start = time.Now().Add(p.lead()).Truncate(time.Millisecond)
	params := schema.ContestCreateParams{
		Title: "A contest of bots", StartTime: schema.Time{Time: c.start}, Pacing: schema.Pacing(p.Pacing), Scoring: schema.Scoring(p.Scoring),
		Feedback: schema.Feedback(p.Feedback), MaxParticipants: int64(p.Participants), IsPublic: true,
	}
	for _, q := range c.paper {
		entry := schema.ContestQuestion{QuestionID: q.id, Points: float64(q.milli) / 1000}
		if p.Pacing == "live" {
			entry.TimeLimitMs = p.Limit.Milliseconds()
		}
		params.Questions = append(params.Questions, entry)
	}
	if p.Pacing == "live" {
		params.GapMs = p.Gap.Milliseconds()
	} else {
		params.DurationMs = p.Duration.Milliseconds()
	}
	var made schema.Contest
	err := c.patiently(ctx, func() error { return c.organizer.Call(ctx, "contest.create", params, &made) })
	if err == nil {
		c.id, c.end = made.ID, made.EndTime.Time
		err = c.each(ctx, atOnce, (*bot).enroll)
	}
	if late := time.Since(c.start); late > 0 && ctx.Err() == nil { // then it is no wonder if something was refused
		err = errors.Join(fmt.Errorf("%w, by %v", ErrLate, late), err)
	}
	return err
}

// enroll registers a bot and has all its devices join.
func (b *bot) enroll(ctx context.Context) error {
	var place schema.Registration
	if err := b.crowd.patiently(ctx, func() error {
		return b.devices[0].client.Call(ctx, "contest.register", schema.ContestRef{ContestID: b.crowd.id}, &place)
	}); err != nil {
		return err
	}
	b.participant = place.Participant
	for _, d := range b.devices {
		if err := b.crowd.patiently(ctx, func() error { return d.join(ctx) }); err != nil {
			return err
		}
	}
	return nil
}

// patiently repeats a call that may succeed later: where the gateway may be in
// trouble, and where this machine is too busy to answer in time.
func (c *Crowd) patiently(ctx context.Context, call func() error) error {
	for {
		err := call()
		var refused *wire.Error
		if !errors.As(err, &refused) || !refused.Data.Retryable || !c.plan.Lost && refused.Data.Reason != schema.DeadlineExceeded {
			return err
		}
		c.ledger.refuse(refused.Data.Reason)
		if err := wire.Pause(ctx, wait(refused)); err != nil {
			return err
		}
	}
}

// opens is when a question of a live contest opens.
func (c *Crowd) opens(q int) time.Time {
	return c.start.Add(time.Duration(q) * (c.plan.Limit + c.plan.Gap))
}

// endWithin is how long after the end of a contest its log may take to close.
const endWithin = 3 * time.Minute

// Play has everybody play, and returns when nobody answers any more.
func (c *Crowd) Play(ctx context.Context) error {
	ctx, cancel := context.WithDeadlineCause(ctx, c.end.Add(endWithin), errors.New("the contest did not end"))
	defer cancel()
	return c.each(ctx, len(c.bots), (*bot).play)
}

// Close ends all connections.
func (c *Crowd) Close() {
	for _, b := range c.bots {
		for _, d := range b.devices {
			d.leave()
		}
	}
	for _, client := range []*wire.Client{c.author, c.organizer} {
		if client != nil {
			client.Close()
		}
	}
}
