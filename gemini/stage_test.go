package gemini_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

// noon is in California, far from both ends of a quota's day.
var noon = time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)

// A stage is where a scenario is played: a server, a client, and one clock for
// both that moves as fast as they let it. All that the client says is kept, and
// must not contain a key.
type stage struct {
	*testing.T
	clock  *geminitest.Clock
	server *geminitest.Server
	client *gemini.Client
	ride   *geminitest.Ride
	state  string

	mu   sync.Mutex
	told bytes.Buffer
}

// Write keeps what the client logs.
func (s *stage) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.told.Write(p)
}

// letters are those of the keys that scenarios use.
const letters = "abcd"

// keyList writes keys as an operator would: "a b@blue" are two keys.
func keyList(words string) string {
	list := strings.Fields(words)
	for i, w := range list {
		list[i] = secret(w[:1]) + w[1:]
	}
	return strings.Join(list, ",")
}

// newStage sets a stage with these keys; change may adjust the client.
func newStage(t *testing.T, keys string, change func(*gemini.Options)) *stage {
	s := &stage{T: t, clock: geminitest.NewClock(noon), server: geminitest.New(t), state: filepath.Join(t.TempDir(), "state.json")}
	s.server.SetClock(s.clock)
	s.server.Handle(func(*geminitest.Call) geminitest.Reply { return geminitest.Text("ok") })
	s.client = newClient(t, s.server, func(o *gemini.Options) {
		o.Keys, o.MaxAttempts, o.Clock, o.StateFile = mustKeys(t, keyList(keys)), 0, s.clock, s.state
		o.Log = slog.New(slog.NewTextHandler(s, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.Observe = func(a gemini.Attempt) { _, _ = fmt.Fprintf(s, "%+v\n", a) }
		if change != nil {
			change(o)
		}
	})
	s.ride = geminitest.NewRide(s.clock, s.server, s.client)
	t.Cleanup(s.search)
	return s
}

// search looks for keys in everything that came out.
func (s *stage) search() {
	_, _ = fmt.Fprintf(s, "%+v\n", s.client.Stats())
	if err := s.client.Close(); err != nil {
		s.Error(err)
	}
	if s.state != "" {
		kept, err := os.ReadFile(s.state)
		if err != nil {
			s.Error(err)
		}
		s.told.Write(kept)
	}
	for _, letter := range letters {
		if bytes.Contains(s.told.Bytes(), []byte(secret(string(letter)))) {
			s.Errorf("key %c is told", letter)
		}
	}
}

// An answer is what a caller got.
type answer struct {
	gemini.Result
	err    error
	class  gemini.Class
	retry  time.Duration
	events []gemini.Event
	took   time.Duration // by the clock
}

// count is how many events of the kind there were.
func (a *answer) count(kind gemini.EventKind) int {
	n := 0
	for _, e := range a.events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

// start begins a call; the answer is complete when the clock has been moved so far.
func (s *stage) start(ctx context.Context, r gemini.Request, way exchange) *answer {
	a := &answer{}
	begun := s.clock.Now()
	s.ride.Go(func() {
		if way.name == unary.name {
			a.Result, a.err = s.client.Generate(ctx, r)
		} else {
			a.Result, a.err = s.client.Stream(ctx, r, func(e gemini.Event) error {
				a.events = append(a.events, e)
				return nil
			})
		}
		a.took = s.clock.Now().Sub(begun)
		a.class = gemini.ClassOf(a.err)
		var e *gemini.Error
		if errors.As(a.err, &e) {
			a.retry = e.RetryAfter
			_, _ = fmt.Fprintf(s, "%+v ", *e)
		}
		var w *gemini.WireError
		if errors.As(a.err, &w) {
			_, _ = fmt.Fprintf(s, "%+v %s ", *w, w.Body)
		}
		_, _ = fmt.Fprintf(s, "%+v %v %#v\n", a.Result, a.err, a.events)
	})
	return a
}

// ask makes a call by a stream and waits for its end.
func (s *stage) ask(text string) *answer { return s.by(streamed, ask(text)) }

// by makes a call and waits for its end.
func (s *stage) by(way exchange, r gemini.Request) *answer {
	s.Helper()
	a := s.start(s.Context(), r, way)
	s.ride.Finish()
	return a
}

// pass lets time go by.
func (s *stage) pass(d time.Duration) { s.clock.Advance(d) }

// good says that the caller got the text.
func (s *stage) good(a *answer, text string) {
	s.Helper()
	if a.err != nil || a.Text != text {
		s.Errorf("the caller sees %q, %v; want %q", a.Text, a.err, text)
	}
}

// bad says that the caller got an error of the class, and this part of an answer.
func (s *stage) bad(a *answer, class gemini.Class, part string) {
	s.Helper()
	if a.class != class || a.Text != part {
		s.Errorf("the caller sees %q, class %v (%v); want %q, class %v", a.Text, a.class, a.err, part, class)
	}
}

// calls says how many calls each key got so far: the first number is that of the
// first key, and so on.
func (s *stage) calls(want ...int) {
	s.Helper()
	got := make([]int, len(want))
	for _, c := range s.server.Calls() {
		i := strings.IndexByte(letters, c.Key[len(c.Key)-1])
		if i >= len(got) {
			s.Errorf("key %c got a call", letters[i])
			continue
		}
		got[i]++
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		s.Errorf("the keys got %v calls, want %v", got, want)
	}
}

// script sets the replies to come; what comes after is answered "ok".
func (s *stage) script(replies ...geminitest.Reply) { s.server.Script(replies...) }

// only makes one key's calls answer this; the others answer "ok".
func (s *stage) only(letter string, reply geminitest.Reply) {
	s.server.Handle(func(c *geminitest.Call) geminitest.Reply {
		if c.Key == secret(letter) {
			return reply
		}
		return geminitest.Text("ok")
	})
}

// near says that a duration is from low up to high.
func (s *stage) near(what string, got, low, high time.Duration) {
	s.Helper()
	if got < low || got > high {
		s.Errorf("%s %v, want %v to %v", what, got, low, high)
	}
}

// A scenario is one thing that servers do, and what comes of it.
type scenario struct {
	n    int
	name string
	play func(*testing.T)
}

// Every way of the world that is known of is played.
func TestScenarios(t *testing.T) {
	var all []scenario
	for _, part := range [][]scenario{goodScenarios, keyScenarios, quotaScenarios, troubleScenarios, contentScenarios, networkScenarios} {
		all = append(all, part...)
	}
	seen := map[int]bool{}
	for _, one := range all {
		seen[one.n] = true
		t.Run(fmt.Sprintf("%02d %s", one.n, one.name), func(t *testing.T) {
			t.Parallel()
			one.play(t)
		})
	}
	for n := 1; n <= 58; n++ {
		if !seen[n] {
			t.Errorf("scenario %d is not played", n)
		}
	}
}
