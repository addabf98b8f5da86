package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"prepwire/cmd/prepbench/fanout"
	"prepwire/cmd/prepbench/stats"
	"prepwire/cmd/prepbench/wire"
	"prepwire/store/live/redis/redistest"
)

// fanoutCommand measures delivery across nodes, beside the Centrifuge library
// with its Redis broker.
type fanoutCommand struct {
	Nodes       int           `default:"3" help:"Nodes: one takes what is published, the others have the subscribers."`
	Subscribers int           `default:"1000" help:"Subscribers, of one topic and of topics of their own."`
	Payload     int           `default:"200" help:"Bytes of text of an event, at most 2000."`
	Wide        float64       `default:"10" help:"Events a second for the one topic, when paced."`
	Narrow      float64       `default:"500" help:"Events a second for all topics of one subscriber, when paced."`
	For         time.Duration `default:"5s" help:"Length of each load."`
	Rounds      int           `default:"3" help:"Rounds; who is measured takes turns. The median counts."`
	Peer        bool          `default:"true" negatable:"" help:"Measure Centrifuge too. It is a module of its own, built on demand."`
	Target      float64       `default:"1" help:"Fail when Prepwire takes more than this many times what Centrifuge takes, by CPU of the nodes a delivery, by CPU of Redis an event or by p99 when paced; 0 to only print."`
	Only        string        `help:"Only loads whose name has this in it, such as 'own topics, paced'."`
	Profile     string        `help:"Write a CPU profile of a node with subscribers here, under the paced load of the one topic."`

	Slow        bool    `help:"Instead: what readers that do not read do to the others."`
	Connections int     `default:"5000" help:"With --slow: subscribers of one topic."`
	Stalled     float64 `default:"0.01" help:"With --slow: share of them that does not read."`
	Worse       float64 `default:"1.1" help:"With --slow: fail when the p99 of the others is more than this many times that without them."`
}

// loads are what is measured of each shape.
type load struct {
	name     string
	wide     bool
	paced    bool
	inFlight int
}

var loads = []load{
	{"one topic, paced", true, true, 64},
	{"one topic, as fast as possible", true, false, 2},
	{"own topics, paced", false, true, 64},
	{"own topics, as fast as possible", false, false, 64},
}

// fanoutFigures are what a load came to.
type fanoutFigures struct {
	fanout.Figures
	nodes time.Duration // CPU of all nodes
	redis time.Duration
}

// perDelivery is CPU in µs.
func (f fanoutFigures) perDelivery(cpu time.Duration) float64 {
	return float64(cpu.Nanoseconds()) / 1000 / float64(max(1, f.Deliveries))
}

// contender is a subject and how its nodes are started.
type contender struct {
	name    string
	subject fanout.Subject
	start   func(redis string) (*child, error)
}

// Run measures, prints, and fails when a target is missed.
func (c *fanoutCommand) Run() error {
	ctx, stop := interruptible()
	defer stop()
	if c.Nodes < 2 {
		return errors.New("delivery across nodes needs two")
	}
	if c.Slow {
		return c.slow(ctx)
	}
	contenders, clean, err := c.contenders(ctx)
	if err != nil {
		return err
	}
	defer clean()
	all := map[string]map[string][]fanoutFigures{} // by load, then by name
	for _, l := range loads {
		all[l.name] = map[string][]fanoutFigures{}
	}
	for round := range c.Rounds {
		for _, it := range contenders {
			say("round %d of %d: %s", round+1, c.Rounds, it.name)
			for _, wide := range []bool{true, false} {
				if !c.wanted(wide) {
					continue
				}
				if err := c.measure(ctx, it, wide, all); err != nil {
					return fmt.Errorf("%s: %w", it.name, err)
				}
			}
		}
		slices.Reverse(contenders)
	}
	return c.report(all)
}

// wanted reports whether some load of a shape is to be measured.
func (c *fanoutCommand) wanted(wide bool) bool {
	return slices.ContainsFunc(loads, func(l load) bool { return l.wide == wide && strings.Contains(l.name, c.Only) })
}

