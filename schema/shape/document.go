package shape

import (
	"bytes"
	"encoding/json"
)

// A Member is one member of an Ordered object.
type Member struct {
	Name  string
	Value any
}

// Ordered is a JSON object whose members keep their order.
type Ordered []Member

// MarshalJSON writes the members in order.
func (o Ordered) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := encode(&out, m.Name); err != nil {
			return nil, err
		}
		out.WriteByte(':')
		if err := encode(&out, m.Value); err != nil {
			return nil, err
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

func encode(out *bytes.Buffer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1)
	return nil
}

// Set adds a member, or replaces the one of that name.
func (o *Ordered) Set(name string, value any) {
	for i := range *o {
		if (*o)[i].Name == name {
			(*o)[i].Value = value
			return
		}
	}
	*o = append(*o, Member{name, value})
}

// A Documenter turns shapes into JSON Schema. Named types become definitions
// and are referred to by Prefix and their name. The schemas use only what
// draft-07 and 2020-12 have in common.
type Documenter struct {
	Prefix  string                            // such as "#/$defs/"
	Comment func(owner, member string) string // documentation of a type (member empty) or member

	names []string
	defs  map[string]Ordered
}

// Definition is one named schema.
type Definition struct {
	Name   string
	Schema Ordered
}

// Definitions returns the definitions met so far, in the order they were met.
func (d *Documenter) Definitions() []Definition {
	out := make([]Definition, 0, len(d.names))
	for _, name := range d.names {
		out = append(out, Definition{name, d.defs[name]})
	}
	return out
}

// Schema returns the schema of t, a reference where t has a name.
func (d *Documenter) Schema(t *Type) Ordered {
	if t.Name == "" {
		return d.inline(t)
	}
	d.define(t)
	return Ordered{{"$ref", d.Prefix + t.Name}}
}

func (d *Documenter) define(t *Type) {
	if d.defs == nil {
		d.defs = map[string]Ordered{}
	}
	if _, known := d.defs[t.Name]; known {
		return
	}
	d.defs[t.Name] = nil
	d.names = append(d.names, t.Name)
	schema := Ordered{}
	if text := d.Comment(t.Name, ""); text != "" {
		schema = append(schema, Member{"description", text})
	}
	d.defs[t.Name] = append(schema, d.inline(t)...)
}

func (d *Documenter) inline(t *Type) Ordered {
	switch t.Kind {
	case String:
		return t.stringSchema()
	case Integer:
		return append(Ordered{{"type", "integer"}}, bounds(wholeSpan(t.Range), "minimum", "maximum")...)
	case Number:
		return append(Ordered{{"type", "number"}}, bounds(t.Range, "minimum", "maximum")...)
	case Boolean:
		return Ordered{{"type", "boolean"}}
	case Array:
		return append(Ordered{{"type", "array"}, {"items", d.Schema(t.Elem)}}, bounds(t.Length, "minItems", "maxItems")...)
	case Map:
		return d.mapping(t)
	case AnyObject:
		return Ordered{{"type", "object"}, {"additionalProperties", true}}
	case Scalar:
		text := append(Ordered{{"type", "string"}}, bounds(t.Length, "minLength", "maxLength")...)
		whole := append(Ordered{{"type", "integer"}}, bounds(wholeSpan(Span{}), "minimum", "maximum")...)
		return Ordered{{"anyOf", []any{text, whole}}}
	case Object:
		return d.object(t)
	default:
		return Ordered{}
	}
}

func (d *Documenter) mapping(t *Type) Ordered {
	m := Ordered{{"type", "object"}}
	if names := bounds(t.Key.Length, "minLength", "maxLength"); len(names) > 0 {
		m = append(m, Member{"propertyNames", Ordered(names)})
	}
	m = append(m, Member{"additionalProperties", d.Schema(t.Elem)})
	return append(m, bounds(t.Length, "minProperties", "maxProperties")...)
}

// wholeSpan closes the open ends of an integer's range at what JSON readers keep exactly.
func wholeSpan(s Span) Span {
	if !s.HasMin {
		s.Min, s.HasMin = -maxExact, true
	}
	if !s.HasMax {
		s.Max, s.HasMax = maxExact, true
	}
	return s
}

func (t *Type) stringSchema() Ordered {
	schema := append(Ordered{{"type", "string"}}, bounds(t.Length, "minLength", "maxLength")...)
	if t.Enum != nil {
		schema = append(schema, Member{"enum", t.Enum})
	}
	if t.Pattern != "" {
		schema = append(schema, Member{"pattern", t.Pattern})
	}
	if t.Format != "" {
		schema = append(schema, Member{"format", t.Format})
	}
	return schema
}

func (d *Documenter) object(t *Type) Ordered {
	properties, required := Ordered{}, []string{}
	for _, f := range t.Fields {
		properties = append(properties, Member{f.Name, d.member(f)})
		if !f.Optional {
			required = append(required, f.Name)
		}
	}
	schema := Ordered{{"type", "object"}, {"properties", properties}}
	if len(required) > 0 {
		schema = append(schema, Member{"required", required})
	}
	schema = append(schema, Member{"additionalProperties", false})
	if len(t.OneOf) > 0 {
		var ways []Ordered
		for _, name := range t.OneOf {
			ways = append(ways, Ordered{{"required", []string{name}}})
		}
		schema = append(schema, Member{"oneOf", ways})
	}
	return schema
}

// member adds a comment and default to a field's schema. Beside a reference
// they stand outside an allOf, because draft-07 ignores what stands beside it.
func (d *Documenter) member(f Field) Ordered {
	schema := d.Schema(f.Type)
	if f.Nullable {
		schema = Ordered{{"anyOf", []any{schema, Ordered{{"type", "null"}}}}}
	}
	var extra Ordered
	if text := d.Comment(f.Owner, f.GoName); text != "" {
		extra = append(extra, Member{"description", text})
	}
	if f.Default != "" {
		extra = append(extra, Member{"default", json.RawMessage(f.Default)})
	}
	if len(extra) > 0 && len(schema) == 1 && schema[0].Name == "$ref" {
		schema = Ordered{{"allOf", []any{schema}}}
	}
	return append(extra, schema...)
}

func bounds(s Span, low, high string) Ordered {
	var out Ordered
	if s.HasMin {
		out = append(out, Member{low, s.Min})
	}
	if s.HasMax {
		out = append(out, Member{high, s.Max})
	}
	return out
}
