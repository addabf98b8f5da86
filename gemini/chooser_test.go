package gemini

import (
	"context"
	"strings"
	"testing"
	"time"
)

// A dead key is tried again when its rest is over, and forgiven when it works.
func TestDeadKeyRests(t *testing.T) {
	key, err := ParseKey(strings.Repeat("s", 20))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1_000_000, 0)
	f := newFirstHealthy([]Key{key})
	f.now = func() time.Time { return now }
	take := func() Class {
		_, err := f.take(context.Background(), "m")
		return ClassOf(err)
	}
	f.settle(key, "m", Usage{}, &Error{Class: ClassOverloaded})
	if take() != ClassNone {
		t.Error("an overloaded model is not the key's fault")
	}
	f.settle(key, "m", Usage{}, &Error{Class: ClassKeyDead, Reason: "API_KEY_INVALID"})
	if take() != ClassKeyDead {
		t.Error("a dead key was given out")
	}
	now = now.Add(deadKeyRest - 1)
	if take() != ClassKeyDead {
		t.Error("a dead key was given out before its time")
	}
	now = now.Add(1)
	if take() != ClassNone {
		t.Error("a rested key was not given out")
	}
	f.settle(key, "m", Usage{}, nil)
	now = now.Add(-time.Hour)
	if take() != ClassNone {
		t.Error("a key that works again is still held for dead")
	}
}

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
	for c := ClassNone; c <= ClassDeadline; c++ {
		if seen[c.String()] || strings.HasPrefix(c.String(), "class_") {
			t.Errorf("class %d is called %q", int(c), c)
		}
		seen[c.String()] = true
	}
	if got := Class(99).String(); got != "class_99" {
		t.Errorf("got %q", got)
	}
}
