package schema_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"prepwire/schema/shape"
)

// A node is a JSON value as it will be written, and the shape it was made for.
// A leaf has text, an array elems, an object members.
type node struct {
	of      *shape.Type // nil where any JSON is allowed
	kind    nodeKind
	text    string
	elems   []*node
	members []member
}

type nodeKind uint8

const (
	leaf nodeKind = iota
	list
	object
)

// member is one member of an object; name is a JSON string token.
type member struct {
	name  string
	value *node
}

func (n *node) write(out *bytes.Buffer) {
	switch n.kind {
	case leaf:
		out.WriteString(n.text)
	case list:
		out.WriteByte('[')
		for i, e := range n.elems {
			comma(out, i)
			e.write(out)
		}
		out.WriteByte(']')
	case object:
		out.WriteByte('{')
		for i, m := range n.members {
			comma(out, i)
			out.WriteString(m.name + ":")
			m.value.write(out)
		}
		out.WriteByte('}')
	}
}

func comma(out *bytes.Buffer, i int) {
	if i > 0 {
		out.WriteByte(',')
	}
}

func (n *node) bytes() []byte {
	var out bytes.Buffer
	n.write(&out)
	return out.Bytes()
}

// all returns n and everything in it.
func (n *node) all() []*node {
	out := []*node{n}
	for _, e := range n.elems {
		out = append(out, e.all()...)
	}
	for _, m := range n.members {
		out = append(out, m.value.all()...)
	}
	return out
}

// A maker makes documents that keep the rules of a shape.
type maker struct{ *rand.Rand }

func newMaker(seed uint64) maker { return maker{rand.New(rand.NewPCG(seed, 2))} }

func pick[T any](m maker, from ...T) T { return from[m.IntN(len(from))] }

func (m maker) chance(percent int) bool { return m.IntN(100) < percent }

// value makes a value of t.
func (m maker) value(t *shape.Type) *node {
	n := &node{of: t}
	switch t.Kind {
	case shape.String:
		n.text = m.text(t)
	case shape.Integer:
		n.text = m.integer(t.Range)
	case shape.Number:
		n.text = m.number(t.Range)
	case shape.Boolean:
		n.text = pick(m, "true", "false")
	case shape.Scalar:
		n.text = pick(m, quote(m.runes(m.length(t.Length))), strconv.Itoa(m.IntN(1000)-500))
	case shape.Array:
		n.kind = list
		for range m.length(t.Length) {
			n.elems = append(n.elems, m.value(t.Elem))
		}
	case shape.Map:
		n.kind = object
		for i := range m.length(t.Length) {
			n.members = append(n.members, member{quote(fmt.Sprint("key ", i)), m.value(t.Elem)})
		}
	case shape.Object:
		n.kind, n.members = object, m.fields(t)
	case shape.AnyObject:
		n.kind, n.members = object, m.freeMembers(2)
	default:
		*n = *m.free(2)
		n.of = t
	}
	return n
}

func (m maker) fields(t *shape.Type) []member {
	var out []member
	chosen := ""
	if len(t.OneOf) > 0 {
		chosen = pick(m, t.OneOf...)
	}
	for _, f := range t.Fields {
		left := f.Optional && !m.chance(45) || slices.Contains(t.OneOf, f.Name)
		if f.Name == chosen || !left {
			out = append(out, member{quote(f.Name), m.value(f.Type)})
		}
	}
	if m.chance(30) {
		m.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	}
	return out
}

// free makes JSON of any sort.
func (m maker) free(depth int) *node {
	switch n := m.IntN(7); {
	case n == 0 && depth > 0:
		return &node{kind: object, members: m.freeMembers(depth - 1)}
	case n == 1 && depth > 0:
		out := &node{kind: list}
		for range m.IntN(3) {
			out.elems = append(out.elems, m.free(depth-1))
		}
		return out
	default:
		return &node{text: pick(m, "null", "true", "false", "0", "-1.5e3", `""`, `"text"`, `"\ud800"`)}
	}
}

func (m maker) freeMembers(depth int) []member {
	out := []member{{`"own"`, m.free(depth)}}
	for i := range m.IntN(3) {
		out = append(out, member{quote(fmt.Sprint("member", i)), m.free(depth)})
	}
	return out
}

// length chooses a length, mostly near the lower end.
func (m maker) length(s shape.Span) int {
	low, high := int(s.Min), int(s.Min)+4
	if s.HasMax {
		high = min(high, int(s.Max))
		if s.Max <= 2000 && m.chance(3) {
			return int(s.Max)
		}
	}
	return low + m.IntN(high-low+1)
}

func (m maker) text(t *shape.Type) string {
	switch {
	case t.Enum != nil:
		return quote(pick(m, t.Enum...))
	case t.Format == "date-time":
		return quote(m.time())
	}
	return m.spell(m.runes(m.length(t.Length)))
}

var zones = []*time.Location{time.UTC, time.FixedZone("", 5*3600+1800), time.FixedZone("", -11*3600)}

func (m maker) time() string {
	at := time.Unix(m.Int64N(3e9), m.Int64N(1e9)).In(pick(m, zones...))
	return at.Format(pick(m, time.RFC3339, time.RFC3339Nano, "2006-01-02T15:04:05.000Z07:00"))
}

var alphabet = []rune("aB9 _~/\"\\\n\u00e9\u0301\u65e5\U0001f600\ufffd<&")

// runes makes a text of n characters.
func (m maker) runes(n int) string {
	var out strings.Builder
	for range n {
		out.WriteRune(pick(m, alphabet...))
	}
	return out.String()
}

// quote writes a string token without needless escapes.
func quote(s string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			out.WriteString(`\` + string(r))
		case r < ' ':
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String() + `"`
}

// spell writes a string token with some characters escaped that need not be.
func (m maker) spell(s string) string {
	if m.chance(80) {
		return quote(s)
	}
	var out strings.Builder
	for _, r := range s {
		if r > 0xffff {
			r -= 0x10000
			fmt.Fprintf(&out, `\u%04x\u%04X`, 0xd800+r>>10, 0xdc00+r&0x3ff)
			continue
		}
		fmt.Fprintf(&out, `\u%04x`, r)
	}
	return `"` + out.String() + `"`
}

func (m maker) integer(s shape.Span) string {
	low, high := int64(-1000), int64(1000)
	if s.HasMin {
		low, high = int64(s.Min), int64(s.Min)+1000
	}
	if s.HasMax {
		high = int64(s.Max)
	}
	return strconv.FormatInt(pick(m, low, high, low+m.Int64N(high-low+1)), 10)
}

func (m maker) number(s shape.Span) string {
	low, high := s.Min, s.Min+1000
	if s.HasMax {
		high = s.Max
	}
	return strconv.FormatFloat(pick(m, low, high, low+m.Float64()*(high-low)), pick(m, byte('g'), 'f'), -1, 64)
}
