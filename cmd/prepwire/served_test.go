package main

import (
	"testing"

	"prepwire/schema"
)

// Every method of the contract is served. Params that break every contract show
// it and have no effect.
func TestEveryMethodIsServed(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, "LIMIT_CALLS_PER_USER=0")
	c := r.dial(tokenFor(t, dir, nil, "--user", "root", "--roles", "admin"))
	for _, method := range schema.Methods() {
		m := c.call(method.Name, `{"no such member":1}`)
		if m.Error == nil || m.Error.Code != int(schema.InvalidParams) {
			t.Errorf("%s: %+v, want %d", method.Name, m.Error, schema.InvalidParams)
		}
	}
}
