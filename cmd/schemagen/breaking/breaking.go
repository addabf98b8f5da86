// Package breaking says whether a new schema.json breaks clients that were made
// for an old one.
//
// What clients send and what they receive are judged the other way round. Of
// what they send, the new contract must accept all that the old one accepted;
// what they receive must be what the old one promised, and may have members
// more:
//
//	params                             new ⊇ old   narrowing breaks
//	results, notifications, snapshots  new ⊆ old   widening breaks, new members do not
//
// New methods, notifications, optional params, reasons of errors, codes and
// limits pass. A client meets reasons it does not know and goes by the code.
package breaking

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A Finding is one change that breaks clients.
type Finding struct {
	Pointer string // JSON pointer into the old document, of what was added into the new one
	Why     string // what changed, in plain words
}

func (f Finding) String() string { return f.Pointer + ": " + f.Why }

// Compare lists what in the new schema.json breaks clients of the old one,
// each thing once, in the order of the pointers. A new x-version may break
// everything: it names another protocol, so nothing is found then. The error
// says which document is not a schema.json.
func Compare(old, new []byte) ([]Finding, error) {
	before, err := read("old", old)
	if err != nil {
		return nil, err
	}
	after, err := read("new", new)
	if err != nil {
		return nil, err
	}
	return compare(before, after), nil
}

func compare(before, after node) []Finding {
	if before["x-version"] != after["x-version"] {
		return nil
	}
	c := &comparison{old: before, new: after, seen: map[string]bool{}}
	c.methods()
	c.table("notifications", receives)
	c.table("clientNotifications", sends)
	c.table("snapshots", receives)
	c.errorObject()
	c.notices()
	c.lists()
	c.names()
	slices.SortFunc(c.findings, func(a, b Finding) int {
		return strings.Compare(a.String(), b.String())
	})
	return slices.Compact(c.findings)
}

func read(which string, text []byte) (node, error) {
	var doc node
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("the %s document: %w", which, err)
	}
	if doc["x-version"] == nil || child(doc, "properties", "methods", "properties") == nil {
		return nil, fmt.Errorf("the %s document is no schema.json of this protocol: it has no x-version or no table of methods", which)
	}
	return doc, nil
}

// node is an object of a document.
type node = map[string]any

// child follows names down; nil when there is no such object.
func child(n node, names ...string) node {
	for _, name := range names {
		n, _ = n[name].(node)
	}
	return n
}

// direction is which way documents of a schema travel.
type direction bool

// Seen by the client.
const (
	sends    direction = true
	receives direction = false
)

// comparison is the two documents and what was found so far.
type comparison struct {
	old, new node
	seen     map[string]bool // pairs of definitions that were compared or are being compared
	findings []Finding
}

func (c *comparison) found(pointer, format string, args ...any) {
	c.findings = append(c.findings, Finding{pointer, fmt.Sprintf(format, args...)})
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")

// at is the pointer one step further down.
func at(pointer, name string) string { return pointer + "/" + escape.Replace(name) }
