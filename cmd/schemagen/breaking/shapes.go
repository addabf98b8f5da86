package breaking

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// schema compares two schemas at a place. Definitions are compared once for
// each direction, and found at their own place.
func (c *comparison) schema(pointer string, old, new node, d direction) {
	before, after := reference(old), reference(new)
	if before != "" || after != "" {
		pair := before + " " + after + map[direction]string{sends: " sent", receives: " received"}[d]
		if before == "" || after == "" {
			pair += " " + pointer
		}
		if c.seen[pair] {
			return
		}
		c.seen[pair] = true
	}
	c.siblings(pointer, old, new, d)
	if before != "" && after != "" {
		pointer = strings.TrimPrefix(before, "#")
	}
	old, new = c.resolve(c.old, old), c.resolve(c.new, new)
	if old == nil || new == nil {
		c.found(pointer, "the definition was removed, or refers to nothing")
		return
	}
	c.types(pointer, old, new, d)
	c.values(pointer, old, new, d)
	c.bounds(pointer, old, new, d)
	c.texts(pointer, old, new, d)
	c.object(pointer, old, new, d)
	c.items(pointer, old, new, d)
	c.alternatives(pointer, old, new, d)
	c.others(pointer, old, new)
}

// reference is what a schema refers to: by $ref, or by an allOf of one $ref,
// which leaves room for words beside it.
func reference(s node) string {
	if all, _ := s["allOf"].([]any); len(all) == 1 {
		only, _ := all[0].(node)
		return text(only["$ref"])
	}
	return text(s["$ref"])
}

// names finds definitions that are gone: generated types had their names.
func (c *comparison) names() {
	for _, name := range slices.Sorted(maps.Keys(child(c.old, "$defs"))) {
		if child(c.new, "$defs", name) == nil {
			c.found(at("/$defs", name), "definition %s was removed: generated types had this name", name)
		}
	}
}

// siblings compares what stands beside a reference and is no word.
func (c *comparison) siblings(pointer string, old, new node, d direction) {
	if reference(old) != "" && reference(new) != "" {
		c.fallback(pointer, old, new, d)
	}
}

// resolve follows references until there is a schema.
func (c *comparison) resolve(doc, s node) node {
	for range 100 { // a circle of references alone has no meaning
		to := reference(s)
		if to == "" {
			return s
		}
		names := strings.Split(strings.TrimPrefix(to, "#/"), "/")
		target := child(doc, names...)
		if target == nil {
			return nil
		}
		s = target
	}
	return nil
}

// types compares the kinds of JSON values. None means any.
func (c *comparison) types(pointer string, old, new node, d direction) {
	before, after := kinds(old), kinds(new)
	wide, narrow := after, before // what clients send must stay accepted
	if d == receives {
		wide, narrow = before, after
	}
	if len(wide) == 0 || within(narrow, wide) {
		return
	}
	if d == sends {
		c.found(pointer+"/type", "the type was %s and is %s: values that were accepted are refused", anyOf(before), anyOf(after))
		return
	}
	c.found(pointer+"/type", "the type was %s and is %s: clients receive values they do not expect", anyOf(before), anyOf(after))
}

func kinds(s node) []string {
	if one := text(s["type"]); one != "" {
		return []string{one}
	}
	return list(s["type"])
}

func anyOf(kinds []string) string {
	if len(kinds) == 0 {
		return "any"
	}
	return strings.Join(kinds, " or ")
}

func within(narrow, wide []string) bool {
	for _, kind := range narrow {
		if !slices.Contains(wide, kind) && !(kind == "integer" && slices.Contains(wide, "number")) {
			return false
		}
	}
	return len(narrow) > 0
}

// values compares enum and const.
func (c *comparison) values(pointer string, old, new node, d direction) {
	before, after := set(old), set(new)
	switch {
	case before == nil && after == nil:
	case d == sends && before == nil:
		c.found(pointer+"/enum", "only listed values are accepted now")
	case d == receives && after == nil:
		c.found(pointer+"/enum", "the list of values was removed: clients receive values they do not expect")
	case d == sends && after == nil, d == receives && before == nil:
	case d == sends:
		for _, v := range missing(before, after) {
			c.found(pointer+"/enum", "the value %v is not accepted any more", v)
		}
	case !slices.Contains(open, pointer):
		for _, v := range missing(after, before) {
			c.found(pointer+"/enum", "clients receive the new value %v, which a complete list of cases does not have", v)
		}
	default:
		for _, v := range missing(before, after) {
			c.found(pointer+"/enum", "the value %v was removed", v)
		}
	}
}

func set(s node) []any {
	if v, ok := s["const"]; ok {
		return []any{v}
	}
	all, _ := s["enum"].([]any)
	return all
}

// missing is what of some is not among others.
func missing(some, others []any) []any {
	return slices.DeleteFunc(slices.Clone(some), func(v any) bool {
		return slices.ContainsFunc(others, func(o any) bool { return reflect.DeepEqual(v, o) })
	})
}

