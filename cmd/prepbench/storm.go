package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"prepwire/cmd/prepbench/bots"
	"prepwire/cmd/prepbench/fleet"
	"prepwire/cmd/prepbench/herd"
	"prepwire/cmd/prepbench/node"
	"prepwire/cmd/prepbench/stats"
	"prepwire/cmd/prepbench/wire"
)

// stormCommand has one of several nodes go away, with all its clients.
type stormCommand struct {
	Connections int           `default:"10000" help:"Connections on the node that goes: clients at rest, and bots in a contest."`
	Bots        int           `default:"40" help:"How many of them play a contest."`
	Nodes       int           `default:"3" help:"Gateways."`
	Rate        int           `default:"1000" help:"LIMIT_CONNECTS of each, a second."`
	PerAddress  int           `default:"0" help:"LIMIT_CONNS_PER_ADDRESS of all nodes together; every client comes from one address, as behind the NAT of a school. 0: none."`
	Drain       bool          `help:"The node is stopped by SIGTERM instead of killed."`
	Within      time.Duration `default:"30s" help:"Fail when not everybody is back within so long."`
	Slack       float64       `default:"1.1" help:"Fail when a node accepts more than this many times its rate: it has a burst of a fiftieth of a second."`
	Duration    time.Duration `default:"60s" help:"Length of the contest."`
	Lead        time.Duration `default:"20s" help:"From making the contest to its start. FerretDB is slow."`
	Seed        uint64        `default:"1" help:"Seed of everything random."`
	programs    `embed:""`
}

// stormRun is a storm under way.
type stormRun struct {
	*stormCommand
	fleet *fleet.Fleet
	crowd *bots.Crowd
	herd  *herd.Herd

	gathered herd.Figures
	back     herd.Figures
	late     error
	peak     float64
	verdict  *bots.Verdict
}

// Run has the storm, prints what came of it, and fails when a promise was
// broken.
func (c *stormCommand) Run() (err error) {
	ctx, stop := interruptible()
	defer stop()
	if c.Nodes < 2 || c.Bots > c.Connections {
		return errors.New("a storm needs two nodes, and no more bots than connections")
	}
	f, err := fleet.Start(ctx, c.fleet(c.Nodes, fmt.Sprintf("LIMIT_CONNECTS=%d/s", c.Rate), fmt.Sprintf("LIMIT_CONNS_PER_ADDRESS=%d", c.PerAddress)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r := &stormRun{stormCommand: c, fleet: f}
	if err := r.play(ctx); err != nil {
		return err
	}
	return r.report()
}

func (r *stormRun) play(ctx context.Context) (err error) {
	victim := r.fleet.Members[0]
	plan := bots.Plan{Participants: r.Bots, Connections: r.Bots, Questions: 30, Pacing: "free", Scoring: "accuracy", Feedback: "immediate",
		Duration: r.Duration, Lead: r.Lead, Think: 2 * time.Second, Duplicated: 0.05, Conflicting: 0.02, Lost: true, Away: true, Seed: r.Seed}
	if r.herd, err = herd.New("herd", r.Connections-r.Bots, r.Seed, func(user string) (string, error) { return r.fleet.Token(user) }, victim.Addr); err != nil {
		return err
	}
	say("%d clients connect to one node of %d", r.Connections, r.Nodes)
	r.herd.Start()
	defer r.herd.Close()
	if r.gathered, err = r.herd.Await(ctx); err != nil {
		return err
	}
	if r.crowd, err = bots.Gather(ctx, &plan, nil, r.fleet.Signer, victim.Addr); err != nil {
		return err
	}
	defer r.crowd.Close()
	if err := wire.Pause(ctx, time.Until(r.crowd.Start().Add(r.Duration/10))); err != nil {
		return err
	}
	playing := make(chan error, 1)
	go func() { playing <- r.crowd.Play(ctx) }() // waited for below
	err = errors.Join(r.strike(ctx, victim), <-playing)
	if err != nil {
		return err
	}
	r.verdict, err = r.crowd.Check(ctx, r.crowd.Export)
	return err
}

// strike has the node go, and waits until everybody is back.
func (r *stormRun) strike(ctx context.Context, victim *fleet.Member) error {
	var others []string
	var nodes []*node.Node
	for _, m := range r.fleet.Members[1:] {
		others = append(others, m.Addr)
		nodes = append(nodes, m.Node())
	}
	r.crowd.Aim(others...)
	r.herd.Aim(others...)
	r.herd.Mark()
	gauge := herd.Watch(nodes...)
	say("the node goes")
	if r.Drain {
		if err := victim.Drain(); err != nil {
			return err
		}
	} else {
		victim.Kill()
	}
	patient, cancel := context.WithTimeout(ctx, r.Within+30*time.Second)
	defer cancel()
	r.back, r.late = r.herd.Await(patient)
	r.peak = gauge.Peak()
	return nil
}

func (r *stormRun) report() error {
	how := "killed (kill -9)"
	if r.Drain {
		how = "drained (SIGTERM)"
	}
	fmt.Printf("%d connections on one of %d nodes, %d of them in a contest; the node is %s; LIMIT_CONNECTS=%d/s a node, LIMIT_CONNS_PER_ADDRESS=%d; %s; load of the machine %s\n",
		r.Connections, r.Nodes, r.Bots, how, r.Rate, r.PerAddress, r.fleet.Store, loadAverage())
	v, b := r.verdict, &r.back
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	row := func(name, format string, args ...any) {
		_, _ = fmt.Fprintf(w, "%s\t"+format+"\n", append([]any{name}, args...)...)
	}
	round := func(d time.Duration) time.Duration { return d.Round(10 * time.Millisecond) }
	row("at rest, back", "half after %v, 99 %% after %v, all after %v (allowed %v)", round(b.At(0.5)), round(b.At(0.99)), round(b.At(1)), r.Within)
	slices.Sort(v.Back)
	row("in the contest, back", "half after %v, 99 %% after %v, all after %v, each from when it noticed", round(stats.Quantile(v.Back, 0.5)), round(stats.Quantile(v.Back, 0.99)), round(stats.Quantile(v.Back, 1)))
	row("tries", "%d, declined %v (0: nobody answered), warned %d", b.Attempts, b.Declined, b.Warned)
	row("topics", "recovered %d, told why not %v", b.Recovered, b.Reset)
	row("peak of accepts", "%.0f/s a node over a second, the rate is %d/s", r.peak, r.Rate)
	row("contest", "answers acknowledged %d, replies lost %d, reconnects %d, of them with every event %d; log of %d entries verified", v.Acknowledged, v.Lost, v.Reconnects, v.Resumed, v.Entries)
	row("violations", "%d", v.Blamed)
	if err := w.Flush(); err != nil {
		return err
	}
	for _, f := range v.Faults {
		fmt.Println("violation:", f)
	}
	return r.judge()
}

func (r *stormRun) judge() error {
	switch {
	case r.late != nil:
		return r.late
	case slices.Max(r.back.Back) > r.Within:
		return fmt.Errorf("%w: the last client was back after %v", errFaults, slices.Max(r.back.Back))
	case r.peak > float64(r.Rate)*r.Slack:
		return fmt.Errorf("%w: a node accepted %.0f connections a second", errFaults, r.peak)
	case r.verdict.Blamed > 0:
		return fmt.Errorf("%w: %d violations", errFaults, r.verdict.Blamed)
	}
	return nil
}
