package model

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"go.uber.org/goleak"

	"prepwire/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stage is two devices of one user that follow its topic from offset 10 on.
type stage struct {
	t    *testing.T
	book *Book
	user *User
	a, b *Device
	at   schema.Time // of every event
}

func newStage(t *testing.T) *stage {
	run := &Run{plan: Plan{Kept: 5}, book: NewBook()}
	s := &stage{t: t, book: run.book, user: NewUser("u", "t"), at: schema.Time{Time: time.Now()}}
	s.a = newDevice(run, s.user, "a", rand.New(rand.NewPCG(1, 1)))
	s.b = newDevice(run, s.user, "b", rand.New(rand.NewPCG(1, 2)))
	for _, d := range []*Device{s.a, s.b} {
		s.resume(d, schema.ResumedTopic{Epoch: "e", Offset: 10, Recovered: new(bool), Reason: "epoch", Snapshot: []byte(`{"unread":0,"extensions":[]}`)})
	}
	return s
}

// resume has a device ask for where it is, and get an answer.
func (s *stage) resume(d *Device, answer schema.ResumedTopic) {
	answer.Topic = s.user.topic()
	a := &asked{sent: time.Now(), floor: s.user.floor()}
	a.from, a.wrong = d.positions(true)
	d.greet()
	d.resumed(a, &schema.Connected{Topics: []schema.ResumedTopic{answer}}, time.Now())
}

func (s *stage) recovered(d *Device) {
	p := d.topics()[s.user.topic()]
	s.resume(d, schema.ResumedTopic{Epoch: p.Epoch, Offset: p.Offset, Recovered: new(true)})
}

// event has devices hear of a question at an offset.
func (s *stage) event(offset uint64, request string, to ...*Device) {
	params, _ := json.Marshal(map[string]any{"requestId": request, "_meta": map[string]any{"topic": s.user.topic(), "epoch": "e", "offset": offset, "ts": s.at}})
	for _, d := range to {
		d.hear("question.generated", params)
	}
}

// What is right is not complained of, and what is wrong is.
func TestDeviceComplains(t *testing.T) {
	ack := func(s *stage, request string) { s.user.acked(generated(request), time.Now(), "", 0) }
	lost := schema.ResumedTopic{Epoch: "e2", Offset: 0, Recovered: new(bool), Reason: "epoch", Snapshot: []byte(`{"unread":0,"extensions":[]}`)}
	tooOld := schema.ResumedTopic{Epoch: "e", Recovered: new(bool), Reason: "too_old", Snapshot: []byte(`{"unread":0,"extensions":[]}`)}
	for name, c := range map[string]struct {
		faults int
		play   func(s *stage)
	}{
		"in order": {0, func(s *stage) {
			s.event(11, "x", s.a, s.b)
			s.recovered(s.a)
			s.event(12, "y", s.a, s.b)
		}},
		"before the first reply": {1, func(s *stage) { s.a.met = false; s.event(11, "x", s.a) }},
		"answered twice": {1, func(s *stage) {
			p := s.a.topics()[s.user.topic()]
			t := schema.ResumedTopic{Topic: s.user.topic(), Epoch: p.Epoch, Offset: p.Offset, Recovered: new(true)}
			s.a.resumed(&asked{from: []schema.Position{p}}, &schema.Connected{Topics: []schema.ResumedTopic{t, t}}, time.Now())
		}},
		"recovered without a log": {1, func(s *stage) {
			l := lost
			l.Epoch = noLog
			s.resume(s.a, l)
			s.recovered(s.a)
		}},
		"a gap":       {1, func(s *stage) { s.event(12, "x", s.a) }},
		"a duplicate": {1, func(s *stage) { s.event(11, "x", s.a); s.event(11, "x", s.a) }},
		"reordered":   {2, func(s *stage) { s.event(12, "y", s.a); s.event(11, "x", s.a) }},
		"not what the other heard": {1, func(s *stage) {
			s.event(11, "x", s.a)
			s.event(11, "y", s.b)
		}},
		"told twice": {1, func(s *stage) {
			s.event(11, "x", s.a)
			s.event(12, "x", s.a)
		}},
		"replayed on the same connection": {0, func(s *stage) {
			s.event(11, "x", s.a)
			a := &asked{sent: time.Now(), floor: s.user.floor()}
			a.from, a.wrong = s.a.positions(true)
			s.event(12, "y", s.a) // of the reading before
			s.a.resumed(a, &schema.Connected{Topics: []schema.ResumedTopic{{Topic: s.user.topic(), Epoch: "e", Offset: 11, Recovered: new(true)}}}, time.Now())
			s.event(12, "y", s.a)
		}},
		"recovered elsewhere": {1, func(s *stage) { s.resume(s.a, schema.ResumedTopic{Epoch: "e", Offset: 12, Recovered: new(true)}) }},
		"nothing said":        {1, func(s *stage) { s.resume(s.a, schema.ResumedTopic{Epoch: "e", Offset: 10}) }},
		"lost, and told":      {0, func(s *stage) { s.resume(s.a, lost) }},
		"too old":             {0, func(s *stage) { tooOld.Offset = 16; s.resume(s.a, tooOld) }},
		"not too old":         {1, func(s *stage) { tooOld.Offset = 14; s.resume(s.a, tooOld) }},
		"Redis is gone, still": {0, func(s *stage) {
			l := lost
			l.Epoch = noLog
			s.resume(s.a, l)
			s.resume(s.a, l)
			s.resume(s.a, lost)
		}},
		"no reason":       {1, func(s *stage) { l := lost; l.Reason = ""; s.resume(s.a, l) }},
		"forbidden":       {1, func(s *stage) { l := lost; l.Reason = "forbidden"; s.resume(s.a, l) }},
		"no snapshot":     {1, func(s *stage) { l := lost; l.Snapshot = nil; s.resume(s.a, l) }},
		"snapshot behind": {1, func(s *stage) { s.user.acked(updated("s", 3), time.Now(), "s", 3); s.resume(s.a, lost) }},
		"snapshot with it all": {0, func(s *stage) {
			s.user.acked(updated("s", 3), time.Now(), "s", 3)
			l := lost
			l.Snapshot = []byte(`{"session":{"id":"s","version":4},"unread":0,"extensions":[]}`)
			s.resume(s.a, l)
		}},
		"acknowledged and heard":          {0, func(s *stage) { ack(s, "x"); s.event(11, "x", s.a); s.a.audit() }},
		"acknowledged and lost":           {1, func(s *stage) { ack(s, "x"); s.a.audit() }},
		"acknowledged, and a loss told":   {0, func(s *stage) { ack(s, "x"); s.resume(s.a, lost); s.a.audit() }},
		"acknowledged after a loss, lost": {1, func(s *stage) { s.resume(s.a, lost); ack(s, "x"); s.a.audit() }},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			c.play(s)
			if faults, n := s.book.Faults(); n != c.faults {
				t.Errorf("%d complaints, want %d: %s", n, c.faults, fmt.Sprint(faults))
			}
		})
	}
}
