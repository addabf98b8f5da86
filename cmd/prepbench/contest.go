package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"prepwire/auth"
	"prepwire/cmd/prepbench/bots"
	"prepwire/cmd/prepbench/node"
)

// contestCommand has bots play a whole contest against a gateway in a process
// of its own, and checks all that it said.
type contestCommand struct {
	Participants int `default:"2000" help:"Bots."`
	Connections  int `help:"Connections; those beyond one a bot are second devices. By default a tenth of the bots have one."`
	Questions    int `default:"20" help:"Questions, 1 to 1000."`

	Pacing   string        `default:"free" enum:"free,live" help:"Pacing: free, live."`
	Scoring  string        `default:"accuracy" enum:"accuracy,speed,amc,negative" help:"Scoring: accuracy, speed, amc, negative."`
	Feedback string        `default:"immediate" enum:"immediate,score,afterEnd" help:"Feedback: immediate, score, afterEnd."`
	Duration time.Duration `help:"Of the contest, with free pacing. By default long enough for most bots."`
	Limit    time.Duration `default:"4s" help:"Time for a question, with live pacing."`
	Gap      time.Duration `default:"1s" help:"Between two questions, with live pacing."`
	Lead     time.Duration `help:"From making the contest to its start. By default by the number of bots. Twice as long when somebody came too late."`

	Think   time.Duration `default:"1s" help:"Median time before an answer; bots differ."`
	Latency time.Duration `default:"200ms" help:"Simulated way there and back: bots have from 0 to this much."`
	Jitter  time.Duration `default:"20ms" help:"On top, anew for each message: from 0 to this much."`

	Duplicated   float64 `default:"0.05" help:"Share of answers that are sent twice, at once or later, from one device or two."`
	Conflicting  float64 `default:"0.02" help:"Share of answers that another one races or follows."`
	Reconnecting float64 `default:"0.1" help:"Share of bots that lose their connection with an answer on its way."`

	Rush   bool    `help:"Answer as fast as possible: no thinking, no simulated way, 500 bots and 1000 questions unless told otherwise."`
	Rate   float64 `help:"With --rush: answers a second, all bots together."`
	Kill   int     `help:"Kill the gateway so many times (kill -9) while answers come in, and start it again."`
	Timing bool    `help:"Compare reply times of right and wrong answers when feedback is withheld."`
	Seed   uint64  `default:"1" help:"Seed of everything random."`

	Floor   time.Duration `default:"3s" help:"How long to measure a call that stores nothing; 0 for not at all."`
	Target  float64       `help:"Fail under so many durable answers a second."`
	Within  time.Duration `help:"Fail when the 99th percentile of an answer takes longer."`
	Profile string        `help:"Write a CPU profile of the gateway here, 8 s from the start of the contest on."`
	Gateway string        `help:"The gateway's program. By default it is built."`
	Dir     string        `help:"Directory of the gateway's data, on the disk to measure. By default a temporary one."`
}

// Run plays, prints, and fails when something was wrong.
func (c *contestCommand) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if c.Timing {
		return c.timing(ctx)
	}
	plan := c.plan()
	if err := plan.Check(); err != nil {
		return err
	}
	v, err := c.venue(ctx)
	if err != nil {
		return err
	}
	defer v.close()
	r := &contestRun{command: c, plan: &plan, venue: v}
	defer r.close()
	if err := r.play(ctx); err != nil {
		return v.explain(err)
	}
	return r.report()
}

// plan is what the flags say.
func (c *contestCommand) plan() bots.Plan {
	p := bots.Plan{Participants: c.Participants, Connections: c.Connections, Questions: c.Questions, Pacing: c.Pacing, Scoring: c.Scoring,
		Feedback: c.Feedback, Duration: c.Duration, Limit: c.Limit, Gap: c.Gap, Lead: c.Lead, Think: c.Think, Latency: c.Latency, Jitter: c.Jitter,
		Duplicated: c.Duplicated, Conflicting: c.Conflicting, Reconnecting: c.Reconnecting, Rush: c.Rush, Rate: c.Rate, Lost: c.Kill > 0, Seed: c.Seed}
	if p.Rush {
		c.rush(&p)
	}
	if c.Kill > 0 {
		c.killed(&p)
	}
	if p.Connections == 0 {
		p.Connections = p.Participants + p.Participants/10
	}
	if p.Duration == 0 {
		p.Duration = time.Duration(1.5*float64(p.Think+p.Latency)*float64(p.Questions)) + 5*time.Second
	}
	return p
}

const (
	manyBots, manyQuestions = 2000, 20 // the defaults of the flags
	longThink               = time.Second
	rushBots, rushQuestions = 500, 1000
	rushFor                 = 15 * time.Second
)

func (c *contestCommand) rush(p *bots.Plan) {
	p.Latency, p.Jitter = 0, 0
	if p.Participants == manyBots {
		p.Participants = rushBots
	}
	if p.Questions == manyQuestions {
		p.Questions = rushQuestions
	}
	if p.Connections == 0 {
		p.Connections = p.Participants
	}
	if p.Duration == 0 {
		p.Duration = rushFor
	}
}

// venue is a running gateway and what belongs to it.
type venue struct {
	node   *node.Node
	signer *auth.Signer
	temp   string // to be removed
}

func (c *contestCommand) venue(ctx context.Context) (*venue, error) {
	temp, err := os.MkdirTemp(c.Dir, "prepbench")
	if err != nil {
		return nil, err
	}
	v := &venue{temp: temp}
	if err := v.open(ctx, c.Gateway); err != nil {
		v.close()
		return nil, err
	}
	return v, nil
}

func (v *venue) open(ctx context.Context, program string) (err error) {
	if program == "" {
		if program, err = node.Build(ctx, v.temp); err != nil {
			return err
		}
	}
	secret := auth.NewSecret()
	if v.signer, err = auth.NewSigner(auth.SignerConfig{Secret: secret}); err != nil {
		return err
	}
	data := v.temp + "/data"
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	c := node.Config{Program: program, DataDir: data, Secret: secret}
	if c.Addr, err = node.FreeAddr(); err != nil {
		return err
	}
	if c.Admin, err = node.FreeAddr(); err != nil {
		return err
	}
	v.node, err = node.Start(ctx, c)
	return err
}

// explain adds what the gateway's log says of trouble.
func (v *venue) explain(err error) error {
	for _, line := range v.node.Faults() {
		err = fmt.Errorf("%w\n%s", err, line)
	}
	return err
}

func (v *venue) close() {
	if v.node != nil {
		if err := v.node.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	if err := os.RemoveAll(v.temp); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

var errFaults = errors.New("the gateway did not keep its word")
