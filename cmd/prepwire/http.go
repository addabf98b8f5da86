package main

import (
	"log/slog"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"prepwire/auth"
	"prepwire/schema"
)

// routes is what ADDR serves.
func (g *gateway) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /ws", g.server)
	for path, h := range map[string]http.Handler{
		"/healthz":      http.HandlerFunc(g.serveHealth),
		"/readyz":       http.HandlerFunc(g.serveReady),
		"/openrpc.json": document("application/json", schema.OpenRPC()),
		"/schema.json":  document("application/schema+json", schema.JSONSchema()),
	} {
		mux.Handle("GET "+path, g.origins.CORS(h))
		mux.Handle("OPTIONS "+path, g.origins.CORS(h))
	}
	mux.Handle("GET /docs", selfContained(schema.Reference()))
	serveDashboard(mux, g.config.development())
	if !g.config.development() {
		return mux
	}
	mux.HandleFunc("GET /dev/token", g.serveToken)
	return localOnly(mux)
}

// registry has every metric of the node.
func (g *gateway) registry() *prometheus.Registry {
	registry := prometheus.NewRegistry()
	registry.MustRegister(g.modelStats.collectors()...)
	registry.MustRegister(g.metrics, g.contestMetrics, g.storeStats.seconds, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	registry.MustRegister(g.gauges()...)
	registry.MustRegister(g.traces.Collectors()...)
	return registry
}

// adminRoutes is what ADMIN_ADDR serves.
func (g *gateway) adminRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(g.registry(), promhttp.HandlerOpts{ErrorLog: slog.NewLogLogger(g.log.Handler(), slog.LevelWarn)}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.Handle("GET /debug/pprof/cmdline", http.NotFoundHandler()) // secrets may be flags
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	if auth.RequireLoopback(g.config.AdminAddr) == nil {
		return localOnly(mux)
	}
	return mux
}

// document serves bytes that never change while the program runs.
func document(kind string, body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(body) // the peer may be gone
	})
}

// localOnly keeps out pages of strangers whose DNS name was bent to this
// machine: they still send their own name as Host.
func localOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !auth.LoopbackHost(r.Host) {
			http.Error(w, "only localhost, 127.0.0.1 and [::1] are served here", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// newHTTPServer bounds what a peer can keep us waiting for: who reads the
// largest document at less than 10 KB/s is cut off. WebSockets are their own
// masters once they are open: the time limits end with the upgrade. pprof adds
// the time it was asked to measure to the limit.
func newHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true) // the upgrade to WebSocket is one of HTTP/1.1
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    32 << 10,
		Protocols:         protocols,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
