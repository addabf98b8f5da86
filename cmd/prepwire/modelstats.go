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

	mu      sync.Mutex // guards what follows
	model   string
	byClass map[string]int64
	keys    []schema.AIKeyStats
}

func newModelStats() *modelStats {
	return &modelStats{
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "prepwire_ai_calls_total", Help: "Requests to the model by class of outcome, ok for none.",
		}, []string{"class"}),
		byClass: map[string]int64{},
	}
}

// use notes the model and its keys; what known keys did stays.
func (s *modelStats) use(model string, keys []gemini.Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.keys
	s.model, s.keys = model, nil
	for _, key := range keys {
		stats := schema.AIKeyStats{ID: key.ID(), State: "ok"}
		for _, known := range old {
			if known.ID == stats.ID {
				stats = known
			}
		}
		s.keys = append(s.keys, stats)
	}
}

// observe counts one request that has ended. A key's state is the class of its
// last outcome.
func (s *modelStats) observe(a gemini.Attempt) {
	class := "ok"
	if a.Class != gemini.ClassNone {
		class = a.Class.String()
	}
	s.calls.WithLabelValues(class).Inc()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byClass[class]++
	for i := range s.keys {
		if k := &s.keys[i]; k.ID == a.KeyID {
			k.State = class
			k.Calls++
			if a.Class != gemini.ClassNone {
				k.Errors++
			}
		}
	}
}

// stats returns the figures of now.
func (s *modelStats) stats() schema.AIStats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return schema.AIStats{
		Configured: s.model != "", Model: s.model,
		Calls: maps.Clone(s.byClass), Keys: append([]schema.AIKeyStats{}, s.keys...),
	}
}
