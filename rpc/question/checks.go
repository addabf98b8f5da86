package question

import (
	"slices"

	"prepwire/rpc/question/vet"
)

// Checks says which checks a question that a model wrote passes before anybody
// sees it. Its form is looked at always: what cannot be kept or shown is no
// question.
type Checks string

// The levels, each with all of those before it.
const (
	ChecksOff    Checks = "off"    // the form
	ChecksStatic Checks = "static" // what package vet finds, and what the bank has already
	ChecksFull   Checks = "full"   // a model comes to the same key without having seen it
)

// Names of checks that are not in a table.
const (
	checkUnlike = "unlike"
	checkSolved = "blind-solve"
)

func (c Checks) static() bool { return c != ChecksOff }

func (c Checks) full() bool { return c == ChecksFull }

// passed are the names of the checks of a level that a question of o has
// passed. They are kept with it.
func (c Checks) passed(o order) []string {
	var names []string
	for _, f := range formChecks {
		names = append(names, f.name)
	}
	if c.static() {
		for _, name := range vet.Names(string(o.kind)) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		names = append(names, checkUnlike)
	}
	if c.full() {
		names = append(names, checkSolved)
	}
	return names
}