// object compares the members of objects.
func (c *comparison) object(pointer string, old, new node, d direction) {
	before, after := child(old, "properties"), child(new, "properties")
	for _, name := range slices.Sorted(maps.Keys(before)) {
		here := at(pointer+"/properties", name)
		now, ok := after[name].(node)
		if !ok {
			c.found(here, "member %s was removed from what clients %s", name, verb(d))
			continue
		}
		c.schema(here, child(before, name), now, d)
	}
	must, mustNow := list(old["required"]), list(new["required"])
	if d == sends {
		for _, name := range mustNow {
			if !slices.Contains(must, name) {
				c.found(at(pointer+"/properties", name), "member %s is required now: calls without it are refused", name)
			}
		}
	} else {
		for _, name := range must {
			if !slices.Contains(mustNow, name) {
				c.found(at(pointer+"/properties", name), "member %s was always there and may be missing now", name)
			}
		}
	}
	c.additional(pointer+"/additionalProperties", old, new, d)
}

func verb(d direction) string {
	if d == sends {
		return "send"
	}
	return "receive"
}

// additional compares members of any names. What clients receive may always
// have members more.
func (c *comparison) additional(pointer string, old, new node, d direction) {
	before, after := old["additionalProperties"], new["additionalProperties"]
	if len(rule(before)) > 0 && len(rule(after)) > 0 {
		c.schema(pointer, before.(node), after.(node), d)
		return
	}
	allowed, allowedNow := before != false, after != false
	switch {
	case allowed && !allowedNow && objects(old):
		c.found(pointer, "members of any name were there and are no more in what clients %s", verb(d))
	case d == sends && allowed && len(rule(before)) == 0 && len(rule(after)) > 0:
		c.found(pointer, "members of any name could have any value, and now have not")
	case d == receives && len(rule(before)) > 0 && allowedNow:
		c.found(pointer, "members of any name had values of one kind, and now may have any")
	}
}

// rule is a schema for members; true, false and nothing are none.
func rule(v any) node {
	s, _ := v.(node)
	return s
}

// objects says whether an object would fit the schema.
func objects(s node) bool { return len(kinds(s)) == 0 || slices.Contains(kinds(s), "object") }

func (c *comparison) items(pointer string, old, new node, d direction) {
	before, after := child(old, "items"), child(new, "items")
	switch {
	case before == nil && after == nil:
	case before != nil && after != nil:
		c.schema(pointer+"/items", before, after, d)
	case (before == nil) == (d == sends):
		c.found(pointer+"/items", "what the elements may be has changed for what clients %s", verb(d))
	}
}

// alternatives compares oneOf and anyOf: each alternative of the narrower side
// must be one of the wider side.
func (c *comparison) alternatives(pointer string, old, new node, d direction) {
	for _, name := range []string{"oneOf", "anyOf"} {
		before, _ := old[name].([]any)
		after, _ := new[name].([]any)
		switch {
		case before == nil && after == nil:
		case d == sends && before == nil, d == receives && after == nil:
			c.found(at(pointer, name), "what clients %s has other alternatives than before", verb(d))
		case d == sends && after != nil:
			c.each(at(pointer, name), before, after, d)
		case d == receives && before != nil:
			c.each(at(pointer, name), before, after, d)
		}
	}
}

func (c *comparison) each(pointer string, old, new []any, d direction) {
	fits := func(before, after any) bool {
		a, _ := before.(node)
		b, _ := after.(node)
		trial := &comparison{old: c.old, new: c.new, seen: maps.Clone(c.seen)}
		trial.schema(pointer, a, b, d)
		return len(trial.findings) == 0
	}
	if d == sends {
		for _, before := range old {
			if !slices.ContainsFunc(new, func(after any) bool { return fits(before, after) }) {
				c.found(pointer, "an alternative that was accepted is not any more")
			}
		}
		return
	}
	for _, after := range new {
		if !slices.ContainsFunc(old, func(before any) bool { return fits(before, after) }) {
			c.found(pointer, "clients receive an alternative they do not know")
		}
	}
}

// known are the keywords that are compared, or that say nothing to a program.
var known = strings.Fields(`$ref allOf type enum const properties required additionalProperties items oneOf anyOf
	minimum maximum minLength maxLength minItems maxItems minProperties maxProperties pattern format default
	title description $comment examples deprecated`)

// others finds changes of what this package cannot judge.
func (c *comparison) others(pointer string, old, new node) {
	for _, side := range []node{old, new} {
		for name := range side {
			if !slices.Contains(known, name) && !reflect.DeepEqual(old[name], new[name]) {
				c.found(at(pointer, name), "%s was %v and is %v, and what that means cannot be judged", name, said(old[name]), said(new[name]))
			}
		}
	}
}
