package gemini_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

func prio(p gemini.Priority) gemini.Request {
	r := ask(fmt.Sprint(p))
	r.Priority = p
	return r
}

// When all wait, the important go first, whoever came first.
func TestPriorities(t *testing.T) {
	t.Parallel()
	s := newStage(t, "a", func(o *gemini.Options) { o.Limits.RPM, o.MaxWait = 10, time.Hour })
	for range 10 {
		s.good(s.ask("first"), "ok")
		s.pass(5 * time.Second)
	}
	var low, mid, high []*answer
	for range 4 {
		low = append(low, s.start(t.Context(), prio(gemini.Bulk), streamed))
		mid = append(mid, s.start(t.Context(), prio(gemini.Normal), streamed))
		high = append(high, s.start(t.Context(), prio(gemini.Interactive), streamed))
		s.ride.Run(s.clock.Now().Add(100 * time.Millisecond))
	}
	s.ride.Finish()
	for _, group := range [][]*answer{low, mid, high} {
		for _, a := range group {
			s.good(a, "ok")
		}
	}
	var order []string
	for _, c := range s.server.Calls()[10:] {
		order = append(order, c.Body.Contents[0].Parts[0].Text)
	}
	if got := strings.Join(order, " "); got != "1 1 1 1 0 0 0 0 -1 -1 -1 -1" {
		t.Errorf("in the order %s", got)
	}
}

// Bulk requests leave three tenths of a bucket to the others.
func TestBulkLeavesRoom(t *testing.T) {
	t.Parallel()
	s := newStage(t, "a", func(o *gemini.Options) { o.Limits.RPM, o.MaxWait = 10, time.Second })
	for i := range 9 {
		if a := s.by(unary, prio(gemini.Bulk)); (a.err == nil) != (i < 7) {
			t.Errorf("bulk request %d: %v", i+1, a.err)
		}
	}
	for range 3 {
		s.good(s.by(unary, prio(gemini.Interactive)), "ok")
	}
	s.bad(s.by(unary, prio(gemini.Interactive)), gemini.ClassBusy, "")
	s.calls(10)
}

// The line is bounded; when it is full the important push the others out.
func TestFullLine(t *testing.T) {
	t.Parallel()
	s := newStage(t, "a", func(o *gemini.Options) { o.Limits.RPM, o.MaxWait, o.MaxQueue = 1, time.Hour, 3 })
	s.good(s.ask("first"), "ok")
	var waiting []*answer
	for range 3 {
		waiting = append(waiting, s.start(t.Context(), prio(gemini.Normal), streamed))
		s.ride.Run(s.clock.Now().Add(time.Second))
	}
	late := s.start(t.Context(), prio(gemini.Normal), streamed)
	s.ride.Run(s.clock.Now().Add(time.Second))
	s.bad(late, gemini.ClassBusy, "")
	urgent := s.start(t.Context(), prio(gemini.Interactive), streamed)
	s.ride.Run(s.clock.Now().Add(time.Second))
	s.bad(waiting[2], gemini.ClassBusy, "")
	s.ride.Finish()
	s.good(urgent, "ok")
	s.good(waiting[0], "ok")
	s.good(waiting[1], "ok")
	if urgent.took > waiting[0].took || s.client.Stats().Refused != 2 {
		t.Errorf("%v, %v, stats %+v", urgent.took, waiting[0].took, s.client.Stats())
	}
}

// Whatever is told about waiting is true.
func TestPromisesAreKept(t *testing.T) {
	t.Parallel()
	s := newStage(t, "a b c", func(o *gemini.Options) { o.Limits.RPM, o.MaxWait = 4, 10*time.Minute })
	var answers []*answer
	for range 60 {
		answers = append(answers, s.start(t.Context(), ask("hi"), streamed))
		s.ride.Run(s.clock.Now().Add(300 * time.Millisecond))
	}
	hurry := ask("hi")
	hurry.MaxWait = 10 * time.Second
	refused := s.by(unary, hurry)
	s.ride.Finish()
	s.bad(refused, gemini.ClassBusy, "")
	for i, a := range answers {
		s.good(a, "ok")
		told := time.Duration(0)
		if len(a.events) > 0 && a.events[0].Kind == gemini.EventQueued {
			told = a.events[0].ETA
		}
		s.near(fmt.Sprintf("call %d waited", i), a.Waited, told-5*time.Millisecond, told+5*time.Millisecond)
	}
}

// A caller whose time would be over is told at once, too.
func TestDeadlineBoundsTheWait(t *testing.T) {
	t.Parallel()
	s := newStage(t, "a", func(o *gemini.Options) { o.Limits.RPM, o.MaxWait = 1, time.Hour })
	s.good(s.ask("first"), "ok")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Second)
	defer cancel()
	a := s.start(ctx, ask("hi"), streamed)
	s.ride.Finish()
	s.bad(a, gemini.ClassBusy, "")
	s.near("come back after", a.retry, time.Minute, 61*time.Second)
	s.near("told after", a.took, 0, 0)
}

