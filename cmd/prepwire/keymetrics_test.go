package main

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"prepwire/gemini"
)

// Two keys of one id spoil no other metric.
func TestKeyMetricsWithOneID(t *testing.T) {
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(newKeyMetrics(func() []gemini.KeyStats {
		return []gemini.KeyStats{{ID: "k-1", State: "ok", Sent: 2}, {ID: "k-1", State: "ok"}, {ID: "k-2", Project: "blue", State: "dead"}}
	}))
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	if len(families) != 3 || len(families[0].GetMetric()) != 2 {
		t.Errorf("got %v", families)
	}
}
