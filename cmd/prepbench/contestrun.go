package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"prepwire/cmd/prepbench/bots"
	"prepwire/cmd/prepbench/node"
)

// contestRun is a contest that is played.
type contestRun struct {
	command *contestCommand
	plan    *bots.Plan
	venue   *venue
	crowd   *bots.Crowd // nil until everybody has come

	floor   *sample // nil when it was not measured
	submits sample
	traffic [3]int64
	acked   int
	ticks   node.Histogram
	groups  float64 // appends of the log
	rss     float64
	bots    time.Duration // CPU of this process, an answer
	kills   []kill
	verdict *bots.Verdict
	trouble []string
	playing time.Duration // from the start to the last reply
}

// sample is what some calls took.
type sample struct {
	bots.Times
	perSecond float64
	cpu       time.Duration // of the gateway, a call
}

func (r *contestRun) play(ctx context.Context) error {
	say("%d bots connect, %d questions are written", r.plan.Participants, r.plan.Questions)
	var err error
	r.crowd, err = bots.Gather(ctx, r.plan, func(ctx context.Context, crowd *bots.Crowd) error {
		if err := r.measureFloor(ctx, crowd); err != nil {
			return err
		}
		say("everybody registers and joins")
		return nil
	}, r.venue.signer, r.venue.node.Addr)
	if err != nil {
		return err
	}
	if err := r.storm(ctx); err != nil {
		return err
	}
	say("everything is checked")
	r.verdict, err = r.crowd.Check(ctx, r.venue.node.Export)
	r.trouble = append(r.trouble, r.venue.node.Faults()...)
	return err
}

// close ends the connections of those who played.
func (r *contestRun) close() {
	if r.crowd != nil {
		r.crowd.Close()
	}
}

func say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05.000 ")+format+"\n", args...)
}

