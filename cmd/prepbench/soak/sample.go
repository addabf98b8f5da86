package soak

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"prepwire/cmd/prepbench/node"
	"prepwire/cmd/prepbench/wire"
)

// Sample is what was left of all nodes together once everybody had gone.
type Sample struct {
	At          time.Time
	Connections int     // made since the beginning
	Calls       int     // likewise, answered by the nodes
	Heap        float64 // bytes that live after a collection
	Resident    float64 // bytes, as the system counts
	Foreign     float64 // bytes of them that are not Go's: SQLite's, and the program itself
	Goroutines  int
	Files       int // open ones
}

// goneWithin bounds how long what belongs to a connection may outlive it.
const goneWithin = time.Minute

// measure waits until all connections are gone, and what belonged to them.
func (r *run) measure(ctx context.Context) (Sample, error) {
	s := Sample{At: time.Now()}
	for _, m := range r.fleet.Members {
		err := s.add(ctx, m.Node())
		if err == nil && r.config.Profiles != "" {
			err = save(ctx, m.Node(), filepath.Join(r.config.Profiles, fmt.Sprintf("%s-%03d", m.Name, len(r.report.Samples)+1)))
		}
		if err != nil {
			return s, fmt.Errorf("%s: %w", m.Name, err)
		}
	}
	return s, nil
}

// save keeps what lives, for go tool pprof.
func save(ctx context.Context, n *node.Node, name string) error {
	return errors.Join(n.Save(ctx, name+".heap", "/debug/pprof/heap"), n.Save(ctx, name+".goroutines", "/debug/pprof/goroutine"))
}

// add waits for a node to be at rest, and adds it. A node is at rest when it has
// no connection, and two looks a moment apart find as many goroutines and files.
func (s *Sample) add(ctx context.Context, n *node.Node) error {
	deadline := time.Now().Add(goneWithin)
	var before node.Metrics
	for {
		if err := n.Save(ctx, os.DevNull, "/debug/pprof/heap?gc=1"); err != nil {
			return err
		}
		m, err := n.Metrics(ctx)
		if err != nil {
			return err
		}
		late := time.Now().After(deadline)
		if late && m["prepwire_connections"] != 0 {
			return fmt.Errorf("%.0f connections are open %v after everybody left", m["prepwire_connections"], goneWithin)
		}
		if late || before != nil && atRest(before, m) {
			s.take(m)
			return nil
		}
		before = m
		if err := wire.Pause(ctx, betweenLooks); err != nil {
			return err
		}
	}
}

// betweenLooks is longer than anything that belongs to a connection sleeps.
const betweenLooks = 500 * time.Millisecond

func atRest(before, now node.Metrics) bool {
	return now["prepwire_connections"] == 0 && now["go_goroutines"] >= before["go_goroutines"] && now["process_open_fds"] >= before["process_open_fds"]
}

func (s *Sample) take(m node.Metrics) {
	s.Connections += int(m[`prepwire_connects_total{result="ok"}`])
	s.Calls += int(m.Sum("prepwire_calls_total"))
	s.Heap += m["go_memstats_heap_alloc_bytes"]
	s.Resident += m.RSS()
	s.Foreign += m.RSS() - (m["go_memstats_sys_bytes"] - m["go_memstats_heap_released_bytes"])
	s.Goroutines += int(m["go_goroutines"])
	s.Files += int(m["process_open_fds"])
}
