package gemini

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Type is the JSON type a [Schema] asks for.
type Type string

// The types.
const (
	TypeString  Type = "string"
	TypeNumber  Type = "number"
	TypeInteger Type = "integer"
	TypeBoolean Type = "boolean"
	TypeArray   Type = "array"
	TypeObject  Type = "object"
)

// A Schema describes the JSON an answer must be. It is sent with the request and
// checked again on the answer, because the model is only asked, not forced, to
// keep it. A Schema must not change while a call uses it.
type Schema struct {
	Type        Type
	Description string   // told to the model
	Nullable    bool     // null is allowed
	Enum        []string // allowed values, for TypeString
	Items       *Schema  // each element, for TypeArray
	MinItems    int      // for TypeArray; 0 is no limit
	MaxItems    int      // for TypeArray; 0 is no limit
	Minimum     *float64 // for numbers, inclusive
	Maximum     *float64 // for numbers, inclusive
	// Properties of TypeObject, in the order in which the model should write
	// them: reasoning before the answer it leads to.
	Properties []Property
}

// A Property is one member of an object.
type Property struct {
	Name     string
	Schema   *Schema
	Optional bool
}

// valid reports what is wrong with the schema itself.
func (s *Schema) valid() error {
	switch s.Type {
	case TypeString, TypeNumber, TypeInteger, TypeBoolean:
		return nil
	case TypeArray:
		if s.Items == nil {
			return errors.New("an array without items")
		}
		return s.Items.valid()
	case TypeObject:
		for _, p := range s.Properties {
			if p.Name == "" || p.Schema == nil {
				return errors.New("a property without a name or a schema")
			}
			if err := p.Schema.valid(); err != nil {
				return fmt.Errorf("%s: %w", p.Name, err)
			}
		}
		return nil
	}
	return fmt.Errorf("unknown type %q", s.Type)
}

// required lists the names of the properties that are not optional, in order.
func (s *Schema) required() []string {
	var names []string
	for _, p := range s.Properties {
		if !p.Optional {
			names = append(names, p.Name)
		}
	}
	return names
}

// extras renders the parts of the schema that the API knows and the SDK does
// not, as a tree to be merged into the SDK's rendering; nil when there are none.
func (s *Schema) extras() map[string]any {
	out := map[string]any{}
	if s.MinItems > 0 {
		out["minItems"] = s.MinItems
	}
	if s.MaxItems > 0 {
		out["maxItems"] = s.MaxItems
	}
	if s.Minimum != nil {
		out["minimum"] = *s.Minimum
	}
	if s.Maximum != nil {
		out["maximum"] = *s.Maximum
	}
	if s.Items != nil {
		if items := s.Items.extras(); items != nil {
			out["items"] = items
		}
	}
	order, properties := []string{}, map[string]any{}
	for _, p := range s.Properties {
		order = append(order, p.Name)
		if extra := p.Schema.extras(); extra != nil {
			properties[p.Name] = extra
		}
	}
	if len(order) > 1 {
		out["propertyOrdering"] = order
	}
	if len(properties) > 0 {
		out["properties"] = properties
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// extract takes the JSON out of an answer, with or without a code fence around
// it, and checks it. It returns the text of the one JSON value.
func (s *Schema) extract(text string) (string, error) {
	text = unfence(strings.TrimSpace(strings.TrimPrefix(text, "\ufeff")))
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return "", errors.New("answer is not JSON")
	}
	if _, err := dec.Token(); err != io.EOF {
		return "", errors.New("text after the JSON of the answer")
	}
	if err := s.check(value, ""); err != nil {
		return "", fmt.Errorf("answer breaks the schema: %w", err)
	}
	return text, nil
}

// unfence removes a Markdown fence, which models put around JSON now and then.
func unfence(text string) string {
	body, ok := strings.CutPrefix(text, "```")
	if !ok {
		return text
	}
	body, ok = strings.CutSuffix(body, "```")
	if !ok {
		return text
	}
	if first, rest, found := strings.Cut(body, "\n"); found && len(first) <= len("jsonc ") {
		body = rest
	}
	return strings.TrimSpace(body)
}

// check compares a decoded value with the schema and names the first fault by
// its JSON pointer, without repeating the value.
func (s *Schema) check(value any, at string) error {
	if value == nil {
		if s.Nullable {
			return nil
		}
		return fmt.Errorf("%q is null", at)
	}
	switch v := value.(type) {
	case string:
		return s.checkString(v, at)
	case json.Number:
		return s.checkNumber(v, at)
	case bool:
		return s.want(TypeBoolean, at)
	case []any:
		return s.checkArray(v, at)
	case map[string]any:
		return s.checkObject(v, at)
	}
	return fmt.Errorf("%q has no JSON type", at)
}

func (s *Schema) want(t Type, at string) error {
	if s.Type != t {
		return fmt.Errorf("%q is %s, not %s", at, t, s.Type)
	}
	return nil
}

func (s *Schema) checkString(v, at string) error {
	if err := s.want(TypeString, at); err != nil {
		return err
	}
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
		return fmt.Errorf("%q is none of the allowed values", at)
	}
	return nil
}

func (s *Schema) checkNumber(n json.Number, at string) error {
	if s.Type != TypeNumber && s.Type != TypeInteger {
		return s.want(TypeNumber, at)
	}
	v, err := n.Float64()
	if err != nil {
		return fmt.Errorf("%q is out of range", at)
	}
	if s.Type == TypeInteger && v != float64(int64(v)) {
		return fmt.Errorf("%q is not a whole number", at)
	}
	if s.Minimum != nil && v < *s.Minimum || s.Maximum != nil && v > *s.Maximum {
		return fmt.Errorf("%q is out of range", at)
	}
	return nil
}

func (s *Schema) checkArray(v []any, at string) error {
	if err := s.want(TypeArray, at); err != nil {
		return err
	}
	if len(v) < s.MinItems || s.MaxItems > 0 && len(v) > s.MaxItems {
		return fmt.Errorf("%q has %d elements", at, len(v))
	}
	for i, element := range v {
		if err := s.Items.check(element, fmt.Sprintf("%s/%d", at, i)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Schema) checkObject(v map[string]any, at string) error {
	if err := s.want(TypeObject, at); err != nil {
		return err
	}
	for _, p := range s.Properties {
		value, present := v[p.Name]
		if !present && p.Optional {
			continue
		}
		if !present {
			return fmt.Errorf("%q is missing", at+"/"+p.Name)
		}
		if err := p.Schema.check(value, at+"/"+p.Name); err != nil {
			return err
		}
	}
	return nil
}