// Concurrency is a limit of its own; who waits for it goes when a call has ended.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	s := newStage(t, "a", func(o *gemini.Options) { o.Limits.Concurrency, o.MaxWait = 2, time.Minute })
	var mu sync.Mutex
	now, most := 0, 0
	s.server.Handle(func(*geminitest.Call) geminitest.Reply {
		return func(x *geminitest.Exchange) {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			x.Pause(3 * time.Second)
			mu.Lock()
			now--
			mu.Unlock()
			geminitest.Text("ok")(x)
		}
	})
	var answers []*answer
	for range 10 {
		answers = append(answers, s.start(t.Context(), ask("hi"), streamed))
	}
	s.ride.Finish()
	for _, a := range answers {
		s.good(a, "ok")
		s.near("took", a.took, 3*time.Second, 16*time.Second)
	}
	if most != 2 {
		t.Errorf("%d at once", most)
	}
}

// Two keys that share a project nobody told us of: the pool notices and slows down.
func TestUnlabelledKeysShareAProject(t *testing.T) {
	t.Parallel()
	s := newStage(t, "a b", func(o *gemini.Options) { o.Limits.RPM, o.MaxWait = 10, 5*time.Minute })
	quotas := &geminitest.Quotas{RPM: 10, Clock: s.clock, Project: func(string) string { return "one" }}
	s.server.Enforce(quotas, func(*geminitest.Call) geminitest.Reply { return geminitest.Text("ok") })
	for range 20 * 10 {
		s.start(t.Context(), ask("hi"), streamed)
		s.ride.Run(s.clock.Now().Add(6500 * time.Millisecond))
	}
	s.ride.Finish()
	accepted, refused := quotas.Counts()
	if accepted < 190 || refused > 20 {
		t.Errorf("%d calls accepted, %d refused", accepted, refused)
	}
}

// What was learned and counted outlives a restart.
func TestStateIsKept(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state.json")
	keep := func(o *gemini.Options) { o.StateFile = file }
	first := newStage(t, "a b@blue", keep)
	first.state = file
	first.only("a", geminitest.QuotaExceeded("36s", perDay("20")))
	for range 4 {
		first.good(first.ask("hi"), "ok")
	}
	first.only("b", geminitest.QuotaExceeded("30s", perMinute("7")))
	first.ask("hi")
	if err := first.client.Close(); err != nil {
		t.Fatal(err)
	}
	second := newStage(t, "a b@blue", keep)
	second.state = file
	second.good(second.ask("hi"), "ok")
	second.calls(0, 1) // the used-up day is known
	for _, b := range second.client.Stats().Buckets {
		if b.Project == "blue" && (b.Learned.RPM != 7 || b.DayUsed != 5) || b.Project != "blue" && (b.DayLeft != 0 || b.Learned.RPD != 20) {
			t.Errorf("kept %+v", b)
		}
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// A file that is not ours is no reason to stop: a line in the log, and a new file.
func TestBadStateFile(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"cut": `{"version":1,"buckets":[{"pro`, "other": "hello", "newer": `{"version":99}`, "wrong types": `{"version":1,"buckets":7}`, "empty": "",
		"odd values": `{"version":1,"buckets":[{"project":"p","model":"gemini-test","day":"2026-11-23","count":-5,"rpm":-1,"cap":-7,"recent":[99999999999999]}]}`,
	} {
		file := filepath.Join(t.TempDir(), "state.json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s := newStage(t, "a@p", func(o *gemini.Options) { o.StateFile = file })
		s.state = file
		s.good(s.ask("hi"), "ok")
		if err := s.client.Close(); err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		if logged := strings.Contains(s.told.String(), "is lost"); logged == (name == "odd values") {
			t.Errorf("%s: logged %s", name, s.told.String())
		}
		s.mu.Unlock()
		if kept, err := os.ReadFile(file); err != nil || !strings.Contains(string(kept), `"count":1`) {
			t.Errorf("%s: the file is now %s, %v", name, kept, err)
		}
	}
}

// State that cannot be kept is logged, and nothing else.
func TestStateFileThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	s := newStage(t, "a", func(o *gemini.Options) { o.StateFile = filepath.Join(t.TempDir(), "none", "state.json") })
	s.state = ""
	s.good(s.ask("hi"), "ok")
	if err := s.client.Close(); err != nil {
		t.Fatal(err)
	}
	if s.mu.Lock(); !strings.Contains(s.told.String(), "keep what was learned") {
		t.Errorf("logged %s", s.told.String())
	}
	s.mu.Unlock()
}
