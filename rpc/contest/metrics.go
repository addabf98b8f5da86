package contest

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"

	"prepwire/rpc"
	"prepwire/schema"
)

// Metrics counts what contests do. Nothing in it tells right from wrong.
// Register it with a Prometheus registry.
type Metrics struct {
	answers *prometheus.CounterVec
	ticks   prometheus.Histogram

	accepted, repeat, conflict, late, refused prometheus.Counter
}

// NewMetrics returns counters that all stand at zero.
func NewMetrics() *Metrics {
	m := &Metrics{
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "prepwire_contest_answers_total",
			Help: "Answers of participants by what became of them: accepted, repeat of an accepted one, conflict with one, late after the end, refused for another reason."}, []string{"result"}),
		ticks: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "prepwire_board_tick_seconds",
			Help: "Time it took to bring a board up to date and tell of it.", Buckets: prometheus.ExponentialBuckets(0.0001, 4, 8)}),
	}
	m.accepted = m.answers.WithLabelValues("accepted")
	m.repeat = m.answers.WithLabelValues("repeat")
	m.conflict = m.answers.WithLabelValues("conflict")
	m.late = m.answers.WithLabelValues("late")
	m.refused = m.answers.WithLabelValues("refused")
	return m
}

// Describe implements prometheus.Collector.
func (m *Metrics) Describe(ch chan<- *prometheus.Desc) {
	m.answers.Describe(ch)
	m.ticks.Describe(ch)
}

// Collect implements prometheus.Collector.
func (m *Metrics) Collect(ch chan<- prometheus.Metric) {
	m.answers.Collect(ch)
	m.ticks.Collect(ch)
}

// count counts an answer; again says that the question was answered before.
func (m *Metrics) count(again bool, err error) {
	var refused *rpc.Error
	errors.As(err, &refused)
	switch {
	case err == nil && again:
		m.repeat.Inc()
	case err == nil:
		m.accepted.Inc()
	case refused != nil && refused.Reason == schema.AlreadyAnswered:
		m.conflict.Inc()
	case refused != nil && refused.Reason == schema.ContestIsOver:
		m.late.Inc()
	default:
		m.refused.Inc()
	}
}
