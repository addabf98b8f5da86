package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// The measuring process starts itself as the server under test.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		main()
		return
	}
	if os.Getenv("GORACE") == "" { // else each program rests for a second before it ends
		_ = os.Setenv("GORACE", "atexit_sleep_ms=0")
	}
	code := m.Run()
	_ = os.RemoveAll(built)
	os.Exit(code)
}

// Small runs, without targets: that the programs measure at all.
func TestMeasurementsRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rpc := rpcCommand{Connections: 4, Calls: 400, Rounds: 1}
	if err := rpc.Run(); err != nil {
		t.Error(err)
	}
	idle := idleCommand{Connections: 20, Heap: filepath.Join(dir, "heap")}
	if err := idle.Run(); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "heap")); err != nil || info.Size() == 0 {
		t.Errorf("heap profile: %v", err)
	}
}

// Every order that the board run compares is right, or it fails.
func TestBoardRuns(t *testing.T) {
	c := boardCommand{Participants: 300, Present: 200, Answers: 400, Tick: 250 * time.Millisecond, Every: 2 * time.Second, Ticks: 20, Sorted: 20, Seed: 1}
	if err := c.Run(); err != nil {
		t.Error(err)
	}
	c.Target = time.Nanosecond
	if err := c.Run(); err == nil {
		t.Error("a tick takes no time, it says")
	}
	c.Participants, c.Present = 2, 2
	if err := c.Run(); err == nil {
		t.Error("two people have answered 2,000 of 100 questions each, it says")
	}
}

func TestFairnessRuns(t *testing.T) {
	c := fairnessCommand{Participants: 50, Questions: 3, Limit: 20_000, Contests: 1, Liars: 0.2, Seed: 1}
	if err := c.Run(); err != nil {
		t.Error(err)
	}
}

// The pool keeps its targets in short runs, too. The clock stands while anything
// works, so it does not matter how fast this machine is.
func TestQuota(t *testing.T) {
	t.Parallel()
	for _, row := range []string{"95 %, waits to 30 s", "130 %, waits to 5 s", "one dead key", "with a fallback"} {
		quota := quotaCommand{Minutes: 5, Runs: 1, Seed: 1, Only: row, Target: true}
		if err := quota.Run(); err != nil {
			t.Error(err)
		}
	}
}

// A target that is missed is an error, so that a script notices.
func TestMissedTargetFails(t *testing.T) {
	t.Parallel()
	idle := idleCommand{Connections: 300, Target: 0.001} // so many that the system notices
	if err := idle.Run(); err == nil {
		t.Error("nothing costs a byte, it says")
	}
}