// measureFloor has every bot call what stores nothing.
func (r *contestRun) measureFloor(ctx context.Context, crowd *bots.Crowd) error {
	if r.command.Floor == 0 {
		return nil
	}
	say("floor: system.ping on every connection")
	before, err := r.venue.node.Metrics(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	times, err := crowd.Floor(ctx, r.command.Floor)
	if err != nil {
		return err
	}
	took := time.Since(began)
	after, err := r.venue.node.Metrics(ctx)
	if err != nil || times.N == 0 {
		return err
	}
	r.floor = &sample{times, float64(times.N) / took.Seconds(), (after.CPU() - before.CPU()) / time.Duration(times.N)}
	return nil
}

// storm is the contest from its start to the last reply.
func (r *contestRun) storm(ctx context.Context) error {
	say("the contest starts at %s and ends at %s", r.crowd.Start().Format(time.TimeOnly), r.crowd.End().Format(time.TimeOnly))
	sent, received, notices := r.crowd.Traffic()
	select {
	case <-time.After(time.Until(r.crowd.Start())):
	case <-ctx.Done():
		return ctx.Err()
	}
	before, err := r.venue.node.Metrics(ctx)
	if err != nil {
		return err
	}
	own := cpuTime()
	if err := r.playAside(ctx); err != nil {
		return err
	}
	own = cpuTime() - own
	r.playing = min(time.Since(r.crowd.Start()), r.crowd.End().Sub(r.crowd.Start()))
	r.acked = r.crowd.Acknowledged()
	r.bots = own / time.Duration(max(1, r.acked))
	r.submits = sample{Times: r.crowd.SubmitTimes(), perSecond: float64(r.acked) / r.playing.Seconds()}
	after, err := r.venue.node.Metrics(ctx)
	if err != nil {
		return err
	}
	sent2, received2, notices2 := r.crowd.Traffic()
	r.traffic = [3]int64{sent2 - sent, received2 - received, notices2 - notices}
	if len(r.kills) > 0 {
		return nil // the figures of several processes
	}
	r.submits.cpu = (after.CPU() - before.CPU()) / time.Duration(max(1, r.acked))
	r.ticks = after.Histogram(before, "prepwire_board_tick_seconds", "")
	r.groups = after.Histogram(before, "prepwire_store_seconds", `op="append_entries"`).Count
	r.rss = after.RSS()
	return nil
}

// playAside plays while the gateway is killed or profiled, if it is to be.
func (r *contestRun) playAside(ctx context.Context) error {
	var aside sync.WaitGroup
	defer aside.Wait()
	var failed error
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if r.command.Kill > 0 {
		aside.Go(func() {
			if failed = r.killAll(ctx); failed != nil {
				cancel(failed)
			}
		})
	}
	if r.command.Profile != "" {
		aside.Go(func() {
			if err := r.venue.node.Profile(ctx, r.command.Profile, 8); err != nil {
				say("profile: %v", err)
			}
		})
	}
	err := r.crowd.Play(ctx)
	aside.Wait()
	if failed != nil {
		return failed
	}
	return err
}

// report prints all figures, and fails when something was wrong.
func (r *contestRun) report() error {
	p, v := r.plan, r.verdict
	fmt.Printf("%d bots on %d connections, %d questions, pacing %s, scoring %s, feedback %s, seed %d; SQLite, %s; load of the machine %s\n",
		p.Participants, p.Connections, p.Questions, p.Pacing, p.Scoring, p.Feedback, p.Seed, node.Unlimited, loadAverage())
	if len(r.kills) == 0 {
		if err := r.printTable(); err != nil {
			return err
		}
	}
	if len(r.kills) > 0 {
		r.reportKills()
	}
	fmt.Printf("submits sent %d; answers acknowledged %d; repeats byte-equal %d; contradictions refused %d; too late %d; replies lost %d, of them too late when sent again %d\n",
		v.Sent, v.Acknowledged, v.Repeats, v.Conflicts, v.Late, v.Lost, v.Missed)
	fmt.Printf("reconnects %d, of them resumed with every event %d, told that events were lost %d; repeats and contradictions after the end %d; other refusals %v\n",
		v.Reconnects, v.Resumed, v.Forgotten, v.Afterwards, v.Refused)
	fmt.Printf("log of %d entries verified with head and %d receipts, replayed; with latency credit %d; board of %d lines\n",
		v.Entries, v.Acknowledged, v.Credited, v.Board)
	grave := r.printTrouble()
	if v.Blamed > 0 {
		for _, f := range v.Faults {
			fmt.Println("fault:", f)
		}
		return fmt.Errorf("%w: %d faults", errFaults, v.Blamed)
	}
	if grave > 0 {
		return fmt.Errorf("the gateway logged %d errors", grave)
	}
	fmt.Println("ledger, log, oracle, replay, results and board agree exactly")
	return r.judge()
}

// printTrouble prints the warnings and errors of the gateway's log. It returns
// how many were more than warnings, such as what a panic leaves.
func (r *contestRun) printTrouble() (grave int) {
	for _, line := range r.trouble {
		fmt.Println("gateway:", line)
		if !strings.Contains(line, `"level":"WARN"`) {
			grave++
		}
	}
	return grave
}

func (r *contestRun) printTable() error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "call\tper second\tp50 ms\tp99 ms\tmax ms\tgateway CPU µs a call\t")
	row := func(name string, s sample) {
		_, _ = fmt.Fprintf(w, "%s\t%.0f\t%.1f\t%.1f\t%.1f\t%.1f\t\n", name, s.perSecond, ms(s.P50), ms(s.P99), ms(s.Max), float64(s.cpu.Nanoseconds())/1000)
	}
	if r.floor != nil {
		row("floor: system.ping", *r.floor)
	}
	row("contest.submitAnswer", r.submits)
	if err := w.Flush(); err != nil {
		return err
	}
	n := float64(max(1, r.acked))
	fmt.Printf("CPU of the bots %.1f µs an answer; bytes an answer: %.0f sent, %.0f received, boards and standings included; notifications received %d\n",
		float64(r.bots.Nanoseconds())/1000, float64(r.traffic[0])/n, float64(r.traffic[1])/n, r.traffic[2])
	fmt.Printf("ticks of the board %.0f, mean %.1f ms, 99 %% within %.1f ms; answers a disk write %.1f; resident memory %.0f MiB\n",
		r.ticks.Count, r.ticks.Mean()*1000, r.ticks.Below(0.99)*1000, n/max(1, r.groups), r.rss/(1<<20))
	return nil
}

// judge fails when a target is missed.
func (r *contestRun) judge() error {
	c := r.command
	if c.Target > 0 && r.submits.perSecond < c.Target {
		return fmt.Errorf("%.0f durable answers a second, the target is %.0f", r.submits.perSecond, c.Target)
	}
	if c.Within > 0 && r.submits.P99 > c.Within {
		return fmt.Errorf("the 99th percentile of an answer is %v, the target is %v", r.submits.P99, c.Within)
	}
	return nil
}

// loadAverage is that of the last minute, and how many CPUs there are.
func loadAverage() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	end := slices.Index(b, ' ')
	return string(b[:max(end, 0)])
}
