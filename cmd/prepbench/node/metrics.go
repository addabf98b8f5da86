package node

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// Metrics are what a node's /metrics says: values by series, as written there.
type Metrics map[string]float64

// Metrics reads /metrics.
func (n *Node) Metrics(ctx context.Context) (Metrics, error) {
	body, err := n.get(ctx, "/metrics")
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }()
	m := Metrics{}
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		series, value, ok := cutLast(lines.Text())
		if !ok || strings.HasPrefix(series, "#") {
			continue
		}
		if m[series], err = strconv.ParseFloat(value, 64); err != nil {
			return nil, fmt.Errorf("metrics: %w", err)
		}
	}
	return m, lines.Err()
}

func cutLast(line string) (series, value string, ok bool) {
	i := strings.LastIndexByte(line, ' ')
	if i < 0 {
		return "", "", false
	}
	return line[:i], line[i+1:], true
}

// CPU is what the process has used, user and system together. It is exact to
// 10 ms.
func (m Metrics) CPU() time.Duration {
	return time.Duration(m["process_cpu_seconds_total"] * float64(time.Second))
}

// Sum is that of all series of a name, whatever their labels.
func (m Metrics) Sum(name string) float64 {
	sum := m[name]
	for series, value := range m {
		if strings.HasPrefix(series, name+"{") {
			sum += value
		}
	}
	return sum
}

// RSS is the resident memory, in bytes.
func (m Metrics) RSS() float64 { return m["process_resident_memory_bytes"] }

// Histogram is a histogram without labels, or the part of one with certain
// labels.
type Histogram struct {
	Count, Sum float64
	Bounds     []float64 // in rising order, the last is +Inf
	Within     []float64 // how many were within each bound
}

// Histogram finds the histogram of a name; labels are as written, or empty.
// before is taken off, so what came in between is left; it may be nil.
func (m Metrics) Histogram(before Metrics, name, labels string) Histogram {
	set, join := "", ""
	if labels != "" {
		set, join = "{"+labels+"}", labels+","
	}
	h := Histogram{Count: m[name+"_count"+set] - before[name+"_count"+set], Sum: m[name+"_sum"+set] - before[name+"_sum"+set]}
	prefix := name + "_bucket{" + join + `le="`
	for series := range m {
		rest, ok := strings.CutPrefix(series, prefix)
		if !ok {
			continue
		}
		if bound, err := strconv.ParseFloat(strings.TrimSuffix(rest, `"}`), 64); err == nil {
			h.insert(bound, m[series]-before[series])
		}
	}
	return h
}

func (h *Histogram) insert(bound, within float64) {
	i := len(h.Bounds)
	h.Bounds, h.Within = append(h.Bounds, bound), append(h.Within, within)
	for ; i > 0 && h.Bounds[i-1] > bound; i-- {
		h.Bounds[i], h.Within[i] = h.Bounds[i-1], h.Within[i-1]
	}
	h.Bounds[i], h.Within[i] = bound, within
}

// Mean is the mean, 0 of nothing.
func (h Histogram) Mean() float64 {
	if h.Count == 0 {
		return 0
	}
	return h.Sum / h.Count
}

// Below is the bound that a share of all is within: the histogram knows no
// closer. It is +Inf where only the last bucket is enough.
func (h Histogram) Below(share float64) float64 {
	for i, n := range h.Within {
		if n >= share*h.Count {
			return h.Bounds[i]
		}
	}
	return math.Inf(1)
}

// Profile writes a CPU profile of so many seconds to a file.
func (n *Node) Profile(ctx context.Context, file string, seconds int) error {
	return n.Save(ctx, file, fmt.Sprintf("/debug/pprof/profile?seconds=%d", seconds))
}

// Save writes what a path of the admin port answers to a file.
func (n *Node) Save(ctx context.Context, file, path string) error {
	body, err := n.get(ctx, path)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, body)
	return errors.Join(err, f.Close())
}

func (n *Node) get(ctx context.Context, path string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+n.Admin+path, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("%s: %s", path, resp.Status)
	}
	return resp.Body, nil
}
