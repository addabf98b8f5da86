package auth

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func TestOriginsAllowed(t *testing.T) {
	lists := map[string][]string{
		"none":      nil,
		"exact":     {"https://app.example.org"},
		"below":     {"https://*.example.org"},
		"port":      {"https://app.example.org:8443", " http://localhost:* "},
		"host":      {"app.example.org", "*.example.net:8443", "[::1]:*"},
		"extension": {"chrome-extension://abcdefghijklmnop", "moz-extension://*"},
		"any":       {"*"},
		"null":      {"null"},
		"upper":     {"HTTPS://APP.Example.ORG:443/"},
	}
	cases := []struct {
		list, host, origin string
		want               bool
	}{
		{"none", "gw.org", "https://gw.org", true},
		{"none", "gw.org", "http://gw.org", true},
		{"none", "GW.org", "https://gw.ORG", true},
		{"none", "gw.org:443", "https://gw.org", true},
		{"none", "gw.org", "https://gw.org:443", true},
		{"none", "gw.org:3001", "http://gw.org:3001", true},
		{"none", "[::1]:3001", "http://[::1]:3001", true},
		{"none", "gw.org:3001", "http://gw.org:3002", false},
		{"none", "gw.org:3001", "http://gw.org", false},
		{"none", "gw.org", "http://gw.org:3001", false},
		{"none", "gw.org:80", "https://gw.org", false},
		{"none", "gw.org", "https://app.gw.org", false},
		{"none", "gw.org", "https://gw.org.evil.org", false},
		{"none", "gw.org", "https://evil.org", false},
		{"none", "abc", "chrome-extension://abc", false},
		{"none", "gw.org", "null", false},
		{"none", "null", "null", false},
		{"none", "", "https://", false},

		{"exact", "gw.org", "https://app.example.org", true},
		{"exact", "gw.org", "https://app.example.org:443", true},
		{"exact", "gw.org", "http://app.example.org", false},
		{"exact", "gw.org", "https://app.example.org:8443", false},
		{"exact", "gw.org", "https://example.org", false},
		{"exact", "gw.org", "https://app.example.org.evil.org", false},
		{"exact", "gw.org", "https://appxexample.org", false},

		{"below", "gw.org", "https://a.example.org", true},
		{"below", "gw.org", "https://a.b.example.org", true},
		{"below", "gw.org", "https://example.org", false},
		{"below", "gw.org", "https://evilexample.org", false},
		{"below", "gw.org", "https://a.example.org.evil.org", false},
		{"below", "gw.org", "https://a.example.org:8443", false},
		{"below", "gw.org", "https://evil.org/.example.org", false},
		{"below", "gw.org", "https://evil.org?.example.org", false},
		{"below", "gw.org", "https://evil.org#.example.org", false},
		{"below", "gw.org", `https://evil.org\.example.org`, false},
		{"below", "gw.org", "https://evil.org:1@a.example.org", false},
		{"below", "gw.org", "https://evil.org, https://a.example.org", false},
		{"below", "gw.org", "https://evil.org https://a.example.org", false},
		{"below", "gw.org", "https://evil.org:80.example.org", false},

		{"port", "gw.org", "https://app.example.org:8443", true},
		{"port", "gw.org", "https://app.example.org", false},
		{"port", "gw.org", "http://localhost", true},
		{"port", "gw.org", "http://localhost:5173", true},
		{"port", "gw.org", "http://localhost:5173.evil.org", false},
		{"port", "gw.org", "http://localhost.evil.org:5173", false},

		{"host", "gw.org", "https://app.example.org", true},
		{"host", "gw.org", "http://app.example.org", true},
		{"host", "gw.org", "http://app.example.org:80", true},
		{"host", "gw.org", "http://app.example.org:443", false},
		{"host", "gw.org", "ftp://app.example.org", false},
		{"host", "gw.org", "chrome-extension://app.example.org", false},
		{"host", "gw.org", "https://x.example.net:8443", true},
		{"host", "gw.org", "http://[::1]:9", true},

		{"extension", "gw.org", "chrome-extension://abcdefghijklmnop", true},
		{"extension", "gw.org", "chrome-extension://abcdefghijklmnoq", false},
		{"extension", "gw.org", "https://abcdefghijklmnop", false},
		{"extension", "gw.org", "moz-extension://0b1c-2d", true},

		{"any", "gw.org", "https://whatever.org:1", true},
		{"any", "gw.org", "chrome-extension://x", true},
		{"any", "gw.org", "null", false},
		{"any", "gw.org", "", false},
		{"any", "gw.org", "whatever", false},
		{"any", "gw.org", "https://*", false},
		{"any", "gw.org", "https://a b", false},
		{"any", "gw.org", "https://a:", false},
		{"any", "gw.org", "https://a:99999", false},
		{"any", "gw.org", "https://[::1", false},
		{"any", "gw.org", "https://::1", false},
		{"any", "gw.org", "1x://a", false},
		{"any", "gw.org", "://a", false},

		{"null", "gw.org", "null", true},
		{"null", "gw.org", "NULL", false},
		{"null", "gw.org", "https://null", false},
		{"upper", "gw.org", "https://app.example.org", true},
	}
	for _, c := range cases {
		o, err := NewOrigins(lists[c.list])
		if err != nil {
			t.Fatal(err)
		}
		r := request(t, "Origin", c.origin)
		r.Host = c.host
		if got := o.Allowed(r); got != c.want {
			t.Errorf("%s: origin %q to host %q: %v", c.list, c.origin, c.host, got)
		}
	}
}

