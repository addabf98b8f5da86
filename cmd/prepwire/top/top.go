// Package top shows in a terminal what nodes are doing, from their /metrics.
//
//	scrape.go  GET /metrics of each node ─► sample
//	rates.go   two samples of a node     ─► figures: gauges of now, rates of in between
//	print.go   figures of all nodes      ─► lines of text
package top

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// ErrAllDown says that no node has answered.
var ErrAllDown = errors.New("no node answers")

// Options say what to show. Nodes and Every are required.
type Options struct {
	Nodes []string      // addresses of metrics, see Address
	Every time.Duration // between two looks
	Once  bool          // show one interval and end
	Clear bool          // wipe the screen first, on a terminal
	Out   io.Writer
}

// scrapeWithin bounds how long a node may take to tell.
const scrapeWithin = 5 * time.Second

// Address completes the address of a node's metrics: 127.0.0.1:3002 means
// http://127.0.0.1:3002/metrics.
func Address(node string) (string, error) {
	full := node
	if !strings.Contains(full, "://") {
		full = "http://" + full
	}
	u, err := url.Parse(full)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("%q: must be host:port or a URL", node)
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/metrics"
	}
	return u.String(), nil
}

// Run shows what the nodes do until ctx ends, which is no error. With Once it
// shows one interval, and its error is ErrAllDown when no node answered.
func Run(ctx context.Context, o Options) error {
	w := watch{Options: o, client: &http.Client{Timeout: scrapeWithin}}
	defer w.client.CloseIdleConnections()
	for _, node := range o.Nodes {
		address, err := Address(node)
		if err != nil {
			return err
		}
		w.addresses = append(w.addresses, address)
	}
	before := w.look(ctx)
	tick := time.NewTicker(o.Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		now := w.look(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err := w.show(before, now); err != nil {
			return err
		}
		if o.Once {
			return anyUp(now)
		}
		before = now
	}
}

func anyUp(samples []*sample) error {
	for _, s := range samples {
		if s.err == nil {
			return nil
		}
	}
	return ErrAllDown
}

type watch struct {
	Options
	client    *http.Client
	addresses []string
}

// look asks all nodes at once.
func (w *watch) look(ctx context.Context) []*sample {
	samples := make([]*sample, len(w.addresses))
	var asked sync.WaitGroup
	for i, address := range w.addresses {
		asked.Go(func() { samples[i] = scrape(ctx, w.client, address) })
	}
	asked.Wait()
	return samples
}

// show prints in one piece what has happened between two looks.
func (w *watch) show(before, now []*sample) error {
	out := bufio.NewWriterSize(w.Out, 64<<10)
	if w.Clear {
		fmt.Fprint(out, "\x1b[H\x1b[2J")
	}
	nodes := make([]figures, len(now))
	for i := range now {
		nodes[i] = compare(w.Nodes[i], before[i], now[i])
	}
	write(out, time.Now(), nodes)
	if !w.Once && !w.Clear {
		fmt.Fprintln(out)
	}
	return out.Flush()
}
