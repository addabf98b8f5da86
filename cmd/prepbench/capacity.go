package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"text/tabwriter"
	"time"

	"prepwire/cmd/prepbench/fleet"
)

// capacityCommand measures what things cost on several nodes with Redis, and
// reckons from that what many students would need.
type capacityCommand struct {
	Nodes         int           `default:"3" help:"Gateways."`
	Connections   int           `default:"3000" help:"Connections at rest, to measure one."`
	Calls         int           `default:"20000" help:"Calls of each kind that stores nothing."`
	Acts          int           `default:"1000" help:"Calls of each kind that stores and causes events."`
	Announcements int           `default:"200" help:"States that go to everybody, to measure a delivery."`
	Listeners     int           `default:"600" help:"Connections that they go to."`
	Participants  int           `default:"200" help:"Bots of a contest, to measure an answer."`
	Contest       time.Duration `default:"20s" help:"Length of the contest."`
	programs      `embed:""`

	Students    float64       `default:"1000000" help:"Students connected at once, in the reckoning."`
	Devices     float64       `default:"1.5" help:"Connections of each."`
	CallEvery   time.Duration `default:"20s" help:"Each student makes a call in so long."`
	ActShare    float64       `default:"0.2" help:"Share of calls that store something and cause an event."`
	InContest   float64       `default:"0.1" help:"Share of students who are in a contest."`
	AnswerEvery time.Duration `default:"45s" help:"Each of them answers in so long."`
	StateEvery  time.Duration `default:"1s" help:"Each of them gets a board or a standing in so long."`
	StayFor     time.Duration `default:"20m" help:"A connection lasts so long."`
	Busy        float64       `default:"0.5" help:"How busy a core may be."`
}

// cost is what one thing costs all nodes and Redis together.
type cost struct {
	name     string
	n        int
	node     time.Duration // CPU
	redis    time.Duration // CPU
	scripts  float64       // calls of scripts of Redis
	commands float64       // of Redis, also those within scripts
}

// Run measures and prints.
func (c *capacityCommand) Run() (err error) {
	ctx, stop := interruptible()
	defer stop()
	config := c.fleet(c.Nodes)
	config.Local = true // a slow store would hide what the nodes cost
	f, err := fleet.Start(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	m := &meter{fleet: f}
	r, err := m.all(ctx, c)
	if err != nil {
		return err
	}
	fmt.Printf("%d nodes with Redis, each with SQLite of its own, so what MongoDB uses comes on top; load of the machine %s\n", c.Nodes, loadAverage())
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "what\tmeasured\tnodes' CPU µs\tRedis' CPU µs\tscripts of Redis\tcommands of Redis\t")
	for _, k := range r.costs {
		_, _ = fmt.Fprintf(w, "%s\t%d\t%.1f\t%.1f\t%.2f\t%.2f\t\n", k.name, k.n, us(k.node), us(k.redis), k.scripts, k.commands)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Printf("a connection at rest: %.1f KiB of a node, %.2f KiB of Redis\n", r.nodeBytes/1024, r.redisBytes/1024)
	return c.reckon(r)
}

func us(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

// reckon prints what so many students would need.
func (c *capacityCommand) reckon(r *costs) error {
	connections := c.Students * c.Devices
	calls := c.Students / c.CallEvery.Seconds()
	acts := calls * c.ActShare
	answers := c.Students * c.InContest / c.AnswerEvery.Seconds()
	states := c.Students * c.InContest * c.Devices / c.StateEvery.Seconds()
	connects := connections / c.StayFor.Seconds()
	fmt.Printf("\n%.0f students at once, %.1f connections each for %v, a call every %v, of which %.0f %% store something; %.0f %% in contests, an answer every %v and a state every %v:\n",
		c.Students, c.Devices, c.StayFor, c.CallEvery, 100*c.ActShare, 100*c.InContest, c.AnswerEvery, c.StateEvery)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "what\ta second\tcores of nodes\tcores of Redis\tcommands of Redis a second\t")
	nodes, redis, commands := 0.0, 0.0, 0.0
	row := func(name string, perSecond float64, k cost) {
		a, b, n := perSecond*k.node.Seconds(), perSecond*k.redis.Seconds(), perSecond*k.commands
		nodes, redis, commands = nodes+a, redis+b, commands+n
		_, _ = fmt.Fprintf(w, "%s\t%.0f\t%.1f\t%.2f\t%.0f\t\n", name, perSecond, a, b, n)
	}
	row("connections opened and resumed", connects, r.connect)
	row("calls", calls-acts, r.call)
	row("calls that store and cause an event, with its delivery", acts, r.act)
	row("answers in contests", answers, r.answer)
	row("states delivered in contests", states, r.delivery)
	_, _ = fmt.Fprintf(w, "together\t\t%.1f\t%.2f\t%.0f\t\n", nodes, redis, commands)
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Printf("memory: nodes %.0f GiB, Redis %.1f GiB; with every core at most %.0f %% busy: %.0f cores of nodes, %.0f masters of a Redis Cluster (Redis runs scripts on one core)\n",
		connections*r.nodeBytes/(1<<30), connections*r.redisBytes/(1<<30), 100*c.Busy, math.Ceil(nodes/c.Busy), math.Ceil(redis/c.Busy))
	return nil
}