func TestOriginsHeaders(t *testing.T) {
	var o Origins
	if !o.Allowed(request(t)) {
		t.Error("no Origin header is refused")
	}
	same := "http://gateway.example.org"
	if !o.Allowed(request(t, "Origin", same)) || o.Allowed(request(t, "Origin", same, "Origin", same)) {
		t.Error("one header is fine, two are not")
	}
}

func TestOriginsMalformed(t *testing.T) {
	o, err := NewOrigins([]string{"https://good.org", ""})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"https://", "://a", "https://a/b", "https://a?b", "https://u@a", "a b", "https://a:b", "https://a:",
		"*://a", "https://[::1", "https://::1", "https://a:99999", "https://[]", "https://a]", "a,b"} {
		err := o.Set([]string{"https://other.org", p})
		if err == nil || !strings.Contains(err.Error(), p) {
			t.Errorf("%q: %v", p, err)
		}
	}
	if !o.Allowed(request(t, "Origin", "https://good.org")) || o.Allowed(request(t, "Origin", "https://other.org")) {
		t.Error("a refused list changed something")
	}
}

func TestOriginsSetConcurrent(t *testing.T) {
	o, err := NewOrigins([]string{"https://a.org"})
	if err != nil {
		t.Fatal(err)
	}
	r := request(t, "Origin", "https://always.org")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 200 {
				if err := o.Set([]string{"https://a.org", "https://always.org"}); err != nil {
					t.Error(err)
				}
				if !o.Allowed(r) {
					t.Error("an origin of every list was refused")
				}
			}
		})
	}
	wg.Wait()
}

func TestCORS(t *testing.T) {
	o, err := NewOrigins([]string{"https://app.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	h := o.CORS(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	good, evil := "https://app.example.org", "https://evil.org"
	cases := []struct {
		name, method, origin, asks string
		status                     int
		allow, methods             string
	}{
		{"no page", "GET", "", "", http.StatusTeapot, "", ""},
		{"allowed", "GET", good, "", http.StatusTeapot, good, ""},
		{"not allowed", "GET", evil, "", http.StatusTeapot, "", ""},
		{"null", "GET", "null", "", http.StatusTeapot, "", ""},
		{"preflight", "OPTIONS", good, "GET", http.StatusNoContent, good, "GET, HEAD"},
		{"preflight not allowed", "OPTIONS", evil, "GET", http.StatusForbidden, "", ""},
		{"plain OPTIONS", "OPTIONS", good, "", http.StatusTeapot, good, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := request(t)
			r.Method = c.method
			if c.origin != "" {
				r.Header.Set("Origin", c.origin)
			}
			if c.asks != "" {
				r.Header.Set("Access-Control-Request-Method", c.asks)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			got := w.Result().Header
			if w.Code != c.status || got.Get("Access-Control-Allow-Origin") != c.allow ||
				got.Get("Access-Control-Allow-Methods") != c.methods || got.Get("Vary") != "Origin" {
				t.Errorf("status %d, %v", w.Code, got)
			}
			if got.Get("Access-Control-Allow-Credentials") != "" {
				t.Error("credentials are allowed")
			}
		})
	}
}
