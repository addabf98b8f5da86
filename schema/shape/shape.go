// Package shape says what JSON a Go type reads, once, for everybody.
//
// A contract type states its rules in struct tags and methods. Of turns the
// type into a Type; from that one tree come the strict decoder (Decode), and
// the JSON Schema that clients see (Documenter). What the server enforces and
// what the schema promises can therefore not drift apart.
//
// Rules stand in the tag `is`, separated by spaces:
//
//	len=1..64     characters of a string, or elements of an array or map
//	items=1..64   len of the elements of an array
//	each=0..1     range of the elements of an array or map
//	scalar        a string or a whole number, kept as it was written
//	range=1..10   value of a number
//	default=10    what an absent member means (optional members only)
//	large         breaking len answers too_large instead of invalid_params
//
// A member is optional when its json tag says omitempty or omitzero. One of type
// Nullable may also be null, which is something else than absent. Named
// string types may implement Enumerated or Restricted to state their own rules,
// structs Alternative.
package shape

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Kind is what sort of JSON value a Type reads.
type Kind uint8

// The kinds. AnyObject is an object with members of any names; Scalar is a
// string or an integer, kept as it was written.
const (
	String Kind = iota + 1
	Integer
	Number
	Boolean
	Array
	Object
	Map
	AnyObject
	Scalar
	Any
)

// Enumerated is implemented by named string types with a fixed set of values.
type Enumerated interface {
	// Values returns the set in the order documents should show it.
	Values() []string
}

// Restricted is implemented by named types that carry rules of their own.
type Restricted interface {
	// Rules returns rules as in the tag `is`, and the string format (RFC 3339
	// "date-time") and pattern, empty for none.
	Rules() (is, format, pattern string)
}

// Alternative is implemented by structs with members that exclude each other.
type Alternative interface {
	// ExactlyOne returns the names of optional members of which one must be
	// given, and no more.
	ExactlyOne() []string
}

// A Type is how one Go type reads and looks as JSON. It is immutable.
type Type struct {
	Kind    Kind
	Name    string // Go name when the type deserves a definition of its own
	Go      reflect.Type
	Enum    []string
	Format  string
	Pattern string
	Length  Span // of strings in characters, of arrays and maps in elements
	Range   Span // of numbers
	Large   bool // too long answers too_large
	Elem    *Type
	Key     *Type // of maps: how the names of members are
	Fields  []Field
	OneOf   []string // members of which exactly one must be given

	regexp *regexp.Regexp
	byName map[string]int
	oneOf  uint64 // the members of OneOf, a bit each
	lists  bool   // a value of this type can read null where that is not allowed
}

// A Field is one member of an object.
type Field struct {
	Name     string // on the wire
	Owner    string // Go name of the struct that declares it, to find its comment
	GoName   string
	Type     *Type
	Optional bool
	Nullable bool   // may be null
	Default  string // JSON text, empty for none

	index    []int
	fallback reflect.Value
}

// Nullable is the type of an optional member that may be null: nil when it was
// not given, a pointer to nil when it is null. encoding/json writes it so, too.
type Nullable[T any] = **T

// A Span is a closed range; either end may be open.
type Span struct {
	Min, Max       float64
	HasMin, HasMax bool
}

func (s Span) contains(v float64) bool {
	return !(s.HasMin && v < s.Min) && !(s.HasMax && v > s.Max)
}

// describe names the span for a person: "from 1 to 10", "at most 64".
func (s Span) describe() string {
	low, high := plain(s.Min), plain(s.Max)
	switch {
	case s.HasMin && s.HasMax:
		return "from " + low + " to " + high
	case s.HasMin:
		return "at least " + low
	default:
		return "at most " + high
	}
}

func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

var cache sync.Map // reflect.Type -> *Type

// Of returns the shape of P. It panics on a type that cannot be a contract,
// which is a mistake in the program and shows at start.
func Of[P any]() *Type { return OfType(reflect.TypeFor[P]()) }

// OfType is Of for a type known only at run time.
func OfType(t reflect.Type) *Type {
	if known, ok := cache.Load(t); ok {
		return known.(*Type)
	}
	b := builder{open: map[reflect.Type]bool{}}
	built := b.of(t)
	known, _ := cache.LoadOrStore(t, built)
	return known.(*Type)
}

// Member returns the field with that wire name.
func (t *Type) Member(name string) (Field, bool) {
	i, ok := t.byName[name]
	if !ok {
		return Field{}, false
	}
	return t.Fields[i], true
}

func (t *Type) String() string {
	if t.Name != "" {
		return t.Name
	}
	return strings.ToLower(t.Go.String())
}
