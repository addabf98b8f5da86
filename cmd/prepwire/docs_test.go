package main

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"prepwire/schema"
)

// The page of the contract is served as it was made, under a policy that lets
// it do no more than it needs.
func TestDocsPage(t *testing.T) {
	r := start(t, t.TempDir(), "JWT_SECRET="+secret())
	res, body := r.get("/docs")
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/html; charset=utf-8" || body != string(schema.Reference()) {
		t.Fatalf("%s %v", res.Status, res.Header)
	}
	policy := res.Header.Get("Content-Security-Policy")
	for _, element := range []string{"style", "script"} {
		found := regexp.MustCompile("(?s)<"+element+">(.*?)</"+element+">").FindAllStringSubmatch(body, -1)
		if len(found) != 1 {
			t.Fatalf("%d %s elements", len(found), element)
		}
		sum := sha256.Sum256([]byte(found[0][1]))
		if want := element + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "';"; !strings.Contains(policy, want) {
			t.Errorf("the policy %q lacks %q", policy, want)
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "unsafe") || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", res.Header)
	}
	if _, home := r.get("/"); !strings.Contains(home, `href="docs"`) {
		t.Error("the first page does not lead there")
	}
	r.stop()
}

func TestHashes(t *testing.T) {
	if got := hashes([]byte("<p>no style</p>"), "style"); got != "'none'" {
		t.Error(got)
	}
	// the hash of nothing, as everybody knows it
	if got := hashes([]byte("<style></style><style></style>"), "style"); got != strings.TrimSpace(strings.Repeat("'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' ", 2)) {
		t.Error(got)
	}
}
