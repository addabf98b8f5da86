package gemini

import (
	"strings"
	"testing"
)

// The SDK panics on answers it does not know. The wire keeps those it knows of
// from the SDK; this is for the rest.
func TestPanicIsContained(t *testing.T) {
	run := func() (err error) {
		defer contain(&err)
		panic("unknown part")
	}
	if err := run(); err == nil || !strings.Contains(err.Error(), "unknown part") {
		t.Errorf("got %v", err)
	}
}

// Every class has a word of its own.
func TestClassNames(t *testing.T) {
	seen := map[string]bool{}
	for c := ClassNone; c <= ClassBusy; c++ {
		if seen[c.String()] || strings.HasPrefix(c.String(), "class_") {
			t.Errorf("class %d is called %q", int(c), c)
		}
		seen[c.String()] = true
	}
	if got := Class(99).String(); got != "class_99" {
		t.Errorf("got %q", got)
	}
}
