package main

import (
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// storeStats times the calls of the store. Its methods may be called
// concurrently.
type storeStats struct {
	seconds *prometheus.HistogramVec
	byOp    sync.Map // the store's name of an op → prometheus.Observer
}

func newStoreStats() *storeStats {
	return &storeStats{seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "prepwire_store_seconds", Help: "Time a call of the store took, waiting for its turn and the disk included.",
		Buckets: prometheus.ExponentialBuckets(0.00005, 3, 11), // 50 µs to 3 s
	}, []string{"op"})}
}

// observe counts one call. op is one of a few constants.
func (s *storeStats) observe(op string, took time.Duration) {
	known, ok := s.byOp.Load(op)
	if !ok {
		known, _ = s.byOp.LoadOrStore(op, s.seconds.WithLabelValues(strings.ReplaceAll(op, " ", "_")))
	}
	known.(prometheus.Observer).Observe(took.Seconds())
}
