package schema_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"prepwire/schema"
	"prepwire/schema/shape"
)

// A mutation changes one thing in a document, which may or may not break it,
// and reports whether it found something to change.
type mutation struct {
	name  string
	apply func(maker, *node) bool
}

var mutations = []mutation{
	{"member left out", dropMember},
	{"member added", addMember},
	{"name in another case", changeCase},
	{"another type", changeType},
	{"null", toNull},
	{"wrapped", wrap},
	{"integer at a bound", atIntegerBound},
	{"number at a bound", atNumberBound},
	{"numeral written otherwise", rewriteNumeral},
	{"text at a bound", atTextBound},
	{"list at a bound", atListBound},
	{"name at a bound", atNameBound},
	{"enum", changeEnum},
	{"time", changeTime},
	{"surrogates", addSurrogates},
	{"escaped name", escapeName},
	{"_meta", changeMeta},
	{"alternative", changeAlternative},
}

// one returns something in the document that keeps the condition, or nil.
func one(m maker, doc *node, keeps func(*node) bool) *node {
	found := slices.DeleteFunc(doc.all(), func(n *node) bool { return !keeps(n) })
	if len(found) == 0 {
		return nil
	}
	return found[m.IntN(len(found))]
}

func ofKind(kinds ...shape.Kind) func(*node) bool {
	return func(n *node) bool { return n.of != nil && slices.Contains(kinds, n.of.Kind) }
}

func withMembers(n *node) bool { return n.kind == object && len(n.members) > 0 }

func dropMember(m maker, doc *node) bool {
	n := one(m, doc, withMembers)
	if n == nil {
		return false
	}
	at := m.IntN(len(n.members))
	n.members = slices.Delete(n.members, at, at+1)
	return true
}

func addMember(m maker, doc *node) bool {
	n := one(m, doc, func(n *node) bool { return n.kind == object })
	name := pick(m, "extra", "", "id", "questionId", "_meta", "__proto__", "limit")
	for _, known := range n.members {
		if known.name == quote(name) {
			return false // a duplicate is a case of its own
		}
	}
	n.members = slices.Insert(n.members, m.IntN(len(n.members)+1), member{quote(name), m.free(1)})
	return true
}

// changeAlternative gives, of members of which one must be given, none, one or
// more.
func changeAlternative(m maker, doc *node) bool {
	n := one(m, doc, func(n *node) bool { return n.kind == object && n.of != nil && len(n.of.OneOf) > 0 })
	if n == nil {
		return false
	}
	for _, name := range n.of.OneOf {
		f, _ := n.of.Member(name)
		n.members = slices.DeleteFunc(n.members, func(m member) bool { return m.name == quote(name) })
		if m.chance(50) {
			n.members = append(n.members, member{quote(name), m.value(f.Type)})
		}
	}
	return true
}