func prepwireContender() contender {
	return contender{"Prepwire", fanout.Prepwire{}, func(redis string) (*child, error) { return start("node", 2, "--redis", redis) }}
}

func (c *fanoutCommand) contenders(ctx context.Context) ([]contender, func(), error) {
	list := []contender{prepwireContender()}
	if !c.Peer {
		return list, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "prepbench")
	if err != nil {
		return nil, nil, err
	}
	clean := func() { _ = os.RemoveAll(dir) }
	program, err := buildPeer(ctx, dir, "centrifuge")
	if err != nil {
		clean()
		return nil, nil, err
	}
	return append(list, contender{"Centrifuge", fanout.Centrifuge{}, func(redis string) (*child, error) {
		return run("centrifuge", 2, exec.Command(program, "-redis", redis))
	}}), clean, nil
}

// buildPeer builds a module under peers. It needs the go command, and to be
// called within the module.
func buildPeer(ctx context.Context, dir, name string) (string, error) {
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "prepwire").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	program := filepath.Join(dir, name)
	cmd := exec.CommandContext(ctx, "go", "build", "-o", program, ".")
	cmd.Dir = filepath.Join(strings.TrimSpace(string(root)), "cmd", "prepbench", "peers", name)
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", name, err, out)
	}
	return program, nil
}

// stage is started nodes with Redis.
type stage struct {
	redis *redistest.Server
	nodes []*child
}

func (c *fanoutCommand) stage(ctx context.Context, it contender) (*stage, error) {
	redis, err := redistest.Start(ctx)
	if err != nil {
		return nil, err
	}
	s := &stage{redis: redis}
	for range c.Nodes {
		n, err := it.start(redis.Addr())
		if err != nil {
			return nil, errors.Join(err, s.close())
		}
		s.nodes = append(s.nodes, n)
	}
	return s, nil
}

func (s *stage) close() error {
	for _, n := range s.nodes {
		n.stop()
	}
	return s.redis.Close()
}

// used is what nodes and Redis have used so far.
func (s *stage) used() (nodes, redis time.Duration, err error) {
	for _, n := range s.nodes {
		used, err := cpuOf(n.cmd.Process.Pid)
		if err != nil {
			return 0, 0, err
		}
		nodes += used
	}
	redis, err = cpuOf(s.redis.Pid())
	return nodes, redis, err
}

const warmUp = time.Second

func (c *fanoutCommand) measure(ctx context.Context, it contender, wide bool, all map[string]map[string][]fanoutFigures) (err error) {
	s, err := c.stage(ctx, it)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	shape := fanout.Shape{Topics: 1, Subscribers: c.Subscribers, Payload: c.Payload}
	if !wide {
		shape.Topics, shape.Subscribers = c.Subscribers, 1
	}
	house, err := fanout.Open(it.subject, shape, c.Nodes, s.dial)
	if err != nil {
		return err
	}
	defer house.Close()
	if _, err := house.Load(ctx, c.Wide, 1, warmUp); err != nil {
		return err
	}
	for _, l := range loads {
		if l.wide != wide || !strings.Contains(l.name, c.Only) {
			continue
		}
		f, err := c.play(ctx, s, house, l, it)
		if err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
		all[l.name][it.name] = append(all[l.name][it.name], f)
	}
	return nil
}

func (c *fanoutCommand) play(ctx context.Context, s *stage, house *fanout.House, l load, it contender) (f fanoutFigures, err error) {
	rate := 0.0
	if l.paced {
		rate = c.Narrow
		if l.wide {
			rate = c.Wide
		}
	}
	nodes, redis, err := s.used()
	if err != nil {
		return f, err
	}
	if c.Profile != "" && l.wide && l.paced && it.name == "Prepwire" {
		done := make(chan struct{})
		go func() {
			defer close(done)
			if err := save(c.Profile, fmt.Sprintf("http://%s/profile?seconds=%d", s.nodes[1].addr, int(c.For.Seconds()))); err != nil {
				say("profile: %v", err)
			}
		}()
		defer func() { <-done }()
	}
	if f.Figures, err = house.Load(ctx, rate, l.inFlight, c.For); err != nil {
		return f, err
	}
	nodes2, redis2, err := s.used()
	f.nodes, f.redis = nodes2-nodes, redis2-redis
	return f, err
}

