package herd

import (
	"context"
	"sync"
	"time"

	"prepwire/cmd/prepbench/node"
)

// Gauge watches how many connections nodes accept, by their own count.
type Gauge struct {
	stop context.CancelFunc
	work sync.WaitGroup
	each [][]sample // by node
}

// sample is a node's count: taken between two moments.
type sample struct {
	from, to time.Time
	accepted float64
}

// sampleEvery is how often a node is asked.
const sampleEvery = 100 * time.Millisecond

// Watch begins to ask nodes.
func Watch(nodes ...*node.Node) *Gauge {
	ctx, stop := context.WithCancel(context.Background())
	g := &Gauge{stop: stop, each: make([][]sample, len(nodes))}
	for i, n := range nodes {
		g.work.Go(func() {
			ticker := time.NewTicker(sampleEvery)
			defer ticker.Stop()
			for {
				s := sample{from: time.Now()}
				if m, err := n.Metrics(ctx); err == nil {
					s.to, s.accepted = time.Now(), m[`prepwire_connects_total{result="ok"}`]
					g.each[i] = append(g.each[i], s)
				}
				select {
				case <-ticker.C:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	return g
}

// Peak ends the watch and returns the most that any node accepted a second, over
// at least a second. As it is not known when within a sample a node counted,
// it is the least that must have been.
func (g *Gauge) Peak() (perSecond float64) {
	g.stop()
	g.work.Wait()
	for _, samples := range g.each {
		perSecond = max(perSecond, peak(samples))
	}
	return perSecond
}

func peak(samples []sample) (perSecond float64) {
	first := 0
	for last := range samples {
		for first+1 < last && samples[last].from.Sub(samples[first+1].to) >= time.Second {
			first++
		}
		if took := samples[last].to.Sub(samples[first].from); samples[last].from.Sub(samples[first].to) >= time.Second {
			perSecond = max(perSecond, (samples[last].accepted-samples[first].accepted)/took.Seconds())
		}
	}
	return perSecond
}
