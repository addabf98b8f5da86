package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// The dashboard comes from the gateway alone, under a policy that lets it do no
// more than it needs; only in development it is told to get a token by itself.
func TestDashboard(t *testing.T) {
	public := start(t, t.TempDir(), "JWT_SECRET="+secret())
	own := start(t, t.TempDir())
	for path, kind := range map[string]string{"/": "text/html", "/dashboard.js": "text/javascript", "/dashboard.css": "text/css"} {
		res, body := public.get(path)
		policy := res.Header.Get("Content-Security-Policy")
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != kind+"; charset=utf-8" || res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %s %v", path, res.Status, res.Header)
		}
		if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self'; style-src 'self'; ") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		for _, loaded := range regexp.MustCompile(`(?:src|href)="([^"]*)"|url\(([^)]*)\)`).FindAllStringSubmatch(body, -1) {
			if address := loaded[1] + loaded[2]; strings.Contains(strings.TrimPrefix(address, "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'"), "//") {
				t.Errorf("%s loads %s", path, address)
			}
		}
		_, there := own.get(path)
		if path != "/" {
			if body != there {
				t.Errorf("%s differs in development", path)
			}
			continue
		}
		if regexp.MustCompile(`(?i)<style|<script>| on[a-z]+=| style=`).MatchString(body) {
			t.Errorf("inline code or style in %s", body)
		}
		const flag = ` data-development="true"`
		if strings.Contains(body, flag) || strings.Replace(there, flag, "", 1) != body || there == body {
			t.Errorf("in public:\n%s\nin development:\n%s", body, there)
		}
	}
	public.stop()
	own.stop()
}
