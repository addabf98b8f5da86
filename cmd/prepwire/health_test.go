package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Without its store a node lives, says what is wrong, and gets no new clients.
func TestStoreGone(t *testing.T) {
	t.Chdir(t.TempDir())
	prog, _, err := parse(nil, []string{"ADDR=127.0.0.1:0", "ADMIN_ADDR=off"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	g, err := assemble(t.Context(), &prog.config, prog.logger(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.close)
	if err := g.store.Close(); err != nil {
		t.Fatal(err)
	}
	const checks = `{"status":"degraded","checks":{"live":"ok","store":"unavailable"}}`
	for path, want := range map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusServiceUnavailable} {
		w := httptest.NewRecorder()
		g.routes().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil))
		if w.Code != want || strings.TrimSpace(w.Body.String()) != checks {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	w := httptest.NewRecorder()
	g.adminRoutes().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, line := range []string{"prepwire_store_up 0\n", "prepwire_live_up 1\n"} {
		if !strings.Contains(w.Body.String(), line) {
			t.Errorf("no %q in /metrics", line)
		}
	}
}

// What hangs does not take the time of what is asked beside it.
func TestHealthOfEach(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	g := &gateway{log: slog.New(slog.DiscardHandler)}
	answered := make(chan struct{}, 9)
	checks := map[string]func(context.Context) error{"hangs": func(ctx context.Context) error {
		for range cap(answered) { // by then all others have been asked
			select {
			case <-answered:
			case <-ctx.Done():
			}
		}
		cancel()
		return ctx.Err()
	}}
	for _, name := range strings.Fields("a b c d e f g h i") {
		checks[name] = func(ctx context.Context) error {
			defer func() { answered <- struct{}{} }()
			return ctx.Err()
		}
	}
	h := g.look(ctx, checks)
	for name, said := range h.Checks {
		if well := name != "hangs"; well != (said == "ok") {
			t.Errorf("%s is %s", name, said)
		}
	}
	if h.Status != "degraded" || len(h.Checks) != len(checks) {
		t.Errorf("%+v", h)
	}
}
