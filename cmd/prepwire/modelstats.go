package main

import (
	"maps"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"prepwire/gemini"
	"prepwire/schema"
)

// modelStats counts how the model is used. Its methods may be called
// concurrently.
type modelStats struct {
	calls *prometheus.CounterVec
	waits prometheus.Histogram
	used  prometheus.GaugeFunc

	mu      sync.Mutex // guards what follows
	model   string
	client  *gemini.Client // nil before use
	byClass map[string]int64
}

func newModelStats() *modelStats {
	s := &modelStats{
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "prepwire_ai_calls_total", Help: "Requests to the model by class of outcome, ok for none; busy ones got no slot and were not sent.",
		}, []string{"class"}),
		waits: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "prepwire_ai_wait_seconds", Help: "Time that requests to the model waited for a slot.",
			Buckets: []float64{.001, .01, .1, .25, .5, 1, 2, 3, 5, 10, 20, 30, 60},
		}),
		byClass: map[string]int64{},
	}
	s.used = prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "prepwire_ai_quota_used_ratio", Help: "Part of the known request limits of all keys that the last window has used.",
	}, func() float64 { return s.pool().Used })
	return s
}

// collectors are the metrics.
func (s *modelStats) collectors() []prometheus.Collector {
	keys := newKeyMetrics(func() []gemini.KeyStats { return s.pool().Keys })
	return []prometheus.Collector{s.calls, s.waits, s.used, keys}
}

// use notes the model and its client.
func (s *modelStats) use(model string, client *gemini.Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.model, s.client = model, client
}

// pool are the figures of the pool of keys.
func (s *modelStats) pool() gemini.Stats {
	s.mu.Lock()
	client := s.client
	s.mu.Unlock()
	if client == nil {
		return gemini.Stats{}
	}
	return client.Stats()
}

// observe counts one request that has ended, or was not sent.
func (s *modelStats) observe(a gemini.Attempt) {
	class := "ok"
	if a.Class != gemini.ClassNone {
		class = a.Class.String()
	}
	s.calls.WithLabelValues(class).Inc()
	if a.KeyID != "" {
		s.waits.Observe(a.Waited.Seconds())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byClass[class]++
}

// stats returns the figures of now.
func (s *modelStats) stats() schema.AIStats {
	p := s.pool()
	s.mu.Lock()
	defer s.mu.Unlock()
	out := schema.AIStats{
		Configured: len(p.Keys) > 0, Calls: maps.Clone(s.byClass), Keys: []schema.AIKeyStats{}, Quotas: []schema.AIQuotaStats{},
		Waiting: int64(p.Waiting), WaitP50Ms: p.WaitP50.Milliseconds(), WaitP95Ms: p.WaitP95.Milliseconds(), QuotaUsed: p.Used,
	}
	if out.Configured {
		out.Model = s.model
	}
	for _, k := range p.Keys {
		out.Keys = append(out.Keys, schema.AIKeyStats{
			ID: k.ID, Project: k.Project, State: k.State, Calls: k.Sent, Errors: k.Failed, RetestInMs: k.RetestIn.Milliseconds(),
		})
	}
	for _, b := range p.Buckets {
		out.Quotas = append(out.Quotas, quotaOf(b))
	}
	return out
}

// quotaOf says the figures of a bucket in the contract's words.
func quotaOf(b gemini.BucketStats) schema.AIQuotaStats {
	q := schema.AIQuotaStats{
		Project: b.Project, Model: b.Model, State: b.State, ReadyInMs: b.ReadyIn.Milliseconds(),
		InFlight: int64(b.InFlight), Used: int64(b.Used), Rpm: int64(b.Limits.RPM), Tpm: int64(b.Limits.TPM), Rpd: int64(b.Limits.RPD),
		DayUsed: int64(b.DayUsed), Sent: b.Sent, Ok: b.OK, Tokens: b.Tokens, Failed: b.Failed,
	}
	return q
}
