package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
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
