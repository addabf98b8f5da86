package main

import (
	"slices"
	"strings"
	"testing"

	"prepwire/schema"
)

// unserved are the parts of the contract whose services are not there yet: a
// namespace and a dot, or one method.
var unserved = []string{
	"recommendations.", "analytics.",
}

// Every method of the contract is served, or listed as not served yet. Params
// that break every contract tell one from the other and have no effect.
func TestEveryMethodIsServedOrListed(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, "LIMIT_CALLS_PER_USER=0")
	c := r.dial(tokenFor(t, dir, nil, "--user", "root", "--roles", "admin"))
	used := map[string]bool{}
	for _, method := range schema.Methods() {
		i := slices.IndexFunc(unserved, func(u string) bool {
			return method.Name == u || strings.HasSuffix(u, ".") && strings.HasPrefix(method.Name, u)
		})
		want := schema.InvalidParams
		if i >= 0 {
			want = schema.MethodNotFound
			used[unserved[i]] = true
		}
		m := c.call(method.Name, `{"no such member":1}`)
		if m.Error == nil || m.Error.Code != int(want) {
			t.Errorf("%s: %+v, want %d; say in unserved what is not served yet", method.Name, m.Error, want)
		}
	}
	for _, u := range unserved {
		if !used[u] {
			t.Errorf("%s is listed as not served, but the contract has no such method", u)
		}
	}
}
