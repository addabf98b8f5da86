package rpc

import (
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"prepwire/schema"
)

// Metrics counts what the server does. Register it with a Prometheus registry.
type Metrics struct {
	connections prometheus.Gauge
	connects    *prometheus.CounterVec
	calls       *prometheus.CounterVec
	seconds     map[string]prometheus.Observer // by method; "other" for those nobody serves
	histogram   *prometheus.HistogramVec
	ok          map[string]prometheus.Counter
	total       map[string]*atomic.Int64 // calls by method, whatever came of them
	notices     *prometheus.CounterVec
	byNotice    map[string]prometheus.Counter
	slow        prometheus.Counter
	replayed    prometheus.Counter
	missed      prometheus.Counter
	replays     *prometheus.CounterVec
	lag         prometheus.Histogram
}

// otherMethod stands for names that are not in the contract, so that strangers
// cannot make series.
const otherMethod = "other"

// NewMetrics returns counters that all stand at zero.
func NewMetrics() *Metrics {
	m := &Metrics{
		connections: prometheus.NewGauge(prometheus.GaugeOpts{Name: "prepwire_connections", Help: "Open WebSocket connections."}),
		connects:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "prepwire_connects_total", Help: "Upgrades by result: ok, an HTTP status, the close code for a refused token in a subprotocol, or upgrade for a broken handshake."}, []string{"result"}),
		calls:       prometheus.NewCounterVec(prometheus.CounterOpts{Name: "prepwire_calls_total", Help: "Calls by method and error code, 0 for none."}, []string{"method", "code"}),
		histogram:   prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "prepwire_call_seconds", Help: "Time a call took to serve.", Buckets: prometheus.ExponentialBuckets(0.0001, 4, 10)}, []string{"method"}),
		notices:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "prepwire_notifications_total", Help: "Notifications queued, by name."}, []string{"name"}),
		slow:        prometheus.NewCounter(prometheus.CounterOpts{Name: "prepwire_slow_clients_total", Help: "Connections closed because their reader was too slow."}),
		replays: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "prepwire_replayed_events_total",
			Help: "Events asked for after a reconnect: replayed from a topic's log (recovered true), or gone from it (false; of another epoch one a topic, as nobody knows how many)."}, []string{"recovered"}),
		lag: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "prepwire_notification_lag_seconds",
			Help: "Time from an event to when the system took it for a connection; of several taken at once, that of the oldest.", Buckets: prometheus.ExponentialBuckets(0.001, 4, 8)}),
		seconds: map[string]prometheus.Observer{}, ok: map[string]prometheus.Counter{}, total: map[string]*atomic.Int64{}, byNotice: map[string]prometheus.Counter{},
	}
	m.replayed, m.missed = m.replays.WithLabelValues("true"), m.replays.WithLabelValues("false")
	for _, s := range schema.Methods() {
		m.seconds[s.Name] = m.histogram.WithLabelValues(s.Name)
		m.total[s.Name] = new(atomic.Int64)
		m.ok[s.Name] = m.calls.WithLabelValues(s.Name, "0")
	}
	m.seconds[otherMethod] = m.histogram.WithLabelValues(otherMethod)
	for _, n := range schema.Notices() {
		m.byNotice[n.Name] = m.notices.WithLabelValues(n.Name)
	}
	return m
}

func (m *Metrics) collectors() []prometheus.Collector {
	return []prometheus.Collector{m.connections, m.connects, m.calls, m.histogram, m.notices, m.slow, m.replays, m.lag}
}

// Describe implements prometheus.Collector.
func (m *Metrics) Describe(ch chan<- *prometheus.Desc) {
	for _, c := range m.collectors() {
		c.Describe(ch)
	}
}

// Collect implements prometheus.Collector.
func (m *Metrics) Collect(ch chan<- prometheus.Metric) {
	for _, c := range m.collectors() {
		c.Collect(ch)
	}
}

// served counts a call that ran.
func (m *Metrics) served(method string, refused *Error, took time.Duration) {
	m.called(method, refused)
	observer := m.seconds[method]
	if observer == nil {
		observer = m.seconds[otherMethod]
	}
	observer.Observe(took.Seconds())
}

// called counts a call, also one that was refused before it ran.
func (m *Metrics) called(method string, refused *Error) {
	counter := m.ok[method]
	if counter == nil {
		method = otherMethod
	} else {
		m.total[method].Add(1)
	}
	if refused == nil && counter != nil {
		counter.Inc()
		return
	}
	code := 0
	if refused != nil {
		info, _ := refused.Reason.Info()
		code = int(info.Code)
	}
	m.calls.WithLabelValues(method, strconv.Itoa(code)).Inc()
}

// counts returns how often each method was called, without those never called.
func (m *Metrics) counts() map[string]int64 {
	out := map[string]int64{}
	for name, n := range m.total {
		if v := n.Load(); v > 0 {
			out[name] = v
		}
	}
	return out
}

func (m *Metrics) notified(name string) { m.notifiedMany(name, 1) }

func (m *Metrics) notifiedMany(name string, n int) {
	if c := m.byNotice[name]; c != nil {
		c.Add(float64(n))
	}
}
