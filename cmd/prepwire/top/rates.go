package top

import (
	"slices"
	"time"
)

// figures are what is shown of a node, or of all.
type figures struct {
	name  string
	err   error // why there are none
	rates bool  // two samples were there, so that what follows the gauges is known

	connections, contests float64
	store, live           bool
	quota                 float64 // part used

	calls, errors float64 // a second
	took          *histogram
	methods       map[string]*method
	codes         map[string]float64 // errors a second
}

// method is what happens with one method.
type method struct {
	calls, errors float64 // a second
	took          *histogram
}

// compare makes figures of two samples of a node. A counter that went back
// belongs to a node that was started again: then it counts from zero.
func compare(name string, before, now *sample) figures {
	f := figures{name: name, err: now.err, methods: map[string]*method{}, codes: map[string]float64{}, took: &histogram{}}
	if now.err != nil {
		return f
	}
	f.connections, f.contests, f.quota = now.connections, now.contests, now.quota
	f.store, f.live = now.storeUp == 1, now.liveUp == 1
	passed := now.at.Sub(before.at).Seconds()
	if before.err != nil || passed <= 0 {
		return f
	}
	f.rates = true
	for c, count := range now.calls {
		rate := since(before.calls[c], count) / passed
		m := f.method(c.method)
		m.calls, f.calls = m.calls+rate, f.calls+rate
		if c.code != "0" && rate > 0 {
			m.errors, f.errors = m.errors+rate, f.errors+rate
			f.codes[c.code] += rate
		}
	}
	for name, h := range now.seconds {
		took := h.since(before.seconds[name])
		f.method(name).took = took
		f.took.add(took)
	}
	return f
}

func (f *figures) method(name string) *method {
	m := f.methods[name]
	if m == nil {
		m = &method{took: &histogram{}}
		f.methods[name] = m
	}
	return m
}

// add puts another node's figures to those of all. Every node knows of every
// contest, so these are no more than those of one.
func (f *figures) add(o figures) {
	f.rates = f.rates || o.rates
	f.connections += o.connections
	f.contests, f.quota = max(f.contests, o.contests), max(f.quota, o.quota)
	f.store, f.live = f.store && o.store, f.live && o.live
	f.calls, f.errors = f.calls+o.calls, f.errors+o.errors
	f.took.add(o.took)
	for name, m := range o.methods {
		mine := f.method(name)
		mine.calls, mine.errors = mine.calls+m.calls, mine.errors+m.errors
		mine.took.add(m.took)
	}
	for code, rate := range o.codes {
		f.codes[code] += rate
	}
}

// all sums up the nodes that have answered.
func all(nodes []figures) figures {
	sum := figures{name: "all", store: true, live: true, methods: map[string]*method{}, codes: map[string]float64{}, took: &histogram{}}
	for _, f := range nodes {
		if f.err == nil {
			sum.add(f)
		}
	}
	return sum
}

func since(before, now float64) float64 {
	if now < before {
		return now
	}
	return now - before
}

// since is what h has counted since before.
func (h *histogram) since(before *histogram) *histogram {
	if before == nil || !slices.Equal(before.bounds, h.bounds) || before.total > h.total {
		return h
	}
	out := &histogram{bounds: h.bounds, counts: slices.Clone(h.counts), total: h.total - before.total}
	for i := range out.counts {
		out.counts[i] -= before.counts[i]
	}
	return out
}

// add counts what another one has counted, if it has the same bounds.
func (h *histogram) add(o *histogram) {
	if h.bounds == nil {
		h.bounds, h.counts = o.bounds, make([]float64, len(o.counts))
	}
	if !slices.Equal(h.bounds, o.bounds) {
		return
	}
	h.total += o.total
	for i, n := range o.counts {
		h.counts[i] += n
	}
}

// quantile is below which time a part q of everything lies, as Prometheus'
// histogram_quantile estimates it: evenly spread within a bucket. ok is false
// when nothing was counted; over says that it lies above the last bound.
func (h *histogram) quantile(q float64) (at time.Duration, over, ok bool) {
	if h.total <= 0 || len(h.bounds) == 0 {
		return 0, false, false
	}
	rank, below, from := q*h.total, 0.0, 0.0
	for i, count := range h.counts {
		if count >= rank {
			part := 1.0
			if count > below {
				part = (rank - below) / (count - below)
			}
			return time.Duration((from + (h.bounds[i]-from)*part) * float64(time.Second)), false, true
		}
		below, from = count, h.bounds[i]
	}
	return time.Duration(from * float64(time.Second)), true, true
}
