package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"prepwire/schema"
)

func TestPlainHTTP(t *testing.T) {
	r := start(t, t.TempDir(), "JWT_SECRET="+secret(), "ALLOWED_ORIGINS=https://app.example")
	for _, c := range []struct {
		path, kind, holds string
	}{
		{"/healthz", "application/json", `{"status":"ok","checks":{"live":"ok","store":"ok"}}`},
		{"/readyz", "application/json", `"status":"ok"`},
		{"/openrpc.json", "application/json", string(schema.OpenRPC())},
		{"/schema.json", "application/schema+json", string(schema.JSONSchema())},
		{"/", "text/html; charset=utf-8", "prepwire.v1"},
	} {
		res, body := r.get(c.path)
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != c.kind || !strings.Contains(body, c.holds) {
			t.Errorf("%s: %s, %s, %.200s", c.path, res.Status, res.Header.Get("Content-Type"), body)
		}
		if res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be taken for something else: %v", c.path, res.Header)
		}
	}
	for _, path := range []string{"/nowhere", "/dev/token?user=a", "/metrics", "/debug/pprof/"} {
		if res, _ := r.get(path); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	if res, _ := r.get("/healthz", func(req *http.Request) { req.Host = "gateway.example" }); res.StatusCode != http.StatusOK {
		t.Errorf("outside development another Host got %s", res.Status)
	}
	checkCORS(t, r)
	r.stop()
	if strings.Contains(r.stderr.String(), "websocat") {
		t.Error("a token was printed outside development")
	}
}

func checkCORS(t *testing.T, r *running) {
	t.Helper()
	from := func(method, origin string) func(*http.Request) {
		return func(req *http.Request) {
			req.Method = method
			req.Header.Set("Origin", origin)
			if method == http.MethodOptions {
				req.Header.Set("Access-Control-Request-Method", "GET")
			}
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodOptions} {
		res, _ := r.get("/openrpc.json", from(method, "https://app.example"))
		if res.StatusCode >= 300 || res.Header.Get("Access-Control-Allow-Origin") != "https://app.example" {
			t.Errorf("%s from an allowed page: %s %v", method, res.Status, res.Header)
		}
		res, _ = r.get("/openrpc.json", from(method, "https://evil.example"))
		if res.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s from another page: %s %v", method, res.Status, res.Header)
		}
	}
}

// A stranger's page whose DNS name was bent to 127.0.0.1 reaches the port, but
// sends its own name.
func TestDevelopmentServesItsOwnHostOnly(t *testing.T) {
	r := start(t, t.TempDir(), "ADMIN_ADDR=127.0.0.1:0")
	adminURL := "http://" + r.admin()
	hosts := map[string]bool{
		"localhost": true, "localhost:3001": true, "127.0.0.1": true, "[::1]": true, "LOCALHOST:1": true,
		"evil.example": false, "evil.example:3001": false, "localhost.evil.example": false, "127.0.0.1.nip.io": false, "127.1": false, "0.0.0.0": false,
	}
	urls := []string{adminURL + "/metrics"}
	for _, path := range []string{"/", "/dashboard.js", "/ws", "/healthz", "/readyz", "/openrpc.json", "/schema.json", "/docs", "/dev/token?user=alice", "/nowhere"} {
		urls = append(urls, r.base()+path)
	}
	for host, welcome := range hosts {
		for _, url := range urls {
			res, _ := fetch(t, url, func(req *http.Request) { req.Host = host })
			if served := res.StatusCode != http.StatusForbidden; served != welcome {
				t.Errorf("Host %s, %s: %s", host, url, res.Status)
			}
		}
	}
	r.stop()
}

func TestDevToken(t *testing.T) {
	r := start(t, t.TempDir())
	res, body := r.get("/dev/token?user=bob&name=Bob&roles=author,organizer")
	var answer struct{ Token string }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || res.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%s %v %s", res.Status, res.Header, body)
	}
	var who schema.Connected
	c := r.dial(answer.Token)
	c.result("session.resume", "{}", &who)
	var renewed schema.RenewResult
	c.result("session.renew", "{}", &renewed)
	if renewed.Token == "" || renewed.ExpiresAt.Before(who.ExpiresAt.Time) {
		t.Errorf("until %v, renewed until %v", who.ExpiresAt, renewed.ExpiresAt)
	}
	if who.UserID != "bob" || who.Name != "Bob" || len(who.Roles) != 2 {
		t.Errorf("connected as %+v", who)
	}
	for query, named := range map[string]string{
		"": "user", "?user=": "user", "?user=" + strings.Repeat("x", 65): "user",
		"?user=bob&name=" + strings.Repeat("x", 129): "name", "?user=bob&roles=king": "role",
	} {
		if res, body := r.get("/dev/token" + query); res.StatusCode != http.StatusBadRequest || !strings.Contains(body, named) {
			t.Errorf("%q: %s %s", query, res.Status, body)
		}
	}
	res, body = r.get("/dev/token?user=bob", func(req *http.Request) { req.Header.Set("Origin", "https://evil.example") })
	if res.StatusCode != http.StatusForbidden || strings.Contains(body, "ey") {
		t.Errorf("another page got %s %s", res.Status, body)
	}
}

func TestDevelopmentWithASecret(t *testing.T) {
	env := []string{"DEV=true", "JWT_SECRET=" + secret()}
	dir := t.TempDir()
	r := start(t, dir, env...)
	r.dial(tokenFor(t, dir, env, "--user", "alice")).result("system.health", "[]", &struct{}{})
	if _, err := os.Stat(filepath.Join(dir, "data", secretFile)); err == nil {
		t.Error("a development secret was made beside JWT_SECRET")
	}
	r.stop()
}

func TestAdminPort(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, "ADMIN_ADDR=127.0.0.1:0")
	alice := r.dial(tokenFor(t, dir, nil, "--user", "alice"))
	alice.result("system.health", "[]", &struct{}{})
	alice.result("question.generate", `{"examType":"SAT","subject":"math"}`, &struct{}{})
	base := "http://" + r.admin()
	_, metrics := fetch(t, base+"/metrics")
	for _, line := range []string{
		"prepwire_connections 1", `prepwire_calls_total{code="0",method="system.health"} 1`, `prepwire_connects_total{result="ok"} 1`,
		`prepwire_store_seconds_count{op="ping"} `, `prepwire_store_seconds_count{op="create_questions"} 1`,
		"prepwire_store_up 1", "prepwire_live_up 1", "go_goroutines ", "process_open_fds ",
	} {
		if !strings.Contains(metrics, line) {
			t.Errorf("no %q in /metrics", line)
		}
	}
	if res, _ := fetch(t, base+"/debug/pprof/cmdline"); res.StatusCode != http.StatusNotFound {
		t.Errorf("the command line, which may hold keys: %s", res.Status)
	}
	if res, _ := fetch(t, base+"/debug/pprof/goroutine?debug=1"); res.StatusCode != http.StatusOK {
		t.Errorf("pprof: %s", res.Status)
	}
}
