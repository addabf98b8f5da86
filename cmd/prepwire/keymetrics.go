package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"prepwire/gemini"
)

// keyMetrics are the figures of each key of the model, by its safe id.
type keyMetrics struct {
	keys                 func() []gemini.KeyStats
	calls, errors, state *prometheus.Desc
}

func newKeyMetrics(keys func() []gemini.KeyStats) *keyMetrics {
	of := []string{"key", "project"}
	return &keyMetrics{
		keys:   keys,
		calls:  prometheus.NewDesc("prepwire_ai_key_calls_total", "Requests sent with a key of the model, which is named by a safe id.", of, nil),
		errors: prometheus.NewDesc("prepwire_ai_key_errors_total", "Those that failed.", of, nil),
		state:  prometheus.NewDesc("prepwire_ai_key_state", "1 with the state of the key: ok, dead, testing, or the class of the last refusal of its quota.", append(of, "state"), nil),
	}
}

// Describe implements prometheus.Collector.
func (m *keyMetrics) Describe(to chan<- *prometheus.Desc) {
	to <- m.calls
	to <- m.errors
	to <- m.state
}

// Collect implements prometheus.Collector. Should two keys have one id, the first
// is told: the same figure twice would void all metrics.
func (m *keyMetrics) Collect(to chan<- prometheus.Metric) {
	told := map[string]bool{}
	for _, k := range m.keys() {
		if told[k.ID] {
			continue
		}
		told[k.ID] = true
		to <- prometheus.MustNewConstMetric(m.calls, prometheus.CounterValue, float64(k.Sent), k.ID, k.Project)
		to <- prometheus.MustNewConstMetric(m.errors, prometheus.CounterValue, float64(k.Failed), k.ID, k.Project)
		to <- prometheus.MustNewConstMetric(m.state, prometheus.GaugeValue, 1, k.ID, k.Project, k.State)
	}
}
