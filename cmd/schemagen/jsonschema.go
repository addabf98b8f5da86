package main

import (
	"fmt"
	"strings"

	"prepwire/schema"
	"prepwire/schema/shape"
)

// jsonSchema is a root object that nobody sends: its properties are maps from
// wire names to schemas, so that a generator of types yields the same maps.
func jsonSchema(c *comments) shape.Ordered {
	d := newDefinitions("#/$defs/", c)
	properties := shape.Ordered{
		{Name: "methods", Value: d.methods()},
		{Name: "notifications", Value: d.notifications()},
		{Name: "clientNotifications", Value: record("ClientNotifications", "What a client may send without expecting a reply.",
			shape.Ordered{{Name: schema.CancelRequest, Value: d.Schema(shape.Of[schema.CancelParams]())}})},
		{Name: "snapshots", Value: record("Snapshots", "The snapshot of a topic that could not be recovered, by the kind of topic.", shape.Ordered{
			{Name: "user", Value: d.Schema(shape.Of[schema.UserSnapshot]())},
			{Name: "contest", Value: d.Schema(schema.ContestJoin.Spec.Result)},
		})},
		{Name: "error", Value: shape.Ordered{{Name: "$ref", Value: "#/$defs/Error"}}},
	}
	d.add("Error", errorObject(d))
	out := shape.Ordered{
		{Name: "$schema", Value: "https://json-schema.org/draft/2020-12/schema"},
		{Name: "$comment", Value: generated},
	}
	out = append(out, record("Prepwire", "Everything that travels over a "+schema.Version+" WebSocket, by its name.", properties)...)
	return append(out,
		shape.Member{Name: "$defs", Value: d.all()},
		shape.Member{Name: "x-version", Value: schema.Version},
		shape.Member{Name: "x-codes", Value: numbers(c, "Code", "code")},
		shape.Member{Name: "x-errors", Value: catalogue()},
		shape.Member{Name: "x-closeCodes", Value: numbers(c, "CloseCode", "code")},
		shape.Member{Name: "x-limits", Value: limits()},
		shape.Member{Name: "x-notifications", Value: notices(c)},
	)
}

// record is an object that has every one of the given members.
func record(title, description string, properties shape.Ordered) shape.Ordered {
	names := make([]string, len(properties))
	for i, p := range properties {
		names[i] = p.Name
	}
	var out shape.Ordered
	if title != "" {
		out = shape.Ordered{{Name: "title", Value: title}}
	}
	return append(out, shape.Ordered{
		{Name: "description", Value: description},
		{Name: "type", Value: "object"},
		{Name: "properties", Value: properties},
		{Name: "required", Value: names},
		{Name: "additionalProperties", Value: false},
	}...)
}

func (d *definitions) methods() shape.Ordered {
	all := shape.Ordered{}
	for _, m := range schema.Methods() {
		entry := record("", d.words.wire[m.Name], shape.Ordered{
			{Name: "params", Value: d.params(m.Params)},
			{Name: "result", Value: d.Schema(m.Result)},
		})
		all.Set(m.Name, append(entry, facts(m)...))
	}
	return record("Methods", "Params and result of every method.", all)
}

func (d *definitions) notifications() shape.Ordered {
	all := shape.Ordered{}
	for _, n := range schema.Notices() {
		all.Set(n.Name, d.Schema(n.Params))
	}
	return record("Notifications", "Params of every notification of the server.", all)
}

// facts are what a client may want to know of a method beside its shapes.
func facts(m *schema.Spec) shape.Ordered {
	causes := m.Causes
	if causes == nil {
		causes = []string{}
	}
	out := shape.Ordered{
		{Name: "x-access", Value: m.Access.String()},
		{Name: "x-idempotent", Value: m.Idempotent},
		{Name: "x-causes", Value: causes},
		{Name: "x-timeoutMs", Value: m.Timeout.Milliseconds()},
		{Name: "x-positional", Value: positional(m.Params)},
	}
	if one := m.Params.OneOf; len(one) > 0 { // OpenRPC lists params one by one and has no word for it
		out = append(out, shape.Member{Name: "x-exactlyOne", Value: one})
	}
	return out
}

// positional lists the members in the order of params that are an array.
func positional(t *shape.Type) []string {
	names := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		names[i] = f.Name
	}
	return names
}

// notices tells of every notification what its schema does not say.
func notices(c *comments) shape.Ordered {
	out := shape.Ordered{}
	for _, n := range schema.Notices() {
		out.Set(n.Name, shape.Ordered{
			{Name: "description", Value: c.wire[n.Name]},
			{Name: "kind", Value: n.Kind.String()},
			{Name: "topic", Value: n.Topic.String()},
		})
	}
	return out
}

// definitions collects named schemas. What a call may bring is defined apart
// from what it is made of, because only params have the member _meta.
type definitions struct {
	shape.Documenter
	words *comments
	calls shape.Ordered
	extra shape.Ordered
}

func newDefinitions(prefix string, c *comments) *definitions {
	return &definitions{Documenter: shape.Documenter{Prefix: prefix, Comment: c.of}, words: c}
}

func (d *definitions) add(name string, value shape.Ordered) { d.extra.Set(name, value) }

// params refers to the schema of a method's params, which may also hold _meta.
func (d *definitions) params(t *shape.Type) shape.Ordered {
	name := t.Name
	if t.Go == shape.Of[schema.Empty]().Go {
		name = "EmptyParams" // Empty itself is a result too
	}
	schemaOf := shape.Ordered{{Name: "description", Value: name + strings.TrimPrefix(d.words.types[t.Name], t.Name)}}
	for _, m := range d.inline(t) {
		if m.Name == "properties" {
			m.Value = append(m.Value.(shape.Ordered), shape.Member{Name: "_meta", Value: d.Schema(shape.Of[schema.Meta]())})
		}
		schemaOf = append(schemaOf, m)
	}
	d.calls.Set(name, schemaOf)
	return shape.Ordered{{Name: "$ref", Value: d.Prefix + name}}
}

// inline is the schema of an object itself instead of a reference to it.
func (d *definitions) inline(t *shape.Type) shape.Ordered {
	anonymous := *t
	anonymous.Name = ""
	return d.Schema(&anonymous)
}

// all returns every definition, each name once.
func (d *definitions) all() shape.Ordered {
	out := append(shape.Ordered{}, d.calls...)
	for _, def := range d.Definitions() {
		d.extra = append(d.extra, shape.Member{Name: def.Name, Value: def.Schema})
	}
	for _, m := range d.extra {
		for _, known := range out {
			if known.Name == m.Name {
				panic(fmt.Sprintf("schemagen: %s is both the params of a method and part of something else", m.Name))
			}
		}
		out = append(out, m)
	}
	return out
}
