package shape

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

var (
	rawMessage  = reflect.TypeFor[json.RawMessage]()
	enumerated  = reflect.TypeFor[Enumerated]()
	alternative = reflect.TypeFor[Alternative]()
	restricted  = reflect.TypeFor[Restricted]()
	unmarshaler = reflect.TypeFor[json.Unmarshaler]()
)

// builder turns Go types into shapes; open guards against circles.
type builder struct{ open map[reflect.Type]bool }

func (b *builder) of(t reflect.Type) *Type {
	if known, ok := cache.Load(t); ok {
		return known.(*Type)
	}
	if b.open[t] {
		panic(fmt.Sprintf("shape: %s contains itself", t))
	}
	b.open[t] = true
	defer delete(b.open, t)
	if t.Kind() == reflect.Pointer {
		return b.of(t.Elem())
	}
	s := &Type{Go: t, Name: definitionName(t)}
	b.setKind(s, t)
	s.applyMethods(t)
	s.lists = s.canReadNull()
	return s
}

// definitionName is the name of a declared struct or string type.
func definitionName(t reflect.Type) string {
	if t.PkgPath() == "" || t == rawMessage {
		return ""
	}
	return t.Name()
}

func (b *builder) setKind(s *Type, t reflect.Type) {
	switch t.Kind() {
	case reflect.String:
		s.Kind = String
	case reflect.Bool:
		s.Kind = Boolean
	case reflect.Int64, reflect.Int:
		s.Kind = Integer
	case reflect.Uint64:
		s.Kind, s.Range = Integer, Span{HasMin: true}
	case reflect.Float64:
		s.Kind = Number
	case reflect.Slice:
		b.setSlice(s, t)
	case reflect.Map:
		s.Kind, s.Elem, s.Key = Map, b.of(t.Elem()), b.of(t.Key())
	case reflect.Interface:
		s.Kind = Any
	case reflect.Struct:
		if reflect.PointerTo(t).Implements(unmarshaler) {
			s.Kind = String // a struct that reads itself from a string, as Time does
			return
		}
		s.Kind = Object
		b.addFields(s, t, nil)
		s.index()
	default:
		panic(fmt.Sprintf("shape: %s has no JSON shape", t))
	}
}

func (b *builder) setSlice(s *Type, t reflect.Type) {
	switch {
	case t == rawMessage:
		s.Kind = Any
	case t.ConvertibleTo(rawMessage) && t.Name() != "":
		s.Kind = AnyObject // a named json.RawMessage; Rules may make it a Scalar
	default:
		s.Kind, s.Elem = Array, b.of(t.Elem())
	}
}

func (b *builder) addFields(s *Type, t reflect.Type, prefix []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(append([]int(nil), prefix...), i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			b.addFields(s, f.Type, at)
			continue
		}
		if f.IsExported() {
			s.Fields = append(s.Fields, b.field(f, t, at))
		}
	}
}

func (b *builder) field(f reflect.StructField, owner reflect.Type, at []int) Field {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" {
		panic(fmt.Sprintf("shape: %s.%s needs a json name", owner, f.Name))
	}
	field := Field{Name: name, Owner: owner.Name(), GoName: f.Name, Type: b.of(f.Type), index: at}
	field.Optional = strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
	field.Nullable = f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Pointer
	mustOmit(f, owner, options)
	if is := f.Tag.Get("is"); is != "" {
		own := *field.Type // the rules hold for this member alone
		field.Default = own.applyRules(is)
		if !reflect.DeepEqual(own, *field.Type) {
			own.Name = ""
			field.Type = &own
		}
	}
	if field.Default != "" {
		field.fallback = field.Type.parseDefault(f.Type, field)
	}
	return field
}

// mustOmit refuses members that encoding/json would write as null, or as an
// empty object, where the schema says that they are left out.
func mustOmit(f reflect.StructField, owner reflect.Type, options string) {
	switch f.Type.Kind() {
	case reflect.Pointer:
		if !strings.Contains(options, "omit") {
			panic(fmt.Sprintf("shape: %s.%s is a pointer and needs omitempty", owner, f.Name))
		}
	case reflect.Struct:
		if strings.Contains(options, "omitempty") {
			panic(fmt.Sprintf("shape: %s.%s is a struct and needs omitzero", owner, f.Name))
		}
	}
}

func (t *Type) parseDefault(target reflect.Type, field Field) reflect.Value {
	v := reflect.New(target)
	if faults := decodeInto(t, []byte(field.Default), v.Elem()); len(faults) > 0 || !field.Optional {
		panic(fmt.Sprintf("shape: %s.%s has a default that it would not accept", field.Owner, field.GoName))
	}
	return v.Elem()
}

func (t *Type) index() {
	t.byName = make(map[string]int, len(t.Fields))
	for i, f := range t.Fields {
		if _, twice := t.byName[f.Name]; twice {
			panic(fmt.Sprintf("shape: %s has two members %q", t.Go, f.Name))
		}
		t.byName[f.Name] = i
	}
	if len(t.Fields) > 64 {
		panic(fmt.Sprintf("shape: %s has more than 64 members", t.Go))
	}
}

func (t *Type) applyMethods(of reflect.Type) {
	zero := reflect.New(of)
	if zero.Type().Implements(enumerated) {
		t.Enum = zero.Interface().(Enumerated).Values()
	}
	if t.Kind == Object && zero.Type().Implements(alternative) {
		t.setOneOf(zero.Interface().(Alternative).ExactlyOne())
	}
	if !zero.Type().Implements(restricted) {
		return
	}
	is, format, pattern := zero.Interface().(Restricted).Rules()
	t.applyRules(is)
	t.Format, t.Pattern = format, pattern
	if pattern != "" {
		t.regexp = regexp.MustCompile(pattern)
	}
}

func (t *Type) setOneOf(names []string) {
	t.OneOf = names
	for _, name := range names {
		n, ok := t.byName[name]
		if !ok || !t.Fields[n].Optional || t.Fields[n].Default != "" {
			panic(fmt.Sprintf("shape: %s chooses between members, but %q is no optional one without default", t.Go, name))
		}
		t.oneOf |= 1 << n
	}
}

// applyRules reads a tag and returns the default it states.
func (t *Type) applyRules(is string) (fallback string) {
	for _, rule := range strings.Fields(is) {
		key, value, _ := strings.Cut(rule, "=")
		switch key {
		case "len":
			t.Length = parseSpan(value)
		case "range":
			t.Range = parseSpan(value)
		case "large":
			t.Large = true
		case "scalar":
			t.Kind = Scalar
		case "default":
			fallback = value
			if t.Kind == String {
				fallback = strconv.Quote(value)
			}
		case "items":
			elem := *t.Elem // the rule holds for the elements of this array alone
			elem.Length = parseSpan(value)
			t.Elem = &elem
		case "each":
			elem := *t.Elem
			elem.Range = parseSpan(value)
			t.Elem = &elem
		default:
			panic(fmt.Sprintf("shape: unknown rule %q", rule))
		}
	}
	return fallback
}

func parseSpan(s string) Span {
	low, high, ok := strings.Cut(s, "..")
	if !ok {
		panic(fmt.Sprintf("shape: %q is no range", s))
	}
	var span Span
	if low != "" {
		span.Min, span.HasMin = mustFloat(low), true
	}
	if high != "" {
		span.Max, span.HasMax = mustFloat(high), true
	}
	return span
}

func mustFloat(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(fmt.Sprintf("shape: %q is no number", s))
	}
	return f
}
