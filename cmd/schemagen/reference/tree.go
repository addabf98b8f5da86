package reference

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"prepwire/schema/shape"
)

// parse reads JSON and keeps the order of members: objects become
// shape.Ordered, lists []any, numbers json.Number.
func parse(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return next(d)
}

func next(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		out := shape.Ordered{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			value, err := next(d)
			if err != nil {
				return nil, err
			}
			out = append(out, shape.Member{Name: fmt.Sprint(name), Value: value})
		}
		_, err = d.Token()
		return out, err
	case json.Delim('['):
		out := []any{}
		for d.More() {
			value, err := next(d)
			if err != nil {
				return nil, err
			}
			out = append(out, value)
		}
		_, err = d.Token()
		return out, err
	}
	return token, nil
}

// get follows names down; nil when something is not there.
func get(v any, names ...string) any {
	for _, name := range names {
		o, _ := v.(shape.Ordered)
		v = nil
		for _, m := range o {
			if m.Name == name {
				v = m.Value
			}
		}
	}
	return v
}

// object, list, text and flag read a member of a kind; nothing when it is not there.
func object(v any, names ...string) shape.Ordered {
	o, _ := get(v, names...).(shape.Ordered)
	return o
}

func list(v any, names ...string) []any {
	l, _ := get(v, names...).([]any)
	return l
}

func text(v any, names ...string) string {
	switch s := get(v, names...).(type) {
	case string:
		return s
	case json.Number:
		return s.String()
	}
	return ""
}

func flag(v any, names ...string) bool {
	b, _ := get(v, names...).(bool)
	return b
}

func texts(v any, names ...string) []string {
	var out []string
	for _, one := range list(v, names...) {
		if s, ok := one.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// refersTo is the name at the end of a $ref; allOf of one $ref leaves room for
// words beside it.
func refersTo(s any) string {
	if all := list(s, "allOf"); len(all) == 1 {
		s = all[0]
	}
	ref := text(s, "$ref")
	return ref[strings.LastIndexByte(ref, '/')+1:]
}
