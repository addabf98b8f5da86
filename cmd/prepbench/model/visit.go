package model

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// Ways to part.
const (
	closeNow = iota
	closePolitely
	tearFrame
	beforeReply
	duringReplay
	resumeAgain
	ways
)

// replyWithin is how long any reply may take: the gateway gives a call 10 s.
const replyWithin = 40 * time.Second

// live connects again and again until ctx ends. What fails is tried again with
// full jitter.
func (d *Device) live(ctx context.Context) {
	away, backoff := time.Now(), d.backoff()
	for ctx.Err() == nil {
		ok, err := d.visit(ctx)
		if ok {
			took := time.Since(away)
			d.run.book.count(func(c *Counts) { c.Longest = max(c.Longest, took) })
			away = time.Now()
			backoff.Reset()
			continue
		}
		_ = wire.Pause(ctx, backoff.Next(err))
	}
}

func (d *Device) backoff() wire.Backoff {
	return wire.Backoff{Base: 200 * time.Millisecond, Cap: 2 * time.Second, Rand: d.rng}
}

// visit is one connection from dialling to its end. It reports whether the
// device got its topics, and why it could not connect.
func (d *Device) visit(ctx context.Context) (bool, error) {
	if err := d.connect(); err != nil {
		return false, err
	}
	way := d.rng.IntN(ways)
	ok := d.resume(ctx, false, way == beforeReply)
	if ok && way != duringReplay && way != beforeReply {
		d.stay(ctx)
		if way == resumeAgain {
			ok = d.resume(ctx, false, false)
		}
	}
	d.part(way)
	return ok, nil
}

func (d *Device) part(way int) {
	if err := d.client.Err(); err != nil {
		var closed *wire.Closed
		code := schema.CloseCode(0)
		if errors.As(err, &closed) {
			code = closed.Code
		}
		d.run.book.count(func(c *Counts) { c.Closed[code]++ })
	}
	switch way {
	case closePolitely:
		d.client.Leave()
	case tearFrame:
		d.client.Tear()
	default:
		d.client.Close()
	}
	d.client = nil
}

// connect opens a connection to any node.
func (d *Device) connect() error {
	token := ""
	if d.rng.IntN(2) == 0 {
		token = d.user.Token
	}
	d.mu.Lock()
	d.met, d.ready = false, false
	d.mu.Unlock()
	client, err := wire.Connect(d.run.addrs[d.rng.IntN(len(d.run.addrs))], token, wire.Options{Heard: d.hear})
	if err == nil {
		d.client, d.stranger = client, token == ""
		d.run.book.count(func(c *Counts) { c.Connects++ })
		return nil
	}
	status := 0
	var declined *wire.Declined
	if errors.As(err, &declined) {
		status = declined.Status
	}
	d.run.book.count(func(c *Counts) { c.Declined[status]++ })
	return err
}

// resume asks to go on with all topics. It waits for the answer, unless the
// device is to leave before.
func (d *Device) resume(ctx context.Context, honest, leave bool) bool {
	a := &asked{sent: time.Now(), floor: d.user.floor()}
	a.from, a.wrong = d.positions(honest)
	name := ""
	if d.rng.Float64() < d.run.plan.Named {
		name = "model"
	}
	method, params := "session.resume", any(schema.ResumeParams{Device: name, Resume: a.from})
	if d.stranger {
		method, params = "session.authenticate", schema.AuthenticateParams{Token: d.user.Token, Device: name, Resume: a.from}
		d.stranger = false
	}
	call := d.client.Begin(method, params, func(r *wire.Reply) {
		var result schema.Connected
		d.greet()
		switch {
		case r.Lost != nil || r.Error != nil:
		case json.Unmarshal(r.Result, &result) != nil:
			d.fault("resume: %.300s", r.Body)
		default:
			d.resumed(a, &result, r.At)
		}
	})
	if leave {
		return true
	}
	return d.replied(ctx, call) == nil
}

// greet notes the first reply of a connection, before any later frame is read.
func (d *Device) greet() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.met = true
}

// replied waits for a reply. One that never comes, though the connection is
// open, is a fault; so is a refusal that says that it is for good.
func (d *Device) replied(ctx context.Context, call *wire.Call) error {
	patient, cancel := context.WithTimeout(context.WithoutCancel(ctx), replyWithin)
	defer cancel()
	r, err := call.Wait(patient)
	switch {
	case r == nil:
		d.fault("%s: no reply within %v, and the connection is open", call.Method, replyWithin)
		return err
	case err != nil:
		d.run.book.count(func(c *Counts) { c.Lost++ })
		return err
	case r.Error == nil:
		return nil
	}
	d.run.book.count(func(c *Counts) { c.Refused[r.Error.Data.Reason]++ })
	if !r.Error.Data.Retryable && !expected[r.Error.Data.Reason] {
		d.fault("%s: %v", call.Method, r.Error)
	}
	return r.Error
}

// expected are refusals that are final, and right.
var expected = map[schema.Reason]bool{schema.VersionConflict: true, schema.ReasonNotFound: true, schema.ReasonMethodNotFound: true}

// stay follows the topics for some time, and causes an event or not.
func (d *Device) stay(ctx context.Context) {
	d.watch(ctx)
	if d.rng.Float64() < d.run.plan.Acts {
		d.act(ctx)
	}
	timer := time.NewTimer(time.Duration(d.rng.ExpFloat64() * float64(d.run.plan.Stay)))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-d.client.Over():
	case <-ctx.Done():
	}
}

// watch joins a contest that is to be watched, and forgets the others.
func (d *Device) watch(ctx context.Context) {
	ids := d.run.watched.Load()
	if ids == nil || !d.watches {
		return
	}
	known := d.topics()
	for _, id := range *ids {
		if _, ok := known["contest:"+id]; !ok && d.rng.IntN(4) == 0 {
			call := d.client.Begin("contest.join", schema.ContestJoinParams{ContestID: schema.ID(id), Spectate: true}, func(r *wire.Reply) {
				var result struct{ Topics []schema.TopicPosition }
				if r.Error == nil && r.Lost == nil && json.Unmarshal(r.Result, &result) == nil {
					d.joined(result.Topics)
				}
			})
			_ = d.replied(ctx, call)
		}
		delete(known, "contest:"+id)
	}
	delete(known, d.user.topic())
	for topic := range known {
		call := d.client.Begin("contest.leave", schema.ContestRef{ContestID: schema.ID(topic[len("contest:"):])}, func(r *wire.Reply) {
			if r.Error == nil && r.Lost == nil {
				d.forget(topic)
			}
		})
		_ = d.replied(ctx, call)
	}
}
