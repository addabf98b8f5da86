package top

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// most bounds what is read of one node.
const most = 16 << 20

// sample is what one node told at one time.
type sample struct {
	at  time.Time
	err error // why the node told nothing

	connections, storeUp, liveUp, quota, contests float64

	calls   map[call]float64      // how often since the node started
	seconds map[string]*histogram // how long they took, by method
}

// call is a kind of calls.
type call struct{ method, code string }

// histogram counts what took at most bounds[i] seconds. counts[i] includes all
// before; total includes what took longer than any bound.
type histogram struct {
	bounds, counts []float64
	total          float64
}

// scrape reads a node's metrics.
func scrape(ctx context.Context, client *http.Client, address string) *sample {
	families, err := fetch(ctx, client, address)
	s := &sample{at: time.Now(), err: err, calls: map[call]float64{}, seconds: map[string]*histogram{}}
	if err != nil {
		return s
	}
	s.connections, s.contests = gauge(families, "prepwire_connections"), gauge(families, "prepwire_contests_running")
	s.storeUp, s.liveUp = gauge(families, "prepwire_store_up"), gauge(families, "prepwire_live_up")
	s.quota = gauge(families, "prepwire_ai_quota_used_ratio")
	for _, m := range families["prepwire_calls_total"].GetMetric() {
		s.calls[call{label(m, "method"), label(m, "code")}] = m.GetCounter().GetValue()
	}
	for _, m := range families["prepwire_call_seconds"].GetMetric() {
		s.seconds[label(m, "method")] = buckets(m.GetHistogram())
	}
	return s
}

func fetch(ctx context.Context, client *http.Client, address string) (map[string]*dto.MetricFamily, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, plain(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("answers %s", answer.Status)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(io.LimitReader(answer.Body, most))
	if err != nil {
		return nil, errors.New("answers with something else than metrics")
	}
	if families["prepwire_connections"] == nil {
		return nil, errors.New("is no gateway: it has no prepwire_ metrics")
	}
	return families, nil
}

// plain leaves out the address, which is shown anyhow, and the system call.
func plain(err error) error {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return errors.New("no answer in time")
	}
	var op *net.OpError
	var inner interface{ Unwrap() error }
	if errors.As(err, &op) {
		if errors.As(op.Err, &inner) && inner.Unwrap() != nil {
			return inner.Unwrap()
		}
		return op.Err
	}
	var at *url.Error
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

func gauge(families map[string]*dto.MetricFamily, name string) float64 {
	if all := families[name].GetMetric(); len(all) > 0 {
		return all[0].GetGauge().GetValue()
	}
	return 0
}

func label(m *dto.Metric, name string) string {
	for _, l := range m.GetLabel() {
		if l.GetName() == name {
			return l.GetValue()
		}
	}
	return ""
}

func buckets(h *dto.Histogram) *histogram {
	out := &histogram{total: float64(h.GetSampleCount())}
	for _, b := range h.GetBucket() {
		if bound := b.GetUpperBound(); bound < 1e300 { // without +Inf, which is the total
			out.bounds = append(out.bounds, bound)
			out.counts = append(out.counts, float64(b.GetCumulativeCount()))
		}
	}
	return out
}
