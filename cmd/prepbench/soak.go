package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"prepwire/cmd/prepbench/bots"
	"prepwire/cmd/prepbench/model"
	"prepwire/cmd/prepbench/soak"
)

// soakCommand looks for what grows while students come and go.
type soakCommand struct {
	For          time.Duration `default:"30m" help:"Begin no further period after so long."`
	Period       time.Duration `default:"30s" help:"How long students come and go before all of them leave and what is left is measured."`
	Periods      int           `default:"20" help:"So many at least."`
	Warm         int           `default:"8" help:"The first ones, in which a node still learns who there is, do not count."`
	Nodes        int           `default:"1" help:"Gateways. 1: no Redis. More: each with a store of its own, and Redis; no contests."`
	Students     int           `default:"30" help:"Students who practise."`
	Calls        int           `default:"20" help:"Calls of a student on one connection: the mean."`
	Users        int           `default:"20" help:"Users of model clients, which check what they hear."`
	Devices      int           `default:"2" help:"Devices of each."`
	Participants int           `default:"20" help:"Bots in the contest of each period; 0: no contests."`
	Seed         uint64        `default:"1" help:"Seed of everything random but the order in which threads run."`
	Profiles     string        `type:"existingdir" help:"Folder for profiles of the heap and of goroutines after each period."`

	Bytes      float64 `default:"10" help:"Bytes of the heap that each call may leave behind."`
	Goroutines int     `default:"80" help:"Goroutines that may be left behind on each node: up to 64 are kept waiting for work."`
	Files      int     `default:"10" help:"Open files that may be left behind on each node."`
	programs   `embed:""`
}

// soakKept is LIMIT_REPLAY of the nodes: few, so that the logs of topics are
// full after the first periods.
const soakKept = 60

// heapSlack is what the heap differs by from one look to the next.
const heapSlack = 2 << 20

// Run runs the soak, prints what came of it, and fails when something was left
// behind or a promise was broken.
func (c *soakCommand) Run() error {
	ctx, stop := interruptible()
	defer stop()
	report, err := soak.Run(ctx, c.config())
	if err != nil {
		return err
	}
	if err := c.print(report); err != nil {
		return err
	}
	growth, err := soak.Grown(report.Samples, c.Warm)
	if err != nil {
		return err
	}
	fmt.Printf("after the first %d periods: %d connections, %d calls; the heap grew by %.2f MiB (%.1f bytes a call), goroutines by %d, open files by %d\n",
		c.Warm, growth.Connections, growth.Calls, growth.Heap/(1<<20), growth.PerCall(), growth.Goroutines, growth.Files)
	leaks := growth.Leaks(soak.Bounds{Bytes: c.Bytes, Slack: heapSlack, Goroutines: c.Nodes * c.Goroutines, Files: c.Nodes * c.Files})
	switch {
	case report.Blamed > 0:
		return fmt.Errorf("%w: %d violations", errFaults, report.Blamed)
	case len(leaks) > 0:
		return fmt.Errorf("something is left behind: %s", strings.Join(leaks, "; "))
	}
	return nil
}

func (c *soakCommand) config() soak.Config {
	nodes := c.fleet(c.Nodes, fmt.Sprintf("LIMIT_REPLAY=%d", soakKept))
	nodes.Alone, nodes.Local = c.Nodes == 1, c.Nodes > 1
	participants := c.Participants
	if nodes.Local {
		participants = 0
	}
	return soak.Config{
		Fleet: nodes,
		Model: model.Plan{Users: c.Users, Devices: c.Devices, Stay: 200 * time.Millisecond, Acts: 0.5, Named: 0.2, Apart: nodes.Local, Kept: soakKept, Seed: c.Seed},
		Contest: bots.Plan{Participants: participants, Connections: participants + participants/4, Questions: 10, Duration: c.Period / 2,
			Pacing: "free", Scoring: "accuracy", Think: 200 * time.Millisecond, Duplicated: 0.1, Conflicting: 0.1, Reconnecting: 0.5},
		Students: c.Students, Calls: c.Calls, Period: c.Period, For: c.For, Least: c.Periods, Profiles: c.Profiles, Say: say,
	}
}

func (c *soakCommand) print(r *soak.Report) error {
	fmt.Printf("%d nodes, %d students, %d users with %d devices each, %d contests of %d bots, seed %d; %v; load of the machine %s\n",
		c.Nodes, c.Students, c.Users, c.Devices, r.Contests, c.Participants, c.Seed, r.Took.Round(time.Second), loadAverage())
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "after\tconnections\tcalls\theap MiB\tresident MiB\tnot Go's\tgoroutines\topen files\t")
	for _, s := range r.Samples {
		_, _ = fmt.Fprintf(w, "%v\t%d\t%d\t%.2f\t%.1f\t%.1f\t%d\t%d\t\n", s.At.Sub(r.Began).Round(time.Second), s.Connections, s.Calls, s.Heap/(1<<20), s.Resident/(1<<20), s.Foreign/(1<<20), s.Goroutines, s.Files)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, method := range slices.Sorted(maps.Keys(r.Calls.Answered)) {
		fmt.Printf("%s: %d answered\n", method, r.Calls.Answered[method])
	}
	fmt.Printf("refused to students: %v; resumes %d; events %d; violations %d\n", r.Calls.Refused, r.Counts.Resumes, r.Counts.Events, r.Blamed)
	for _, f := range r.Faults {
		fmt.Println("violation:", f)
	}
	printErrors(r.NodeFault)
	return nil
}