func changeCase(m maker, doc *node) bool {
	n := one(m, doc, withMembers)
	if n == nil {
		return false
	}
	at := &n.members[m.IntN(len(n.members))]
	changed := pick(m, strings.ToUpper(at.name), strings.ToLower(at.name), strings.ToUpper(at.name[:2])+at.name[2:])
	if changed == at.name || strings.Contains(at.name, `\`) {
		return false
	}
	at.name = changed
	return true
}

// changeType leaves arrays at the top alone: those are params by position.
func changeType(m maker, doc *node) bool {
	n := one(m, doc, func(n *node) bool { return n != doc })
	if n == nil {
		return false
	}
	*n = *pick(m, &node{text: "true"}, &node{text: "7"}, &node{text: `"x"`}, &node{kind: list}, &node{kind: object}, &node{text: "0.25"})
	return true
}

func toNull(m maker, doc *node) bool {
	*one(m, doc, func(*node) bool { return true }) = node{text: "null"}
	return true
}

func wrap(m maker, doc *node) bool {
	n := one(m, doc, func(n *node) bool { return n != doc })
	if n == nil {
		return false
	}
	inner := *n
	*n = *pick(m, &node{kind: list, elems: []*node{&inner}}, &node{kind: object, members: []member{{`"value"`, &inner}}})
	return true
}

func atIntegerBound(m maker, doc *node) bool {
	n := one(m, doc, ofKind(shape.Integer, shape.Scalar))
	if n == nil {
		return false
	}
	const exact = 1<<53 - 1
	bounds := []float64{-exact, exact, 0}
	if n.of.Range.HasMin {
		bounds = append(bounds, n.of.Range.Min, n.of.Range.Min, n.of.Range.Min)
	}
	if n.of.Range.HasMax {
		bounds = append(bounds, n.of.Range.Max, n.of.Range.Max, n.of.Range.Max)
	}
	n.text = pick(m, strconv.FormatInt(int64(pick(m, bounds...))+m.Int64N(3)-1, 10),
		pick(m, "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e19", "18446744073709551616"))
	return true
}

func atNumberBound(m maker, doc *node) bool {
	n := one(m, doc, ofKind(shape.Number))
	if n == nil {
		return false
	}
	low, high := n.of.Range.Min, n.of.Range.Max
	around := []float64{math.Nextafter(low, math.Inf(-1)), low, math.Nextafter(low, high), math.Nextafter(high, low), high, math.Nextafter(high, math.Inf(1))}
	n.text = strconv.FormatFloat(pick(m, around...), pick(m, byte('g'), 'f'), -1, 64)
	if m.chance(40) {
		n.text = pick(m, "1.00000000000000000000000001", "0.99999999999999999999999999", "0.00099999999999999999999999", "0.001000000000000000000001",
			"1000000.00000000000000000001", "1e6", "1e-3", "-0", "-1e-300", "1e-300", "10e-1", "0e5")
	}
	return true
}

func rewriteNumeral(m maker, doc *node) bool {
	n := one(m, doc, func(n *node) bool { return n.kind == leaf && strings.Trim(n.text, "-0123456789") == "" })
	if n == nil {
		return false
	}
	digits := strings.TrimLeft(n.text, "-")
	sign := n.text[:len(n.text)-len(digits)]
	if digits == "0" {
		n.text = sign + pick(m, "0", "0.0", "0e70", "0e-70", "0.000e-70", "0.1", "0.5e1")
		return true
	}
	point := 1 + m.IntN(len(digits))
	shifted := fmt.Sprintf("%s.%se%d", digits[:point], digits[point:]+"0", len(digits)-point)
	n.text = sign + pick(m, digits+".0", digits+"e0", digits+"E+00", digits+"0e-1", digits+"000E-003", shifted, digits+"."+strings.Repeat("0", 80),
		digits+strings.Repeat("0", 90)+"e-90", digits+".5", digits+"e-1", digits+"e1", "0e70", "0.000e-70", digits+".000000000000000000001")
	return true
}

func atTextBound(m maker, doc *node) bool {
	n := one(m, doc, func(n *node) bool {
		return ofKind(shape.String, shape.Scalar)(n) && n.of.Length.HasMin && n.of.Enum == nil && n.of.Format == ""
	})
	if n == nil || n.of.Length.Max > 1e6 && m.chance(90) {
		return false // a few megabytes suffice
	}
	length := int(pick(m, n.of.Length.Min, n.of.Length.Max)) + m.IntN(3) - 1
	if length < 0 {
		length = 0
	}
	n.text = quote(strings.Repeat(pick(m, "a", "\u00e9", "\U0001f600"), length))
	return true
}

func atListBound(m maker, doc *node) bool {
	n := one(m, doc, func(n *node) bool { return ofKind(shape.Array, shape.Map)(n) && n.of.Length.HasMax })
	if n == nil {
		return false
	}
	length := max(0, int(pick(m, n.of.Length.Min, n.of.Length.Max))+m.IntN(3)-1)
	fresh := node{of: n.of, kind: n.kind}
	for i := range length {
		if fresh.kind == list {
			fresh.elems = append(fresh.elems, m.value(n.of.Elem))
		} else {
			fresh.members = append(fresh.members, member{quote(fmt.Sprint("key ", i)), m.value(n.of.Elem)})
		}
	}
	*n = fresh
	return true
}

func atNameBound(m maker, doc *node) bool {
	n := one(m, doc, func(n *node) bool {
		return ofKind(shape.Map)(n) && n.of.Key.Length.HasMax && len(n.members) > 0
	})
	if n == nil {
		return false
	}
	length := max(0, int(pick(m, n.of.Key.Length.Min, n.of.Key.Length.Max))+m.IntN(3)-1)
	n.members[m.IntN(len(n.members))].name = quote(strings.Repeat(pick(m, "a", "\u00e9", "\U0001f600"), length))
	return true
}

func changeEnum(m maker, doc *node) bool {
	n := one(m, doc, func(n *node) bool { return n.of != nil && n.of.Enum != nil })
	if n == nil {
		return false
	}
	v := pick(m, n.of.Enum...)
	n.text = quote(pick(m, v, v, strings.ToUpper(v), v+" ", " "+v, "", v[:len(v)-1], "mixed", "easy"))
	return true
}

var times = []string{
	"2026-11-23T08:00:00.000Z", "2026-11-23T08:00:00Z", "2026-11-23T08:00:00.1Z", "2026-11-23T08:00:00.123456789Z", "2026-11-23T08:00:00.1234567890Z",
	"2026-11-23t08:00:00Z", "2026-11-23T08:00:00z", "2026-11-23 08:00:00Z", "2026-11-23T08:00:00", "2026-11-23T08:00Z", "2026-11-23", "",
	"2026-02-29T08:00:00Z", "2028-02-29T08:00:00Z", "2026-13-01T08:00:00Z", "2026-00-10T08:00:00Z", "2026-11-31T08:00:00Z", "2026-11-00T08:00:00Z",
	"2026-11-23T24:00:00Z", "2026-11-23T23:60:00Z", "2026-12-31T23:59:60Z", "2026-11-23T23:59:59+23:59", "2026-11-23T23:59:59+24:00", "2026-11-23T23:59:59-00:00",
	"2026-11-23T08:00:00+01:60", "2026-11-23T08:00:00+1:00", "2026-11-23T08:00:00+0100", "2026-11-23T08:00:00.Z", "2026-11-23T08:00:00,5Z", "2026-11-23T8:00:00Z",
	"0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1999-12-31T23:59:59-12:00", "+002026-11-23T08:00:00Z", "-026-11-23T08:00:00Z", "２０26-11-23T08:00:00Z",
	"2026-11-23T08:00:00.000Z\n", " 2026-11-23T08:00:00.000Z", "2026-11-23T08:00:00.000Z ", "now", "1764000000000",
}

func changeTime(m maker, doc *node) bool {
	n := one(m, doc, func(n *node) bool { return n.of != nil && n.of.Format == "date-time" })
	if n == nil {
		return false
	}
	n.text = m.spell(pick(m, times...))
	return true
}

// addSurrogates puts halves and pairs of surrogates into a text: a pair counts
// as one character, as does a half that stands alone.
func addSurrogates(m maker, doc *node) bool {
	n := one(m, doc, func(n *node) bool { return ofKind(shape.String, shape.Scalar)(n) && strings.HasPrefix(n.text, `"`) })
	if n == nil {
		return false
	}
	part := pick(m, `\ud800`, `\udc00`, `\ud83d\ude00`, `\ude00\ud83d`, `\ud800x`, `\ud800\ud800`, `\u0000`)
	if n.of.Length.HasMax && n.of.Length.Max <= 4000 && m.chance(50) {
		n.text = `"` + strings.Repeat(part, int(n.of.Length.Max)) + `"`
		return true
	}
	n.text = `"` + part + n.text[1:]
	return true
}

func escapeName(m maker, doc *node) bool {
	n := one(m, doc, withMembers)
	if n == nil {
		return false
	}
	at := &n.members[m.IntN(len(n.members))]
	if len(at.name) < 3 || strings.Contains(at.name, `\`) {
		return false
	}
	char := rune(at.name[1])
	if m.chance(40) {
		char ^= 0x20 // the other case
	}
	at.name = fmt.Sprintf(`"\u%04x%s`, char, at.name[2:])
	return true
}

var metas = []string{
	`{}`, `{"progressToken":"p"}`, `{"progressToken":7}`, `{"progressToken":7.0}`, `{"progressToken":7.5}`, `{"progressToken":""}`, `{"progressToken":true}`,
	`{"progressToken":null}`, `{"progressToken":{}}`, `{"progressToken":9007199254740992}`, `{"idempotencyKey":"k","traceparent":"t"}`, `{"idempotencyKey":""}`,
	`{"idempotencykey":"k"}`, `{"unknown":1}`, `null`, `[]`, `"x"`, `1`,
}

func changeMeta(m maker, doc *node) bool {
	value := m.value(shape.Of[schema.Meta]())
	if m.chance(80) {
		value = &node{text: pick(m, metas...)}
	}
	for i := range doc.members {
		if doc.members[i].name == `"_meta"` {
			doc.members[i].value = value
			return true
		}
	}
	doc.members = slices.Insert(doc.members, m.IntN(len(doc.members)+1), member{`"_meta"`, value})
	return true
}
