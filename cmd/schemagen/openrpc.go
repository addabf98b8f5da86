package main

import (
	"strings"

	"prepwire/schema"
	"prepwire/schema/shape"
)

// openRPCVersion is the newest that every reader knows.
const openRPCVersion = "1.3.2"

// openRPC is the contract as an OpenRPC document. What OpenRPC has no word for
// stands in members that begin with x-.
func openRPC(c *comments) shape.Ordered {
	d := newDefinitions("#/components/schemas/", c)
	methods := []shape.Ordered{}
	for _, m := range schema.Methods() {
		methods = append(methods, d.method(m))
	}
	methods = append(methods, d.cancel())
	notifications := d.notificationList()
	meta := d.Schema(shape.Of[schema.Meta]())
	d.Schema(shape.Of[schema.ErrorData]())
	d.Schema(shape.Of[schema.UserSnapshot]())
	return shape.Ordered{
		{Name: "openrpc", Value: openRPCVersion},
		{Name: "info", Value: shape.Ordered{
			{Name: "title", Value: "Prepwire"},
			{Name: "version", Value: strings.TrimPrefix(schema.Version, "prepwire.")},
			{Name: "description", Value: "Exam preparation over a WebSocket, subprotocol " + schema.Version + ". " +
				"By-name params of every method may have the member _meta (x-meta); params by position never have it. " +
				"By position, in the order of x-positional, null stands for an optional member that is left out, and trailing ones may be missing; by name, null is refused. " +
				"Under one _meta.idempotencyKey a creating method answers a user the same object again; its id does not tell, and gives, no access."},
		}},
		{Name: "methods", Value: methods},
		{Name: "components", Value: shape.Ordered{
			{Name: "schemas", Value: d.all()},
			{Name: "errors", Value: errorComponents()},
			{Name: "tags", Value: tagComponents()},
		}},
		{Name: "x-generated", Value: generated},
		{Name: "x-meta", Value: meta},
		{Name: "x-notifications", Value: notifications},
		{Name: "x-codes", Value: numbers(c, "Code", "code")},
		{Name: "x-errors", Value: catalogue()},
		{Name: "x-closeCodes", Value: numbers(c, "CloseCode", "code")},
		{Name: "x-limits", Value: limits()},
	}
}

func (d *definitions) method(m *schema.Spec) shape.Ordered {
	out := shape.Ordered{
		{Name: "name", Value: m.Name},
		{Name: "summary", Value: d.words.wire[m.Name]},
		{Name: "tags", Value: []any{refTo("#/components/tags/" + namespaceOf(m.Name))}},
		{Name: "paramStructure", Value: "either"},
		{Name: "params", Value: d.descriptors(m.Params)},
		{Name: "result", Value: shape.Ordered{{Name: "name", Value: "result"}, {Name: "schema", Value: d.Schema(m.Result)}}},
		{Name: "errors", Value: errorsOf(m)},
	}
	return append(out, facts(m)...)
}

// cancel is what clients send without an id: OpenRPC says so by leaving the
// result out.
func (d *definitions) cancel() shape.Ordered {
	t := shape.Of[schema.CancelParams]()
	return shape.Ordered{
		{Name: "name", Value: schema.CancelRequest},
		{Name: "summary", Value: d.words.wire[schema.CancelRequest]},
		{Name: "paramStructure", Value: "either"},
		{Name: "params", Value: d.descriptors(t)},
		{Name: "x-positional", Value: positional(t)},
	}
}

// descriptors are the members of t, in the order of params by position.
func (d *definitions) descriptors(t *shape.Type) []shape.Ordered {
	out := []shape.Ordered{}
	for _, m := range d.inline(t) {
		if m.Name != "properties" {
			continue
		}
		for _, p := range m.Value.(shape.Ordered) {
			field, _ := t.Member(p.Name)
			out = append(out, descriptor(p, !field.Optional))
		}
	}
	return out
}

func descriptor(p shape.Member, required bool) shape.Ordered {
	out := shape.Ordered{{Name: "name", Value: p.Name}}
	schemaOf := p.Value.(shape.Ordered)
	if len(schemaOf) > 0 && schemaOf[0].Name == "description" {
		out = append(out, schemaOf[0])
		schemaOf = unwrap(schemaOf[1:])
	}
	return append(out, shape.Member{Name: "required", Value: required}, shape.Member{Name: "schema", Value: schemaOf})
}

// unwrap takes a lone reference out of the allOf that kept it apart from words.
func unwrap(o shape.Ordered) shape.Ordered {
	if len(o) == 1 && o[0].Name == "allOf" {
		return o[0].Value.([]any)[0].(shape.Ordered)
	}
	return o
}

func (d *definitions) notificationList() []shape.Ordered {
	return entries(schema.Notices(), func(n *schema.Notice) shape.Ordered {
		return shape.Ordered{
			{Name: "name", Value: n.Name},
			{Name: "summary", Value: d.words.wire[n.Name]},
			{Name: "kind", Value: n.Kind.String()},
			{Name: "topic", Value: n.Topic.String()},
			{Name: "params", Value: d.Schema(n.Params)},
		}
	})
}

func errorsOf(m *schema.Spec) []any {
	var out []any
	for _, r := range schema.Reasons() {
		if mayRefuse(m, r) {
			out = append(out, refTo("#/components/errors/"+string(r.Reason)))
		}
	}
	return out
}

func errorComponents() shape.Ordered {
	out := shape.Ordered{}
	for _, r := range schema.Reasons() {
		out.Set(string(r.Reason), shape.Ordered{
			{Name: "code", Value: r.Code},
			{Name: "message", Value: r.Message},
			{Name: "data", Value: shape.Ordered{{Name: "reason", Value: r.Reason}, {Name: "retryable", Value: r.Retryable}}},
		})
	}
	return out
}

func tagComponents() shape.Ordered {
	out := shape.Ordered{}
	for _, m := range schema.Methods() {
		namespace := namespaceOf(m.Name)
		out.Set(namespace, shape.Ordered{{Name: "name", Value: namespace}})
	}
	return out
}

func namespaceOf(method string) string {
	namespace, _, _ := strings.Cut(method, ".")
	return namespace
}

func refTo(to string) shape.Ordered { return shape.Ordered{{Name: "$ref", Value: to}} }
