package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"text/tabwriter"

	"prepwire/cmd/prepbench/fanout"
	"prepwire/cmd/prepbench/stats"
)

// slow measures what readers that do not read do to the others: the same load
// with them and without, in turn.
func (c *fanoutCommand) slow(ctx context.Context) (err error) {
	s, err := c.stage(ctx, prepwireContender())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	stalled := int(c.Stalled * float64(c.Connections))
	house, err := fanout.Open(fanout.Prepwire{}, fanout.Shape{Topics: 1, Subscribers: c.Connections - stalled, Payload: c.Payload}, c.Nodes, s.dial)
	if err != nil {
		return err
	}
	defer house.Close()
	if _, err := house.Load(ctx, c.Wide, 1, warmUp); err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Printf("%d subscribers of one topic on %d nodes, %.0f events/s of %d bytes for %v; %d of the subscribers read or do not; load of the machine %s\n",
		c.Connections, c.Nodes-1, c.Wide, c.Payload, c.For, stalled, loadAverage())
	_, _ = fmt.Fprintln(w, "round\treaders\tp50 ms\tp99 ms\tmax ms\tdeliveries/s\tRSS of the largest node, MiB\t")
	var with, without []float64
	var most, base int64
	for round := range c.Rounds {
		for _, slow := range []bool{false, true} {
			if slow {
				if err := house.Stall(stalled, c.Nodes, s.dial); err != nil {
					return err
				}
			}
			f, err := house.Load(ctx, c.Wide, 64, c.For)
			if err != nil {
				return err
			}
			rss, err := s.rss()
			if err != nil {
				return err
			}
			who := "all read"
			if slow {
				who, with, most = fmt.Sprintf("%d do not", stalled), append(with, ms(f.P99)), max(most, rss)
				house.Unstall()
			} else {
				without, base = append(without, ms(f.P99)), max(base, rss)
			}
			_, _ = fmt.Fprintf(w, "%d\t%s\t%.2f\t%.2f\t%.2f\t%.0f\t%.1f\t\n", round+1, who, ms(f.P50), ms(f.P99), ms(f.Max), f.PerSecond(), float64(rss)/(1<<20))
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return c.judgeSlow(with, without, most-base, stalled)
}

// judgeSlow compares medians.
func (c *fanoutCommand) judgeSlow(with, without []float64, grown int64, stalled int) error {
	slices.Sort(with)
	slices.Sort(without)
	ratio := stats.Quantile(with, 0.5) / stats.Quantile(without, 0.5)
	bound := int64(stalled) * (1 << 20) // LIMIT_QUEUE of each
	fmt.Printf("p99 of the others, medians of the rounds: %.2f × that without those who do not read; memory of the largest node grew by %.1f MiB, the bound is %.0f MiB\n",
		ratio, float64(grown)/(1<<20), float64(bound)/(1<<20))
	switch {
	case ratio > c.Worse:
		return fmt.Errorf("%w: the p99 of the others is %.2f × that without slow readers", errFaults, ratio)
	case grown > bound+(64<<20):
		return fmt.Errorf("%w: memory grew by %d MiB", errFaults, grown>>20)
	}
	return nil
}

// rss is that of the largest node.
func (s *stage) rss() (most int64, err error) {
	for _, n := range s.nodes {
		rss, err := rssOf(n.cmd.Process.Pid)
		if err != nil {
			return 0, err
		}
		most = max(most, rss)
	}
	return most, nil
}
