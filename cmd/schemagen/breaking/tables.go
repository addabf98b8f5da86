package breaking

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// entries calls do for what both documents have of a table, and finds what the
// new one has no more. It also compares the table itself.
func (c *comparison) entries(name, what string, do func(pointer string, old, new node)) {
	pointer := "/properties/" + name
	old, new := child(c.old, "properties", name), child(c.new, "properties", name)
	c.frame(pointer, old, new)
	for _, entry := range slices.Sorted(maps.Keys(child(old, "properties"))) {
		here := at(pointer+"/properties", entry)
		now := child(new, "properties", entry)
		if now == nil {
			c.found(here, "%s %s was removed", what, entry)
			continue
		}
		do(here, child(old, "properties", entry), now)
	}
}

// frame compares a record that says nothing by itself: its members must stay.
func (c *comparison) frame(pointer string, old, new node) {
	for _, name := range list(old["required"]) {
		if !slices.Contains(list(new["required"]), name) {
			c.found(pointer+"/required", "%s is not required any more: generated types would have it optional", name)
		}
	}
	for _, name := range []string{"type", "additionalProperties"} {
		if !reflect.DeepEqual(old[name], new[name]) {
			c.found(at(pointer, name), "%s was %v and is %v: generated types would be others", name, said(old[name]), said(new[name]))
		}
	}
}

func (c *comparison) table(name string, d direction) {
	what := map[string]string{"notifications": "notification", "clientNotifications": "notification", "snapshots": "snapshot of"}[name]
	c.entries(name, what, func(pointer string, old, new node) {
		c.schema(pointer, old, new, d)
	})
}

func (c *comparison) methods() {
	c.entries("methods", "method", func(pointer string, old, new node) {
		c.frame(pointer, old, new)
		c.half(pointer, "params", old, new, sends)
		c.half(pointer, "result", old, new, receives)
		c.facts(pointer, old, new)
	})
}

// half compares the params or the result of a method.
func (c *comparison) half(pointer, name string, old, new node, d direction) {
	pointer = at(pointer+"/properties", name)
	before, after := child(old, "properties", name), child(new, "properties", name)
	switch {
	case before == nil:
	case after == nil:
		c.found(pointer, "the %s of the method was removed", name)
	default:
		c.schema(pointer, before, after, d)
	}
}

// callers are the roles that an access lets in.
var callers = map[string][]string{
	"anyone":    {"anyone", "user", "author", "organizer", "admin"},
	"user":      {"user", "author", "organizer", "admin"},
	"author":    {"author", "admin"},
	"organizer": {"organizer", "admin"},
	"admin":     {"admin"},
}

// facts compares what is said of a method beside its shapes.
func (c *comparison) facts(pointer string, old, new node) {
	before, after := text(old["x-access"]), text(new["x-access"])
	for _, who := range callers[before] {
		if !slices.Contains(callers[after], who) {
			c.found(pointer+"/x-access", "access was %q and is %q: %s may not call it any more", before, after, who)
			break
		}
	}
	if old["x-idempotent"] == true && new["x-idempotent"] != true || old["x-idempotent"] != nil && new["x-idempotent"] == nil {
		c.found(pointer+"/x-idempotent", "_meta.idempotencyKey is not honoured any more: a repeat creates a second object")
	}
	for _, name := range list(old["x-causes"]) {
		if !slices.Contains(list(new["x-causes"]), name) {
			c.found(pointer+"/x-causes", "it does not cause %s any more, which clients may wait for", name)
		}
	}
	if old["x-causes"] != nil && new["x-causes"] == nil {
		c.found(pointer+"/x-causes", "it is not said any more what the method causes")
	}
	c.timeout(pointer+"/x-timeoutMs", old["x-timeoutMs"], new["x-timeoutMs"])
	c.order(pointer+"/x-positional", old["x-positional"], new["x-positional"])
	if !reflect.DeepEqual(list(old["x-exactlyOne"]), list(new["x-exactlyOne"])) && old["x-exactlyOne"] != nil {
		for _, name := range list(old["x-exactlyOne"]) {
			if new["x-exactlyOne"] == nil || !slices.Contains(list(new["x-exactlyOne"]), name) {
				c.found(pointer+"/x-exactlyOne", "%s is not one of the members any more of which exactly one is given", name)
			}
		}
	}
}

func (c *comparison) timeout(pointer string, old, new any) {
	before, ok := old.(float64)
	if !ok {
		return
	}
	if after, ok := new.(float64); !ok || after < before {
		c.found(pointer, "a call had %v ms and has %v: what took longer now fails", old, said(new))
	}
}

// order compares params by position: new ones may only follow.
func (c *comparison) order(pointer string, old, new any) {
	if old == nil {
		return
	}
	before, after := list(old), list(new)
	if new == nil || len(after) < len(before) || !slices.Equal(before, after[:len(before)]) {
		c.found(pointer, "params by position were [%s] and are [%s]: an old array means something else or is refused",
			strings.Join(before, ", "), strings.Join(after, ", "))
	}
}

// notices compares what is said of notifications beside their shapes.
func (c *comparison) notices() {
	before, after := child(c.old, "x-notifications"), child(c.new, "x-notifications")
	for _, name := range slices.Sorted(maps.Keys(before)) {
		pointer := at("/x-notifications", name)
		old, new := child(before, name), child(after, name)
		if new == nil {
			c.found(pointer, "notification %s was removed", name)
			continue
		}
		if old["kind"] != new["kind"] {
			c.found(pointer+"/kind", "it was of kind %v and is of kind %v: it is numbered and replayed, or replaced by newer ones, otherwise than clients were told", said(old["kind"]), said(new["kind"]))
		}
		if old["topic"] != new["topic"] {
			c.found(pointer+"/topic", "it came to %v and comes to %v: it reaches others, or in another order", said(old["topic"]), said(new["topic"]))
		}
	}
}

// list reads an array of strings.
func list(v any) []string {
	var out []string
	all, _ := v.([]any)
	for _, one := range all {
		out = append(out, text(one))
	}
	return out
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// said is a value as a sentence has it.
func said(v any) any {
	if v == nil {
		return "not there"
	}
	return v
}
