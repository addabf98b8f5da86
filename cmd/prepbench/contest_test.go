package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"testing"
	"time"

	"prepwire/cmd/prepbench/node"
)

var built string // directory of the program under test, removed at the end

// program is the gateway, built once, with the race detector if the tests are.
var program = sync.OnceValues(func() (_ string, err error) {
	if built, err = os.MkdirTemp("", "prepbench"); err != nil {
		return "", err
	}
	return node.Build(context.Background(), built, buildFlags...)
})

// contest is a small contest, with everything in it that a large one has. On a
// slow machine it begins later.
func contest(t *testing.T) contestCommand {
	t.Helper()
	gateway, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return contestCommand{Participants: 30, Questions: 8, Pacing: "free", Scoring: "accuracy", Feedback: "immediate", Duration: 3 * time.Second, Lead: time.Second,
		Think: 100 * time.Millisecond, Latency: 40 * time.Millisecond, Jitter: 10 * time.Millisecond, Duplicated: 0.2, Conflicting: 0.2, Reconnecting: 0.4,
		Seed: 1, Gateway: gateway, Dir: t.TempDir()}
}

// What was acknowledged is what log, board and results say, under every rule.
func TestContestRuns(t *testing.T) {
	for name, change := range map[string]func(*contestCommand){
		"accuracy, with a floor": func(c *contestCommand) { c.Floor = 100 * time.Millisecond },
		"amc after the end":      func(c *contestCommand) { c.Scoring, c.Feedback = "amc", "afterEnd" },
		"negative, score":        func(c *contestCommand) { c.Scoring, c.Feedback = "negative", "score" },
		"speed, live": func(c *contestCommand) {
			c.Pacing, c.Scoring, c.Questions, c.Limit, c.Gap = "live", "speed", 3, time.Second, 100*time.Millisecond
		},
		"rush":      func(c *contestCommand) { c.Rush, c.Questions, c.Duration = true, 100, time.Second },
		"at a rate": func(c *contestCommand) { c.Rush, c.Rate, c.Questions, c.Duration = true, 500, 100, time.Second },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := contest(t)
			change(&c)
			if err := c.Run(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A slow machine takes long to start the gateway again, so it gets a contest
// that is long enough.
func TestContestSurvivesKills(t *testing.T) {
	t.Parallel()
	c := contest(t)
	c.Kill, c.Questions = 3, 200
	for c.Duration = 8 * time.Second; ; c.Duration *= 3 {
		err := c.Run()
		if errors.Is(err, errShort) && c.Duration < 3*time.Minute {
			t.Log(err)
			continue
		}
		if err != nil {
			t.Error(err)
		}
		return
	}
}

func TestTimingRuns(t *testing.T) {
	t.Parallel()
	c := contest(t)
	c.Timing, c.Participants, c.Questions, c.Duration = true, 4, 25, 10*time.Minute // it ends with the last answer
	if err := c.Run(); err != nil {
		t.Error(err)
	}
}

func TestContestMissesTargets(t *testing.T) {
	t.Parallel()
	c := contest(t)
	c.Questions, c.Duration, c.Target = 1, time.Second, 1e9
	if err := c.Run(); err == nil {
		t.Error("a billion answers a second, it says")
	}
}

// Whoever alters the log of a contest is found out.
func TestContestFindsAlteredLog(t *testing.T) {
	t.Parallel()
	c := contest(t)
	plan := c.plan()
	v, err := c.venue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer v.close()
	r := &contestRun{command: &c, plan: &plan, venue: v}
	defer r.close()
	if err := r.play(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r.verdict.Blamed > 0 {
		t.Fatalf("%q", r.verdict.Faults)
	}
	// The last line but one is an answer. Without it the log still begins and
	// ends as it should.
	altered := func(ctx context.Context, contestID string, w io.Writer) error {
		var file bytes.Buffer
		if err := v.node.Export(ctx, contestID, &file); err != nil {
			return err
		}
		lines := bytes.SplitAfter(file.Bytes(), []byte("\n"))
		n := len(lines) - 1 // nothing is behind the last line end
		_, err := w.Write(bytes.Join(append(lines[:n-2:n-2], lines[n-1]), nil))
		return err
	}
	verdict, err := r.crowd.Check(t.Context(), altered)
	if err != nil || verdict.Blamed == 0 {
		t.Errorf("an answer is missing, and nothing was found: %v", err)
	}
	if _, err := r.crowd.CheckLog(t.Context(), altered); err == nil {
		t.Error("an answer is missing, and its receipt was not missed")
	}
}
