package main

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"prepwire/schema"
)

// healthWithin is how long a look at a part of the node may take.
const healthWithin = 2 * time.Second

// examine looks at what the node stands on, at everything at once: what does not
// answer must not take the time of the others.
func (g *gateway) examine(ctx context.Context) schema.Health {
	checks := map[string]func(context.Context) error{"store": g.store.Ping, "live": g.bus.Ping}
	if g.tenancy != nil {
		checks["lease"] = g.tenancy.check
	}
	return g.look(ctx, checks)
}

func (g *gateway) look(ctx context.Context, checks map[string]func(context.Context) error) schema.Health {
	h := schema.Health{Status: "ok", Checks: map[string]string{}}
	var (
		all sync.WaitGroup
		mu  sync.Mutex // guards h
	)
	for name, ping := range checks {
		all.Go(func() {
			err := ping(ctx)
			mu.Lock()
			defer mu.Unlock()
			h.Checks[name] = "ok"
			if err != nil {
				g.log.WarnContext(ctx, "health", "check", name, "err", err)
				h.Status, h.Checks[name] = "degraded", "unavailable"
			}
		})
	}
	all.Wait()
	return h
}

// serveHealth says how the node is. It answers 200 as long as it answers.
func (g *gateway) serveHealth(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, g.checkup.health(r.Context()))
}

// serveReady says whether new clients should be sent here: 503 when the store
// is gone or the node is about to stop.
func (g *gateway) serveReady(w http.ResponseWriter, r *http.Request) {
	h := g.checkup.health(r.Context())
	status := http.StatusOK
	if h.Checks["store"] != "ok" {
		status = http.StatusServiceUnavailable
	}
	if g.server.Draining() {
		h.Status, h.Checks["node"] = "degraded", "draining"
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, h)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the peer may be gone
}

// gauges say by 0 and 1 whether the store and live delivery work, and how many
// contests run.
func (g *gateway) gauges() []prometheus.Collector {
	up := func(name, help string, ping func(context.Context) error) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), healthWithin)
			defer cancel()
			if ping(ctx) != nil {
				return 0
			}
			return 1
		})
	}
	return []prometheus.Collector{
		up("prepwire_store_up", "Whether the store works.", g.store.Ping),
		up("prepwire_live_up", "Whether live delivery works.", g.bus.Ping),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "prepwire_contests_running", Help: "Contests between their start and their end, as far as this node runs them."},
			func() float64 { return float64(g.contests.Running()) }),
	}
}