func (s *stage) dial(node, user int) (*wire.Socket, error) { return s.nodes[node].dial(user) }

// median takes the median of each figure by itself.
func median(list []fanoutFigures, of func(fanoutFigures) float64) float64 {
	values := make([]float64, len(list))
	for i, f := range list {
		values[i] = of(f)
	}
	slices.Sort(values)
	return stats.Quantile(values, 0.5)
}

// column is a figure of a load; less is better, unless more is.
type column struct {
	name string
	of   func(fanoutFigures) float64
	more bool
}

var columns = []column{
	{"p50 ms", func(f fanoutFigures) float64 { return ms(f.P50) }, false},
	{"p99 ms", func(f fanoutFigures) float64 { return ms(f.P99) }, false},
	{"deliveries/s", fanoutFigures.perSecond, true},
	{"nodes' CPU µs a delivery", func(f fanoutFigures) float64 { return f.perDelivery(f.nodes) }, false},
	{"Redis' CPU µs a delivery", func(f fanoutFigures) float64 { return f.perDelivery(f.redis) }, false},
	{"Redis' CPU µs an event", func(f fanoutFigures) float64 {
		return float64(f.redis.Nanoseconds()) / 1000 / float64(max(1, f.Events))
	}, false},
}

func (f fanoutFigures) perSecond() float64 { return f.PerSecond() }

func (c *fanoutCommand) report(all map[string]map[string][]fanoutFigures) error {
	fmt.Printf("%d nodes, published on one, %d subscribers on the others, %d bytes of text an event, a log of 1,000 events a topic; %d rounds of %v, medians; load of the machine %s\n",
		c.Nodes, c.Subscribers, c.Payload, c.Rounds, c.For, loadAverage())
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprint(w, "load\twho\t")
	for _, col := range columns {
		_, _ = fmt.Fprintf(w, "%s\t", col.name)
	}
	_, _ = fmt.Fprintln(w)
	var missed error
	for _, l := range loads {
		by := all[l.name]
		if len(by) == 0 {
			continue
		}
		for _, who := range []string{"Prepwire", "Centrifuge"} {
			if len(by[who]) > 0 {
				c.line(w, l.name, who, func(col column) string { return fmt.Sprintf("%.2f", median(by[who], col.of)) })
			}
		}
		if len(by["Centrifuge"]) == 0 {
			continue
		}
		ratio := func(col column) float64 { return median(by["Prepwire"], col.of) / median(by["Centrifuge"], col.of) }
		c.line(w, l.name, "ratio", func(col column) string { return fmt.Sprintf("%.2f ×", ratio(col)) })
		missed = errors.Join(missed, c.judge(l, ratio))
	}
	return errors.Join(w.Flush(), missed)
}

func (c *fanoutCommand) line(w *tabwriter.Writer, name, who string, cell func(column) string) {
	_, _ = fmt.Fprintf(w, "%s\t%s\t", name, who)
	for _, col := range columns {
		_, _ = fmt.Fprintf(w, "%s\t", cell(col))
	}
	_, _ = fmt.Fprintln(w)
}

// judge fails where Centrifuge is better: by CPU always, by p99 when paced, by
// deliveries a second when not.
func (c *fanoutCommand) judge(l load, ratio func(column) float64) error {
	if c.Target == 0 {
		return nil
	}
	var errs []error
	for i, col := range columns {
		if i == 0 || i == 4 || i == 1 && !l.paced || i == 2 && l.paced {
			continue
		}
		if r := ratio(col); r > c.Target && !col.more || col.more && r < 1/c.Target {
			errs = append(errs, fmt.Errorf("%s: %s %.2f × that of Centrifuge", l.name, col.name, r))
		}
	}
	return errors.Join(errs...)
}
