package model

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// Device is one device of a user. Its connections come and go; what it knows
// of its topics stays. One goroutine uses it.
type Device struct {
	run  *Run
	user *User
	name string
	rng  *rand.Rand

	watches  bool // contests, too
	client   *wire.Client
	stranger bool // the connection has no identity yet

	mu    sync.Mutex // guards what follows: frames come in another goroutine
	met   bool       // the connection has had its first reply
	ready bool       // the connection goes on where the one before ended
	at    map[string]schema.Position
	since time.Time        // of what was acknowledged later, it must hear
	seen  map[string]place // what it has heard of on its user's topic
	began time.Time        // when the last resume was sent
	news  chan struct{}    // has room for one: something was heard
}

func newDevice(run *Run, u *User, name string, rng *rand.Rand) *Device {
	d := &Device{run: run, user: u, name: u.ID + "/" + name, rng: rng, at: map[string]schema.Position{}, seen: map[string]place{}, news: make(chan struct{}, 1)}
	d.at[u.topic()] = schema.Position{Topic: u.topic(), Epoch: "none"}
	return d
}

func (d *Device) fault(format string, args ...any) {
	d.run.book.Fault(d.name+": "+format, args...)
}

// hear takes a notification.
func (d *Device) hear(method string, params []byte) {
	var p struct {
		Meta      schema.EventMeta `json:"_meta"`
		RequestID string
		Session   struct {
			ID      string
			Version int64
		}
		ExtensionID string
		Version     int64
	}
	if err := json.Unmarshal(params, &p); err != nil {
		d.fault("%s: %v", method, err)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.met {
		d.fault("%s came before the first reply of the connection", method)
	}
	if p.Meta.Topic == "" {
		return // a state
	}
	if !d.ready {
		return // a refused resume left the connection with what is new
	}
	at, ok := d.at[p.Meta.Topic]
	if !ok || p.Meta.Epoch != at.Epoch || p.Meta.Offset != at.Offset+1 {
		d.fault("after %d of %s of %s came %s, %d of %s", at.Offset, at.Epoch, p.Meta.Topic, method, p.Meta.Offset, p.Meta.Epoch)
	}
	d.at[p.Meta.Topic] = schema.Position{Topic: p.Meta.Topic, Epoch: p.Meta.Epoch, Offset: p.Meta.Offset}
	here := place{p.Meta.Topic, p.Meta.Epoch, p.Meta.Offset}
	if !d.run.book.same(here, method, params) {
		d.fault("%+v is not what others were told it is: %s %.300s", here, method, params)
	}
	if p.Meta.Ts.Before(d.began) {
		d.run.book.count(func(c *Counts) { c.Replayed++ })
	}
	if p.Meta.Topic != d.user.topic() {
		return
	}
	switch method {
	case "question.generated":
		d.heardOfLocked(generated(p.RequestID), here)
	case "session.updated":
		if p.Session.Version > 1 { // a repeat of its start tells of version 1 again
			d.heardOfLocked(updated(p.Session.ID, p.Session.Version), here)
		}
		d.user.updated(p.Session.ID, p.Session.Version)
	case "extension.stateChanged":
		d.heardOfLocked(synced(p.ExtensionID, p.Version), here)
	}
	select {
	case d.news <- struct{}{}:
	default:
	}
}

// Markers name what an event tells of.
func generated(requestID string) string { return "question.generated " + requestID }
func updated(id string, version int64) string {
	return fmt.Sprintf("session.updated %s version %d", id, version)
}
func synced(extension string, version int64) string {
	return fmt.Sprintf("extension.stateChanged %s version %d", extension, version)
}

func (d *Device) heardOfLocked(marker string, here place) {
	if before, ok := d.seen[marker]; ok && before != here {
		d.fault("%s was told twice, at %+v and at %+v", marker, before, here)
	}
	d.seen[marker] = here
}

// knows reports whether the device has heard of something.
func (d *Device) knows(marker string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, ok := d.seen[marker]
	return ok
}

// positions are where the device is. Now and then one is what cannot be; wrong
// tells which.
func (d *Device) positions(honest bool) (from []schema.Position, wrong map[string]bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	wrong = map[string]bool{}
	for topic, p := range d.at {
		switch roll := d.rng.IntN(200); {
		case honest || p.Epoch == "none":
		case roll == 0:
			p.Epoch, wrong[topic] = "foreign", true
		case roll == 1:
			p.Offset, wrong[topic] = p.Offset+1_000_000, true
		}
		from = append(from, p)
	}
	if !honest && d.rng.IntN(100) == 0 {
		for _, topic := range []string{"user:somebody-else", "contest:none", "nothing:at-all"} {
			from, wrong[topic] = append(from, schema.Position{Topic: topic, Epoch: "any", Offset: 3}), true
		}
	}
	return from, wrong
}

// asked is what a device has asked to go on with.
type asked struct {
	from  []schema.Position
	wrong map[string]bool
	floor map[string]int64
	sent  time.Time
}

// resumed takes the reply to a resume, before any later frame is read.
func (d *Device) resumed(a *asked, r *schema.Connected, at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.began, d.ready = a.sent, true
	answers := map[string]schema.ResumedTopic{}
	for _, t := range r.Topics {
		if _, twice := answers[t.Topic]; twice {
			d.fault("resume answers %s twice: %+v", t.Topic, r.Topics)
		}
		answers[t.Topic] = t
	}
	d.run.book.count(func(c *Counts) { c.Resumes++ })
	for _, p := range a.from {
		t, ok := answers[p.Topic]
		if !ok || t.Recovered == nil {
			d.fault("resume says nothing of %s: %+v", p.Topic, r.Topics)
			continue
		}
		d.resumedOneLocked(a, p, t, at)
	}
}

func (d *Device) resumedOneLocked(a *asked, p schema.Position, t schema.ResumedTopic, at time.Time) {
	if *t.Recovered {
		if a.wrong[p.Topic] || p.Epoch == noLog || t.Epoch != p.Epoch || t.Offset != p.Offset || t.Reason != "" || t.Snapshot != nil {
			d.fault("asked for %+v, recovered as %+v", p, t)
		}
		d.run.book.count(func(c *Counts) { c.Recovered++ })
		d.at[p.Topic] = p
		return
	}
	d.run.book.count(func(c *Counts) {
		if a.wrong[p.Topic] || p.Epoch == "none" {
			c.Wrong[t.Reason]++
		} else {
			c.Reset[t.Reason]++
		}
	})
	if why := d.reset(a, p, t); why != "" {
		d.fault("asked for %+v, got %+v: %s", p, t, why)
	}
	if _, mine := d.at[p.Topic]; !mine {
		return
	}
	if t.Reason == schema.ResumeForbidden || t.Reason == schema.ResumeUnknown {
		delete(d.at, p.Topic)
		return
	}
	d.at[p.Topic] = schema.Position{Topic: t.Topic, Epoch: t.Epoch, Offset: t.Offset}
	if p.Topic == d.user.topic() {
		d.since = at
	}
}

// noLog is the epoch of positions that are told while Redis cannot be reached.
const noLog = "unknown"

// reset says what is wrong with a topic that was not recovered.
func (d *Device) reset(a *asked, p schema.Position, t schema.ResumedTopic) string {
	switch {
	case p.Topic == "user:somebody-else":
		return unless(t.Reason == schema.ResumeForbidden && t.Snapshot == nil, "another user's topic")
	case p.Topic == "contest:none" || p.Topic == "nothing:at-all":
		return unless(t.Reason == schema.ResumeUnknown && t.Snapshot == nil, "no such topic")
	case t.Reason == schema.ResumeTooOld:
		if a.wrong[p.Topic] || t.Epoch != p.Epoch || t.Offset < p.Offset+d.run.plan.Kept {
			return "it is not too old"
		}
	case t.Reason == schema.ResumeEpoch:
		if t.Epoch == p.Epoch && t.Offset >= p.Offset && p.Epoch != noLog {
			return "it is of that epoch"
		}
	default:
		return "a topic of its own"
	}
	if strings.HasPrefix(p.Topic, "contest:") {
		return contestSnapshot(p.Topic, t.Snapshot)
	}
	return userSnapshot(a.floor, t.Snapshot)
}

func unless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

func contestSnapshot(topic string, snapshot []byte) string {
	var joined struct{ Contest struct{ ID string } }
	if err := json.Unmarshal(snapshot, &joined); err != nil || "contest:"+joined.Contest.ID != topic {
		return "no snapshot of the contest"
	}
	return ""
}

// userSnapshot holds a snapshot against what had been acknowledged.
func userSnapshot(floor map[string]int64, snapshot []byte) string {
	var state schema.UserSnapshot
	if err := json.Unmarshal(snapshot, &state); err != nil {
		return fmt.Sprintf("no snapshot: %v", err)
	}
	shown := map[string]int64{}
	if state.Session != nil {
		shown[string(state.Session.ID)] = state.Session.Version
	}
	for _, e := range state.Extensions {
		shown[string(e.ExtensionID)] = e.Version
	}
	for object, version := range floor {
		if shown[object] < version {
			return fmt.Sprintf("the snapshot has version %d of %s, %d was acknowledged before", shown[object], object, version)
		}
	}
	return ""
}

// joined takes the reply to contest.join.
func (d *Device) joined(topics []schema.TopicPosition) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range topics {
		d.at[t.Topic] = schema.Position(t)
	}
}

// topics are those that the device follows.
func (d *Device) topics() map[string]schema.Position {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.at)
}

func (d *Device) forget(topic string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.at, topic)
}
