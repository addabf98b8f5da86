package main

import (
	"testing"
	"time"

	"prepwire/cmd/prepbench/chaos"
	"prepwire/store/live/redis/redistest"
)

// chaosTest is a short chaos; on a slow machine it takes longer.
func chaosTest(p programs) chaosCommand {
	return chaosCommand{Resumes: 100, For: 10 * time.Minute, Nodes: 3, Seed: 1, Users: 5, Devices: 3, Stay: 50 * time.Millisecond, Acts: 0.3, Named: 0.3,
		Participants: 6, Round: 8 * time.Second, Lead: 3 * time.Second, programs: p}
}

// Nothing is lost, doubled or reordered, whatever goes wrong with nodes, Redis
// and the store.
func TestChaos(t *testing.T) {
	redistest.Need(t)
	t.Parallel()
	c := chaosTest(programsOf(t))
	if err := c.Run(); err != nil {
		t.Error(err)
	}
}

// One node, the embedded store, no Redis: a kill loses events, and says so.
func TestChaosAlone(t *testing.T) {
	t.Parallel()
	c := chaosTest(gatewayOf(t))
	c.Nodes, c.Round = 1, 5*time.Second
	if err := c.Run(); err != nil {
		t.Error(err)
	}
}

// Whoever watches notices when events are lost without a word. Only witnesses
// cause events, each after what came before was heard of, so that it does not
// take luck.
func TestChaosFindsLoss(t *testing.T) {
	redistest.Need(t)
	t.Parallel()
	c := chaosTest(gatewayOf(t))
	c.For = 3 * time.Minute
	c.Local, c.Round, c.Stay, c.Acts, c.Named, c.Resumes = true, time.Second, 500*time.Millisecond, 0, 0, 1
	config := c.config()
	config.Tamper = true
	report, err := chaos.Run(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if report.Blamed == 0 {
		t.Error("Redis was rolled back, and nobody noticed")
	}
	for _, f := range report.Faults {
		t.Log(f)
	}
}
