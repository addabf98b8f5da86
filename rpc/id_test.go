package rpc

import "testing"

// One id in 64 began with a hyphen, and `prepwire export --contest ID` took it
// for a flag.
func TestIDsAreNoFlags(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		id := newID()
		if len(id) != 16 || id[0] == '-' || seen[id] {
			t.Fatalf("id %q", id)
		}
		seen[id] = true
	}
}
