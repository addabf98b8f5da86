package reference

import (
	"encoding/json"
	"html/template"
	"strings"
)

// boundless are the bounds of whole numbers that every reader of JSON can
// hold. They say nothing.
const boundless = "9007199254740991"

// kind says in HTML what values a schema lets through, with links to types.
func kind(s any) template.HTML {
	if name := refersTo(s); name != "" {
		escaped := template.HTMLEscapeString(name)
		return template.HTML(`<a href="#type-` + escaped + `">` + escaped + `</a>`)
	}
	if either := list(s, "anyOf"); len(either) > 0 {
		var all []string
		for _, one := range either {
			all = append(all, string(kind(one)))
		}
		return template.HTML(strings.Join(all, " or "))
	}
	if values := list(s, "enum"); len(values) > 0 {
		var all []string
		for _, v := range values {
			all = append(all, "<code>"+template.HTMLEscapeString(value(v))+"</code>")
		}
		return template.HTML(strings.Join(all, ", "))
	}
	switch text(s, "type") {
	case "array":
		return "list of " + kind(get(s, "items"))
	case "object":
		if values := object(s, "additionalProperties"); len(values) > 0 {
			return "map to " + kind(values)
		}
		return "object"
	case "":
		return "any"
	}
	return template.HTML(template.HTMLEscapeString(text(s, "type")))
}

// rules says what else holds of a value, one sentence part a rule.
func rules(s any) []string {
	var out []string
	for _, r := range []struct{ low, high, of string }{
		{"minimum", "maximum", ""}, {"minLength", "maxLength", " characters"},
		{"minItems", "maxItems", " elements"}, {"minProperties", "maxProperties", " members"},
	} {
		if span := span(text(s, r.low), text(s, r.high), r.of != ""); span != "" {
			out = append(out, span+r.of)
		}
	}
	if format := text(s, "format"); format != "" {
		out = append(out, format)
	}
	if pattern := text(s, "pattern"); pattern != "" {
		out = append(out, "pattern "+pattern)
	}
	for _, one := range list(s, "anyOf") {
		out = append(out, rules(one)...)
	}
	if values := object(s, "additionalProperties"); len(values) > 0 {
		out = append(out, each(values)...)
	}
	if items := object(s, "items"); len(items) > 0 {
		out = append(out, each(items)...)
	}
	return out
}

// inShort says what a reference to a small type lets through: its values or its
// rules, but no pattern, which stands at the type.
func inShort(schemas, s any) string {
	named := get(schemas, refersTo(s))
	if values := list(named, "enum"); len(values) > 0 {
		var all []string
		for _, v := range values {
			all = append(all, value(v))
		}
		return strings.Join(all, ", ")
	}
	if kind := text(named, "type"); kind != "string" && kind != "integer" && kind != "number" || text(named, "pattern") != "" {
		return ""
	}
	return strings.Join(append([]string{text(named, "type")}, rules(named)...), ", ")
}

// each is the rules of the elements of a list or map.
func each(s any) []string {
	var out []string
	for _, rule := range rules(s) {
		out = append(out, "each "+rule)
	}
	return out
}

// span says a range in words. A length begins at 0 anyway.
func span(low, high string, length bool) string {
	if strings.TrimPrefix(low, "-") == boundless {
		low = ""
	}
	if high == boundless {
		high = ""
	}
	switch {
	case low == "" && high == "":
		return ""
	case high == "" && low == "0" && length:
		return ""
	case high == "":
		return "at least " + low
	case low == "" || low == "0" && length:
		return "at most " + high
	case low == high:
		return "exactly " + low
	}
	return low + " to " + high
}

// value is a JSON value as one reads it: a text without quotes.
func value(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	out, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(out)
}
