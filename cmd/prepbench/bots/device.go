package bots

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// device is one device of a bot. Its connection may change; what it has seen of
// the contest's events stays.
type device struct {
	bot    *bot
	client *wire.Client

	mu      sync.Mutex // guards what follows
	known   bool       // the place in the topic
	skipped bool       // it joined anew, past events that it has not seen
	at      schema.Position
	seen    map[string]int // events by name
	opened  []schema.ID    // questions, as they were announced
	head    string         // as contest.ended tells it
	ended   chan struct{}  // closed then

	sent, received, notices int64 // of connections that are over
}

func newDevice(b *bot) *device {
	return &device{bot: b, seen: map[string]int{}, ended: make(chan struct{})}
}

// passed are the notifications that replace one another. Bots count their
// bytes, as a browser that shows something else does.
var passed = []string{schema.ContestLeaderboardUpdated.Notice.Name, schema.ContestStandingUpdated.Notice.Name, schema.ContestParticipantsUpdated.Notice.Name}

// connect opens a connection. While the gateway is away it tries again.
func (d *device) connect(ctx context.Context) error {
	opts := wire.Options{Passed: passed, Heard: d.hear, OneWay: d.bot.oneWay()}
	backoff := wire.Backoff{Base: 200 * time.Millisecond, Cap: 2 * time.Second, Rand: d.bot.rng}
	for {
		client, err := d.bot.crowd.dial(d.bot.token, opts)
		if err == nil {
			d.client = client
			return nil
		}
		if !d.bot.crowd.plan.Lost {
			return err
		}
		if err := wire.Pause(ctx, backoff.Next(err)); err != nil {
			return err
		}
	}
}

// leave keeps the account of a connection that is over.
func (d *device) leave() {
	if d.client == nil {
		return
	}
	d.client.Close()
	sent, received, notices := d.client.Traffic()
	d.sent, d.received, d.notices = d.sent+sent, d.received+received, d.notices+notices
	d.client = nil
}

// join reads the contest from now on.
func (d *device) join(ctx context.Context) error {
	call := d.client.Begin("contest.join", schema.ContestJoinParams{ContestID: d.bot.crowd.id}, func(r *wire.Reply) {
		var result struct{ Topics []schema.TopicPosition }
		if r.Error == nil && json.Unmarshal(r.Result, &result) == nil && len(result.Topics) == 1 {
			d.place(schema.Position(result.Topics[0]))
		}
	})
	var result struct {
		Contest struct{ Status schema.ContestStatus }
	}
	if err := call.Into(ctx, &result); err != nil {
		return err
	}
	if result.Contest.Status == "completed" {
		d.end("")
	}
	return nil
}

func (d *device) place(p schema.Position) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.skipped = d.skipped || d.known && p != d.at
	d.known, d.at = true, p
}

// resume reads on where the last connection ended.
func (d *device) resume(ctx context.Context) error {
	d.mu.Lock()
	at := d.at
	d.mu.Unlock()
	call := d.client.Begin("session.resume", schema.ResumeParams{Resume: []schema.Position{at}}, func(r *wire.Reply) {
		var result schema.Connected
		if r.Error == nil && json.Unmarshal(r.Result, &result) == nil {
			d.resumed(at, &result)
		}
	})
	return call.Into(ctx, nil)
}

// resumed takes the reply to session.resume.
func (d *device) resumed(at schema.Position, result *schema.Connected) {
	l := d.bot.crowd.ledger
	for _, t := range result.Topics {
		switch {
		case t.Topic != at.Topic:
			continue
		case t.Recovered != nil && *t.Recovered:
			l.count(func(c *Counts) { c.Resumed++ })
		default:
			if !d.bot.crowd.plan.Lost {
				l.fault("bot %d: its topic was not recovered: %s", d.bot.index, t.Reason)
			}
			l.count(func(c *Counts) { c.Forgotten++ })
			d.place(schema.Position{Topic: t.Topic, Epoch: t.Epoch, Offset: t.Offset})
			var snapshot struct {
				Contest struct{ Status schema.ContestStatus }
			}
			if json.Unmarshal(t.Snapshot, &snapshot) == nil && snapshot.Contest.Status == "completed" {
				d.end("")
			}
		}
		return
	}
	l.fault("bot %d: its topic is not in the reply to session.resume", d.bot.index)
}

// again connects anew and reads on: half of the time from where the last
// connection ended, else from now.
func (d *device) again(ctx context.Context) error {
	began := time.Now()
	for {
		d.leave()
		if err := d.connect(ctx); err != nil {
			return err
		}
		enter := d.join
		if d.bot.rng.IntN(2) == 0 {
			enter = d.resume
		}
		err := enter(ctx)
		var refused *wire.Error
		switch {
		case err == nil:
			d.bot.crowd.ledger.count(func(c *Counts) { c.Reconnects, c.Back = c.Reconnects+1, append(c.Back, time.Since(began)) })
			return nil
		case ctx.Err() != nil:
			return err
		case errors.As(err, &refused) && !refused.Data.Retryable:
			return fmt.Errorf("bot %d: %w", d.bot.index, err)
		case errors.As(err, &refused):
			d.bot.crowd.ledger.refuse(refused.Data.Reason)
		}
		if err := wire.Pause(ctx, d.bot.random(200*time.Millisecond)); err != nil {
			return err
		}
	}
}

// hear takes a notification.
func (d *device) hear(method string, params []byte) {
	var p struct {
		Meta     schema.EventMeta `json:"_meta"`
		LogHead  string
		Question struct{ ID schema.ID }
	}
	if err := json.Unmarshal(params, &p); err != nil {
		d.bot.crowd.ledger.fault("%s: %v", method, err)
		return
	}
	if p.Meta.Topic == "" {
		return // a state
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.known || p.Meta.Topic != d.at.Topic {
		return // such as the user's own topic
	}
	if p.Meta.Epoch != d.at.Epoch || p.Meta.Offset != d.at.Offset+1 {
		d.bot.crowd.ledger.fault("bot %d: %s is event %d of %s, the one before was %d of %s", d.bot.index, method,
			p.Meta.Offset, p.Meta.Epoch, d.at.Offset, d.at.Epoch)
	}
	d.at.Epoch, d.at.Offset = p.Meta.Epoch, p.Meta.Offset
	d.seen[method]++
	switch method {
	case schema.ContestQuestionOpened.Notice.Name:
		d.opened = append(d.opened, p.Question.ID)
	case schema.ContestEnded.Notice.Name:
		d.endLocked(p.LogHead)
	}
}

func (d *device) end(head string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.endLocked(head)
}

func (d *device) endLocked(head string) {
	select {
	case <-d.ended:
	default:
		d.head = head
		close(d.ended)
	}
}
