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
	"prepwire/cmd/prepbench/chaos"
	"prepwire/cmd/prepbench/model"
)

// chaosCommand has everything go wrong while clients check what they were
// promised.
type chaosCommand struct {
	Resumes int           `default:"100000" help:"Go on until there were so many resumes."`
	For     time.Duration `default:"30m" help:"Begin no further round after so long; fewer resumes than asked for are then a failure."`
	Nodes   int           `default:"3" help:"Gateways, each a process. 1: the embedded store and no Redis."`
	Cluster bool          `help:"Redis is a cluster of three masters, each with a replica, to which nodes have no proxies."`
	Local   bool          `help:"Every node has an embedded store of its own: no contests, but more events."`
	Seed    uint64        `default:"1" help:"Seed of everything random but the order in which threads run."`
	Calm    bool          `help:"Nothing goes wrong but what clients do to themselves."`

	Users        int           `default:"100" help:"Users of model clients."`
	Devices      int           `default:"3" help:"Devices of each."`
	Stay         time.Duration `default:"300ms" help:"Mean time of a connection."`
	Acts         float64       `default:"0.1" help:"Share of connections on which a model client causes an event."`
	Named        float64       `default:"0.2" help:"Share of connections that name their device, so that others hear of it."`
	Participants int           `default:"20" help:"Bots in the contest of each round."`
	Round        time.Duration `default:"30s" help:"Length of each contest."`
	Lead         time.Duration `default:"20s" help:"From making a contest to its start. FerretDB is slow."`

	programs `embed:""`
}

// chaosKept is LIMIT_REPLAY of the nodes: few, so that some positions are too
// old.
const chaosKept = 60

// Run runs the chaos, prints what came of it, and fails when a promise was
// broken.
func (c *chaosCommand) Run() error {
	ctx, stop := interruptible()
	defer stop()
	report, err := chaos.Run(ctx, c.config())
	if err != nil {
		return err
	}
	if err := c.print(report); err != nil {
		return err
	}
	switch {
	case report.Blamed > 0:
		return fmt.Errorf("%w: %d violations", errFaults, report.Blamed)
	case report.Counts.Resumes < c.Resumes:
		return fmt.Errorf("only %d of %d resumes within %v", report.Counts.Resumes, c.Resumes, c.For)
	}
	return nil
}

func (c *chaosCommand) config() chaos.Config {
	nodes := c.fleet(c.Nodes, fmt.Sprintf("LIMIT_REPLAY=%d", chaosKept), "DRAIN_SPREAD=500ms", "DRAIN_TIMEOUT=5s")
	nodes.Alone, nodes.Local, nodes.Cluster = c.Nodes == 1, c.Local && c.Nodes > 1, c.Cluster && c.Nodes > 1
	return chaos.Config{
		Fleet: nodes,
		Model: model.Plan{Users: c.Users, Devices: c.Devices, Stay: c.Stay, Acts: c.Acts, Named: c.Named, Apart: nodes.Local, Kept: chaosKept, Seed: c.Seed},
		Contest: bots.Plan{Participants: c.Participants, Connections: c.Participants + c.Participants/4, Questions: 20, Duration: c.Round,
			Lead: c.Lead, Think: 500 * time.Millisecond, Duplicated: 0.1, Conflicting: 0.1, Reconnecting: 0.5,
			Away: !nodes.Alone},
		Resumes: c.Resumes, For: c.For, Calm: c.Calm, Say: say,
	}
}

func (c *chaosCommand) print(r *chaos.Report) error {
	n := &r.Counts
	fmt.Printf("%d nodes, %s, seed %d, %d users with %d devices each, contests of %d bots; %v; load of the machine %s\n",
		c.Nodes, r.Store, c.Seed, c.Users, c.Devices, c.Participants, r.Took.Round(time.Second), loadAverage())
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	row := func(name string, format string, args ...any) {
		_, _ = fmt.Fprintf(w, "%s\t"+format+"\n", append([]any{name}, args...)...)
	}
	topics := n.Recovered
	for _, k := range n.Reset {
		topics += k
	}
	row("resumes", "%d on %d connections", n.Resumes, n.Connects)
	row("topics in them", "%d, recovered %.2f %%, told why not: %v; asked for what cannot be: %v", topics, 100*float64(n.Recovered)/float64(max(1, topics)), n.Reset, n.Wrong)
	row("events", "%d, of them replayed %d", n.Events, n.Replayed)
	row("calls that cause events", "%d, acknowledged %d", n.Acts, n.Acked)
	row("calls refused", "%v; reply lost with the connection %d", n.Refused, n.Lost)
	row("upgrades declined", "%v (0: nobody answered)", n.Declined)
	row("closed by the server", "%v (0: without a code)", n.Closed)
	row("longest without topics", "%v; until all nodes were well again %v", n.Longest.Round(time.Millisecond), r.Recovery.Round(time.Millisecond))
	c.printContests(row, r)
	for _, name := range slices.Sorted(maps.Keys(r.Troubles)) {
		row("trouble: "+name, "%d", r.Troubles[name])
	}
	row("violations", "%d", r.Blamed)
	if err := w.Flush(); err != nil {
		return err
	}
	for _, f := range r.Faults {
		fmt.Println("violation:", f)
	}
	printErrors(r.NodeFault)
	return nil
}

func (c *chaosCommand) printContests(row func(string, string, ...any), r *chaos.Report) {
	acked, entries, reconnects, lost, repeats, missed := 0, int64(0), 0, 0, 0, 0
	for _, v := range r.Verdicts {
		acked, entries, reconnects = acked+v.Acknowledged, entries+v.Entries, reconnects+v.Reconnects
		lost, repeats, missed = lost+v.Lost, repeats+v.Repeats, missed+v.Missed
	}
	if c.Local {
		return
	}
	row("contests", "%d, logs of %d entries verified with head and receipts, replayed, held against an oracle", len(r.Verdicts), entries)
	row("answers acknowledged", "%d, each once in log and results; repeats byte-equal %d; replies lost %d, of them too late when sent again %d; reconnects of bots %d",
		acked, repeats, lost, missed, reconnects)
}

// mostErrors is how many lines of the nodes' logs are shown.
const mostErrors = 20

// printErrors shows what is worse than a warning.
func printErrors(lines []string) {
	n := 0
	for _, line := range lines {
		if strings.Contains(line, `"level":"WARN"`) {
			continue
		}
		if n++; n <= mostErrors {
			fmt.Printf("%.600s\n", line)
		}
	}
	if n > mostErrors {
		fmt.Printf("and %d more errors in the logs of the nodes\n", n-mostErrors)
	}
}
